/**
 * Connections in files.
 *
 * @packageDocumentation
 */

export { createFileStore, type FileStoreOptions } from './create-file-store.ts'
