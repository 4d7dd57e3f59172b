/** Connections in files. */

export { createFileStore, type FileStoreOptions } from './create-file-store.ts'
