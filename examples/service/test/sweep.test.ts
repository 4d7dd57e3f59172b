import { randomUUID } from 'node:crypto'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import { createConnectionRecords } from '../src/connection-records.ts'
import { createSessions } from '../src/sessions.ts'
import { createSqlConnectionStore } from '../src/sql-connection-store.ts'
import { forgetOldBanks } from '../src/sweep.ts'
import { memoryDatabase } from './test-database.ts'

test('what was made at a simulated bank that is gone is forgotten, and what was made at others is not', async () => {
  const database = await memoryDatabase()
  const store = createSqlConnectionStore(database)
  const banks = { gone: `simulated:${randomUUID()}`, own: `simulated:${randomUUID()}`, real: `test:${randomUUID()}` }
  const left: unknown[] = []
  const tokens: string[] = []
  for (const bank of Object.values(banks)) {
    const opened = await createSessions(database, bank).open(1)()
    if (E.isLeft(opened)) throw new Error(opened.left.reason)
    const id = `c_${opened.right.user.id}`
    tokens.push(opened.right.token)
    await database.query(t.unknown, 'update end_users set bank_user_id = id where id = $1', [opened.right.user.id])()
    await database.query(t.unknown, INSERT, [id, opened.right.user.id])()
    await store.save(`${id}_1`, { of: bank }, null)()
  }
  await forgetOldBanks(database, banks.own)
  for (const [i, bank] of Object.values(banks).entries()) {
    const user = await createSessions(database, bank).find(tokens[i] ?? '', 2)()
    const id = E.isRight(user) && user.right !== null ? user.right.id : ''
    const records = await createConnectionRecords(database, bank).ofUser(id)()
    left.push([E.isRight(user) && user.right !== null, E.isRight(records) ? records.right.length : null])
  }
  expect(left).toStrictEqual([
    [false, 0],
    [true, 1],
    [true, 1],
  ])
  const saved = await database.query(t.unknown, 'select saved from saved_connections where saved like $1', [
    '%simulated%',
  ])()
  expect(saved).toMatchObject({ right: [{ saved: JSON.stringify({ of: banks.own }) }] })
})

const INSERT = `insert into connections
  (id, user_id, institution_id, institution_name, idempotency_key, state, run, created_at, updated_at)
  values ($1, $2, 'AU00000', 'Hooli Bank', 'key', 'failed', 1, 1, 1)`
