import { storeLaws } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConnectionStore, SAVED_CONNECTIONS } from '../../src/database/connection-store.ts'
import { type Database, Nothing } from '../../src/database/database.ts'
import { databases } from '../test-database.ts'

describe.each(databases)('the store of the service in %s', (_, open) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
  }, 60_000)
  afterAll(() => database.close())

  test.each(storeLaws)('$name', async ({ check }) => {
    await database.query(Nothing, `delete from ${SAVED_CONNECTIONS}`)()
    const subject = { store: createConnectionStore(database), other: createConnectionStore(database) }
    expect(await check(subject)).toStrictEqual(E.right('holds'))
  })
})
