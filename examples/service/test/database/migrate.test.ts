import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import { migrate } from '../../src/database/migrate.ts'
import { migrations } from '../../src/database/migrations.ts'
import { memoryDatabase } from '../test-database.ts'

test('a current schema needs no migration and keeps its version', async () => {
  const database = await memoryDatabase()
  expect(await migrate(database)()).toStrictEqual(E.right(0))
  const rows = await database.query(t.unknown, 'select version from schema_version')()
  expect(rows).toStrictEqual(E.right([{ version: migrations.length }]))
})

test('a database of a later version is rejected and not changed', async () => {
  const database = await memoryDatabase()
  const set = (version: number) => database.query(t.unknown, 'update schema_version set version = $1', [version])()
  await set(99)
  const refused = await migrate(database)()
  const rows = await database.query(t.unknown, 'select version from schema_version')()
  await set(migrations.length)
  expect(refused).toMatchObject({ left: { reason: 'schema_is_newer' } })
  expect(rows).toMatchObject({ right: [{ version: 99 }] })
})

test('a transaction that returns a left is rolled back', async () => {
  const database = await memoryDatabase()
  const insert = "insert into end_users (id, bank, created_at) values ('u_undone', 'none', 0)"
  const done = await database.transaction((query) => async () => {
    await query(t.unknown, insert)()
    return E.left({ _tag: 'DatabaseFailure' as const, reason: 'no' })
  })()
  const rows = await database.query(t.unknown, "select id from end_users where id = 'u_undone'")()
  expect(done).toMatchObject({ left: { reason: 'no' } })
  expect(rows).toMatchObject({ right: [] })
})
