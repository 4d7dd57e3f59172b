import { isUtf8 } from 'node:buffer'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StoredConnection, StoreFailure } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { errorCode } from '../error-code.ts'
import {
  currentRevision,
  dataOf,
  folderOf,
  headOf,
  INCOMING,
  newRevision,
  numberOf,
  OUTGOING,
  revisionsIn,
  uniqueName,
} from './file-names.ts'
import { namesIn, readIfExists, renameIfExists, syncFolder, writeFile } from './file-system.ts'

/** Only this user has access. */
const FOLDER_MODE = 0o700

/** How often a load is retried when other processes save meanwhile. */
const LOADS_MAX = 50

/** Age after which an unfinished new connection counts as abandoned, by the clock of the file system. */
const ABANDONED_MS = 600_000

/** The result of an operation. Errors of the platform are thrown. */
export type Result<A> = E.Either<StoreFailure, A>

/** Reads the current revision. */
export const load = async (folder: string, id: string): Promise<Result<StoredConnection | null>> => {
  const path = join(folder, folderOf(id))
  for (let loads = 0; loads < LOADS_MAX; loads++) {
    const names = await namesIn(path)
    if (names.length === 0) return E.right(null)
    const revision = currentRevision(names)
    const bytes = revision === null ? null : await readIfExists(join(path, dataOf(revision)))
    if (revision !== null && bytes !== null) return read(id, revision, bytes)
    // Another process has saved or deleted it since the names were read.
  }
  return E.left({ _tag: 'StoreCorrupt', id })
}

const read = (id: string, revision: string, bytes: Buffer): Result<StoredConnection> => {
  try {
    const saved: unknown = isUtf8(bytes) ? JSON.parse(bytes.toString()) : undefined
    if (typeof saved === 'object' && saved !== null) return E.right({ saved, revision })
  } catch {
    // Not JSON: corrupt, like JSON that is not an object.
  }
  return E.left({ _tag: 'StoreCorrupt', id })
}

/** Prepares the connection's folder under another name, then renames it, which fails if the connection exists. */
export const create = async (folder: string, id: string, saved: object): Promise<Result<string>> => {
  const path = join(folder, folderOf(id))
  const incoming = join(folder, uniqueName(INCOMING))
  const revision = newRevision(0)
  const made = await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
  if (made !== undefined) await syncFolder(dirname(made))
  await mkdir(incoming, { mode: FOLDER_MODE })
  try {
    await writeFile(join(incoming, dataOf(revision)), JSON.stringify(saved))
    await writeFile(join(incoming, headOf(revision)), '')
    await syncFolder(incoming)
    await cleanUp(folder, incoming)
    await rename(incoming, path)
  } catch (error) {
    await rm(incoming, { recursive: true, force: true })
    if ((await namesIn(path)).length > 0) return E.left({ _tag: 'StoreConflict', id })
    throw error
  }
  await syncFolder(folder)
  return E.right(revision)
}

/** Writes the data file, then renames the head, which fails unless it is still of the previous revision. */
export const update = async (folder: string, id: string, saved: object, before: string): Promise<Result<string>> => {
  const path = join(folder, folderOf(id))
  const number = numberOf(before)
  const conflict: Result<string> = E.left({ _tag: 'StoreConflict', id })
  if (number === null || !(await namesIn(path)).includes(headOf(before))) return conflict
  const revision = newRevision(number)
  const data = join(path, dataOf(revision))
  try {
    await writeFile(data, JSON.stringify(saved))
    await syncFolder(path)
    if (await renameIfExists(join(path, headOf(before)), join(path, headOf(revision)))) {
      await syncFolder(path)
      await deleteOld(path, revision)
      return E.right(revision)
    }
  } catch (error) {
    // ENOENT: the connection was deleted.
    if (errorCode(error) !== 'ENOENT') throw error
  }
  await rm(data, { force: true })
  return conflict
}

/** Renames the connection's folder, then deletes it. */
export const remove = async (folder: string, id: string): Promise<Result<void>> => {
  const outgoing = join(folder, uniqueName(OUTGOING))
  if (await renameIfExists(join(folder, folderOf(id)), outgoing)) {
    await syncFolder(folder)
    await rm(outgoing, { recursive: true, force: true })
  }
  return E.right(undefined)
}

/** Deletes the data files of earlier revisions. Errors are ignored. */
const deleteOld = async (path: string, kept: string): Promise<void> => {
  const number = numberOf(kept) ?? 0
  const names = await namesIn(path).catch(() => [])
  const stale = revisionsIn(names, '.json').filter((other) => other !== kept && (numberOf(other) ?? 0) <= number)
  await Promise.allSettled(stale.map((other) => rm(join(path, dataOf(other)), { force: true })))
}

/** Deletes what crashes have left behind. Errors are ignored. */
const cleanUp = async (folder: string, own: string): Promise<void> => {
  const { mtimeMs: now } = await stat(own)
  const isAbandoned = async (name: string): Promise<boolean> =>
    name.startsWith(OUTGOING) ||
    (name.startsWith(INCOMING) && now - (await stat(join(folder, name))).mtimeMs > ABANDONED_MS)
  const deletions = (await namesIn(folder)).map(async (name) => {
    if (await isAbandoned(name)) await rm(join(folder, name), { recursive: true, force: true })
  })
  await Promise.allSettled(deletions)
}
