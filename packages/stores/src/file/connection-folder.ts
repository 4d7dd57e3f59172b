import { isUtf8 } from 'node:buffer'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StoredConnection, StoreFailure } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { errorCode } from '../error-code.ts'
import {
  COMING,
  dataOf,
  folderOf,
  GOING,
  headOf,
  newRevision,
  numberOf,
  passing,
  revisionIn,
  revisionsIn,
} from './file-names.ts'
import { bytesOf, namesIn, renamed, syncFolder, writeFile } from './file-system.ts'

/** What others of this machine may do in a folder: nothing. */
const FOLDER_MODE = 0o700

/** How often a connection is looked at anew that moves on while it is read. */
const LOOKS_MAX = 50

/** After how long a connection on its way in counts as left behind by a crash, in milliseconds of the file system. */
const LEFT_BEHIND_MS = 600_000

/** What the work on a folder came to; what the platform refuses is thrown. */
export type Result<A> = E.Either<StoreFailure, A>

/** Reads the revision that counts. */
export const load = async (folder: string, id: string): Promise<Result<StoredConnection | null>> => {
  const path = join(folder, folderOf(id))
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const names = await namesIn(path)
    if (names.length === 0) return E.right(null)
    const revision = revisionIn(names)
    const bytes = revision === null ? null : await bytesOf(join(path, dataOf(revision)))
    if (revision !== null && bytes !== null) return read(id, revision, bytes)
    // It has moved on since the names were read, or there is nothing: the next look tells.
  }
  return E.left({ _tag: 'StoreCorrupt', id })
}

const read = (id: string, revision: string, bytes: Buffer): Result<StoredConnection> => {
  try {
    const saved: unknown = isUtf8(bytes) ? JSON.parse(bytes.toString()) : undefined
    if (typeof saved === 'object' && saved !== null) return E.right({ saved, revision })
  } catch {
    // It is not JSON: the same as no object.
  }
  return E.left({ _tag: 'StoreCorrupt', id })
}

/** Makes the connection's folder beside, and puts it in its place, which succeeds when there is none. */
export const begin = async (folder: string, id: string, saved: object): Promise<Result<string>> => {
  const path = join(folder, folderOf(id))
  const coming = join(folder, passing(COMING))
  const revision = newRevision(0)
  const made = await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
  if (made !== undefined) await syncFolder(dirname(made))
  await mkdir(coming, { mode: FOLDER_MODE })
  try {
    await writeFile(join(coming, dataOf(revision)), JSON.stringify(saved))
    await writeFile(join(coming, headOf(revision)), '')
    await syncFolder(coming)
    await sweep(folder, coming)
    await rename(coming, path)
  } catch (error) {
    await rm(coming, { recursive: true, force: true })
    if ((await namesIn(path)).length > 0) return E.left({ _tag: 'StoreConflict', id })
    throw error
  }
  await syncFolder(folder)
  return E.right(revision)
}

/** Writes what is saved beside, and then renames the head, which succeeds while it has the name of the revision. */
export const goOn = async (folder: string, id: string, saved: object, before: string): Promise<Result<string>> => {
  const path = join(folder, folderOf(id))
  const number = numberOf(before)
  const conflict: Result<string> = E.left({ _tag: 'StoreConflict', id })
  if (number === null || !(await namesIn(path)).includes(headOf(before))) return conflict
  const revision = newRevision(number)
  const data = join(path, dataOf(revision))
  try {
    await writeFile(data, JSON.stringify(saved))
    await syncFolder(path)
    if (await renamed(join(path, headOf(before)), join(path, headOf(revision)))) {
      await syncFolder(path)
      await clean(path, revision)
      return E.right(revision)
    }
  } catch (error) {
    // The whole folder is gone: somebody has deleted the connection.
    if (errorCode(error) !== 'ENOENT') throw error
  }
  await rm(data, { force: true })
  return conflict
}

/** Takes the connection's folder out of its place, and then to pieces. */
export const remove = async (folder: string, id: string): Promise<Result<void>> => {
  const going = join(folder, passing(GOING))
  if (await renamed(join(folder, folderOf(id)), going)) {
    await syncFolder(folder)
    await rm(going, { recursive: true, force: true })
  }
  return E.right(undefined)
}

/** Removes what no head can name any more: it has a number that is taken. What goes wrong here is no failure. */
const clean = async (path: string, kept: string): Promise<void> => {
  const number = numberOf(kept) ?? 0
  const names = await namesIn(path).catch(() => [])
  const stale = revisionsIn(names, '.json').filter((other) => other !== kept && (numberOf(other) ?? 0) <= number)
  await Promise.allSettled(stale.map((other) => rm(join(path, dataOf(other)), { force: true })))
}

/** Removes what crashes have left behind. What goes wrong here is no failure. */
const sweep = async (folder: string, own: string): Promise<void> => {
  const { mtimeMs: now } = await stat(own)
  const isLeft = async (name: string): Promise<boolean> =>
    name.startsWith(GOING) ||
    (name.startsWith(COMING) && now - (await stat(join(folder, name))).mtimeMs > LEFT_BEHIND_MS)
  const sweeping = (await namesIn(folder)).map(async (name) => {
    if (await isLeft(name)) await rm(join(folder, name), { recursive: true, force: true })
  })
  await Promise.allSettled(sweeping)
}
