import type { PostgresClient } from '@bank-connection/stores/postgres'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { servePglite } from './serve-pglite.ts'

export interface TestClient {
  readonly client: PostgresClient
  readonly close: () => Promise<void>
}

/** PGlite takes seconds to start, so all tests share one. */
const pglite = await PGlite.create('memory://')

const openPool = (url: string) => {
  const pool = new pg.Pool({ connectionString: url })
  return { client: pool, close: () => pool.end() }
}

const openPgOverPglite = async (): Promise<TestClient> => {
  const { url, close } = await servePglite(pglite)
  const pool = openPool(url)
  return { client: pool.client, close: () => pool.close().then(close) }
}

const DATABASE_URL = process.env['DATABASE_URL']

/** PGlite, `pg` over the wire, and `pg` on the server of DATABASE_URL when it is set. */
export const clients: readonly (readonly [name: string, open: () => Promise<TestClient>])[] = [
  ['PGlite', async () => ({ client: pglite, close: async () => undefined })],
  ['pg', openPgOverPglite],
  ...(DATABASE_URL === undefined ? [] : [['pg on DATABASE_URL', async () => openPool(DATABASE_URL)] as const]),
]
