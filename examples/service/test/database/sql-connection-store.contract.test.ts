import { storeLaws } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, Nothing } from '../../src/database/database.ts'
import { createSqlConnectionStore } from '../../src/database/sql-connection-store.ts'
import { databases } from '../test-database.ts'

describe.each(databases)('in %s', (_, open) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
  }, 60_000)
  afterAll(() => database.close())

  test.each(storeLaws)('a store in a database $name', async ({ check }) => {
    await database.query(Nothing, 'delete from saved_connections')()
    const subject = { store: createSqlConnectionStore(database), other: createSqlConnectionStore(database) }
    expect(await check(subject)).toStrictEqual(E.right('holds'))
  })
})
