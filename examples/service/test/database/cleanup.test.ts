import { randomUUID } from 'node:crypto'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import { cleanUp, deleteSimulatedUsers } from '../../src/database/cleanup.ts'
import { createConnectionRecords } from '../../src/database/connection-records.ts'
import { createConnectionStore } from '../../src/database/connection-store.ts'
import { createSessions, SESSION_MS } from '../../src/database/sessions.ts'
import { memoryDatabase } from '../test-database.ts'
import { right } from '../test-service.ts'

test('users of simulated banks that are gone are deleted, and users of other banks are not', async () => {
  const database = await memoryDatabase()
  const store = createConnectionStore(database)
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
  await deleteSimulatedUsers(database, banks.own)
  await cleanUp(database, 2)()
  for (const [i, bank] of Object.values(banks).entries()) {
    const user = await createSessions(database, bank).find(tokens[i] ?? '', 2)()
    const id = E.isRight(user) && user.right !== null ? user.right.id : ''
    const records = await createConnectionRecords(database, bank).listByUser(id)()
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

test('deletes expired sessions, users without data, and stored runs before the last one', async () => {
  const database = await memoryDatabase()
  const store = createConnectionStore(database)
  const sessions = createSessions(database, 'test:sweep')
  const opened = [right(await sessions.open(-2 * SESSION_MS)()), right(await sessions.open(-2 * SESSION_MS)())]
  const [gone, owner] = opened.map(({ user }) => user.id)
  const id = `c_${owner}`
  await database.query(t.unknown, INSERT, [id, owner ?? ''])()
  await database.query(t.unknown, 'update connections set run = 2 where id = $1', [id])()
  for (const run of [1, 2]) await store.save(`${id}_${run}`, {}, null)()
  expect(await cleanUp(database, 0)()).toMatchObject({ _tag: 'Right' })
  const left = await Promise.all(
    [
      'select id from end_users where id in ($1, $2)',
      'select user_id as id from sessions where user_id in ($1, $2)',
    ].map((sql) => database.query(t.unknown, sql, [gone ?? '', owner ?? ''])()),
  )
  expect(left.map(right)).toStrictEqual([[{ id: owner }], []])
  expect(right(await store.load(`${id}_1`)())).toBeNull()
  expect(right(await store.load(`${id}_2`)())?.saved).toStrictEqual({})
})

const INSERT = `insert into connections
  (id, user_id, institution_id, institution_name, idempotency_key, state, run, created_at, updated_at)
  values ($1, $2, 'AU00000', 'Hooli Bank', 'key', 'failed', 1, 1, 1)`
