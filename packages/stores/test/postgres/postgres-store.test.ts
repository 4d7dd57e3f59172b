import { createPostgresStore, type PostgresClient } from '@bank-connection/stores/postgres'
import { either as E } from 'fp-ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { clients, type TestClient } from './clients.ts'

const SECRET = 'hooli2016'

const unavailable = (operation: string, reason: string) => E.left({ _tag: 'StoreUnavailable', operation, reason })

describe.each(clients)('a PostgreSQL store through %s', (_, open) => {
  let opened: TestClient
  let client: PostgresClient
  let tables = 0

  beforeAll(async () => {
    opened = await open()
    client = opened.client
  }, 60_000)
  afterAll(() => opened.close())

  /** The name of a new table, which is dropped at the end of the test. */
  const newTable = (): string => {
    tables += 1
    const table = `test_connections_${tables}`
    onTestFinished(async () => {
      for (const name of [table, `${table}_version`]) await client.query(`drop table if exists ${name}`, [])
    })
    return table
  }
  const versionsOf = async (table: string) => (await client.query(`select version from ${table}_version`, [])).rows

  test('migrates once, however many processes start at the same time', async () => {
    const table = newTable()
    const other = await open()
    const stores = [client, other.client, client, other.client].map((each) =>
      createPostgresStore({ client: each, table }),
    )
    const migrated = await Promise.all(stores.map((store) => store.migrate()()))
    await other.close()
    expect(migrated).toStrictEqual(stores.map(() => E.right(undefined)))
    expect(await versionsOf(table)).toStrictEqual([{ version: 1 }])
  })

  test('keeps what is stored when it migrates again', async () => {
    const store = createPostgresStore({ client, table: newTable() })
    await store.migrate()()
    await store.save('c-1', { n: 1 }, null)()
    await store.migrate()()
    expect(await store.list()()).toStrictEqual(E.right(['c-1']))
  })

  test('does not migrate a table of a later version', async () => {
    const table = newTable()
    const store = createPostgresStore({ client, table })
    await store.migrate()()
    await client.query(`update ${table}_version set version = 99`, [])
    expect(await store.migrate()()).toStrictEqual(unavailable('migrate', 'schema_is_newer'))
    expect(await versionsOf(table)).toStrictEqual([{ version: 99 }])
  })

  test('uses a table in the schema that the name contains', async () => {
    const table = newTable()
    const store = createPostgresStore({ client, table: `public.${table}` })
    await store.migrate()()
    await store.save('c-1', {}, null)()
    expect((await client.query(`select id from public.${table}`, [])).rows).toStrictEqual([{ id: 'c-1' }])
  })

  test('reports the SQLSTATE of an error, and no value', async () => {
    const store = createPostgresStore({ client, table: newTable() })
    expect(await store.load('c-1')()).toStrictEqual(unavailable('load', '42P01'))
    expect(await store.save('c-1', { password: SECRET }, null)()).toStrictEqual(unavailable('save', '42P01'))
    expect(await store.save('c-1', { password: SECRET }, 'r')()).toStrictEqual(unavailable('save', '42P01'))
    expect(await store.delete('c-1')()).toStrictEqual(unavailable('delete', '42P01'))
    expect(await store.list()()).toStrictEqual(unavailable('list', '42P01'))
  })

  test.each(['{"at":"cre', '"a text"', 'null', ''])('reports a row that contains %j as corrupt', async (saved) => {
    const table = newTable()
    const store = createPostgresStore({ client, table })
    await store.migrate()()
    await client.query(`insert into ${table} (id, revision, saved) values ($1, $2, $3)`, ['c-1', 'r', saved])
    expect(await store.load('c-1')()).toStrictEqual(E.left({ _tag: 'StoreCorrupt', id: 'c-1' }))
  })
})

test('a client that rejects with an unusual code, or throws, is reported as unknown', async () => {
  const failing: readonly PostgresClient['query'][] = [
    () => Promise.reject({ code: `duplicate key ${SECRET}` }),
    () => Promise.reject(new Error(SECRET)),
    () => {
      throw SECRET
    },
  ]
  for (const query of failing)
    expect(await createPostgresStore({ client: { query } }).load('c-1')()).toStrictEqual(unavailable('load', 'unknown'))
})

test('a query that does not settle fails after the timeout', async () => {
  const query = () => new Promise<never>(() => undefined)
  expect(await createPostgresStore({ client: { query }, timeoutMs: 5 }).list()()).toStrictEqual(
    unavailable('list', 'timeout'),
  )
})

test('a server that refuses connections is reported with the code of the platform', async () => {
  const pool = new pg.Pool({ connectionString: 'postgres://u@127.0.0.1:1/d' })
  onTestFinished(() => pool.end())
  expect(await createPostgresStore({ client: pool }).list()()).toStrictEqual(unavailable('list', 'ECONNREFUSED'))
})

test.each(['', 'a b', 'A', 'a"', "a'", 'a;drop table b', 'a.b.c', '.a', 'a.', '1a', 'a\n', 'x'.repeat(56)])(
  'the table name %j is rejected',
  (table) => {
    const query = () => Promise.resolve({ rows: [] })
    expect(() => createPostgresStore({ client: { query }, table })).toThrow(/^table must be/)
  },
)

test.each([0, -1, 1.5, Number.NaN, 2 ** 31])('the timeout %d is rejected', (timeoutMs) => {
  const query = () => Promise.resolve({ rows: [] })
  expect(() => createPostgresStore({ client: { query }, timeoutMs })).toThrow(/^timeoutMs must be/)
})

test('a client without a query method is rejected', () => {
  expect(() => createPostgresStore({ client: {} as PostgresClient })).toThrow(/^client must have/)
})
