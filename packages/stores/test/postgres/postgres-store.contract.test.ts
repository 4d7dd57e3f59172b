import { storeLaws } from '@bank-connection/core/testing'
import { createPostgresStore } from '@bank-connection/stores/postgres'
import { either as E } from 'fp-ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clients, type TestClient } from './clients.ts'

const table = 'contract_connections'

describe.each(clients)('a PostgreSQL store through %s', (_, open) => {
  let first: TestClient
  let second: TestClient

  beforeAll(async () => {
    first = await open()
    second = await open()
    expect(await createPostgresStore({ client: first.client, table }).migrate()()).toStrictEqual(E.right(undefined))
  }, 60_000)
  afterAll(() => Promise.all([first.close(), second.close()]))

  test.each(storeLaws)('$name', async ({ check }) => {
    await first.client.query(`delete from ${table}`, [])
    const store = createPostgresStore({ client: first.client, table })
    const other = createPostgresStore({ client: second.client, table })
    expect(await check({ store, other })).toStrictEqual(E.right('holds'))
  })
})
