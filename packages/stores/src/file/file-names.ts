import { randomUUID } from 'node:crypto'

/**
 * Names in the folder of a store. Each connection has its own folder:
 *
 * ```
 * connection-<id>/
 * ├ 7-<uuid>.head    empty; there is exactly one; its name is the current revision
 * └ 7-<uuid>.json    the saved connection
 * .new-<uuid>/       a connection that is being created
 * .old-<uuid>/       a connection that is being deleted
 * ```
 *
 * @module
 */

/** A revision is a number, from 1, and a UUID: competing saves with the same number differ. */
const REVISION = /^([1-9]\d{0,15})-[0-9a-f-]{36}$/

/** The revision after the one numbered `previous`. */
export const newRevision = (previous: number): string => `${previous + 1}-${randomUUID()}`

/** The number of a revision; `null` if it is not a revision. */
export const numberOf = (revision: string): number | null => {
  const [, digits] = REVISION.exec(revision) ?? []
  return digits === undefined ? null : Number(digits)
}

export const headOf = (revision: string): string => `${revision}.head`
export const dataOf = (revision: string): string => `${revision}.json`

/** The current revision by the names in a connection's folder; `null` if there is no head. */
export const currentRevision = (names: readonly string[]): string | null =>
  revisionsIn(names, '.head').reduce<string | null>(
    (last, next) => (last === null || (numberOf(next) ?? 0) > (numberOf(last) ?? 0) ? next : last),
    null,
  )

/** The revisions of the files with this extension. */
export const revisionsIn = (names: readonly string[], ending: '.head' | '.json'): readonly string[] =>
  names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .filter((revision) => numberOf(revision) !== null)

const PREFIX = 'connection-'

/** The folder of a connection. A capital letter becomes `+` and the small letter, for case-insensitive file systems. */
export const folderOf = (id: string): string => PREFIX + id.replaceAll(/[A-Z]/g, (letter) => `+${letter.toLowerCase()}`)

/** The id of the connection in a folder; `null` if it is not the folder of a connection. */
export const idOf = (folder: string): string | null => {
  if (!/^connection-(?:[a-z0-9_-]|\+[a-z])+$/.test(folder)) return null
  return folder.slice(PREFIX.length).replaceAll(/\+[a-z]/g, (letter) => (letter[1] ?? '').toUpperCase())
}

export const INCOMING = '.new-'
export const OUTGOING = '.old-'

export const uniqueName = (kind: typeof INCOMING | typeof OUTGOING): string => kind + randomUUID()
