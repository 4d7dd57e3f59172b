/**
 * Connections in a PostgreSQL database.
 *
 * @packageDocumentation
 */

export {
  createPostgresStore,
  type PostgresClient,
  type PostgresStore,
  type PostgresStoreOptions,
} from './create-postgres-store.ts'
