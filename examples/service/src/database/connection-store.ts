import { createPostgresStore, type PostgresStore } from '@bank-connection/stores/postgres'
import { either as E } from 'fp-ts'
import { type Database, Nothing } from './database.ts'

/** The table of the connections in progress, which the store creates. */
export const SAVED_CONNECTIONS = 'saved_connections'

/** Creates the store of connections in a database of the service. */
export const createConnectionStore = ({ query }: Pick<Database, 'query'>): PostgresStore =>
  createPostgresStore({
    table: SAVED_CONNECTIONS,
    client: {
      query: async (sql, parameters) => {
        const rows = await query(Nothing, sql, parameters)()
        if (E.isLeft(rows)) return Promise.reject({ code: rows.left.reason })
        return { rows: rows.right }
      },
    },
  })
