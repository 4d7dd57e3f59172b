import { randomUUID } from 'node:crypto'

/**
 * Names in the folder of a store. Each connection has a folder of its own:
 *
 * ```
 * connection-<id>/
 * ├ 7-<uuid>.head    empty; there is exactly one: its name says which revision counts
 * └ 7-<uuid>.json    what was saved
 * .new-<uuid>/       a connection on its way in
 * .old-<uuid>/       a connection on its way out
 * ```
 *
 * @module
 */

/** A revision is its number, from 1, and a name of its own: two saves of the same number never have the same one. */
const REVISION = /^([1-9]\d{0,15})-[0-9a-f-]{36}$/

/** Names the save after the one numbered `previous`. */
export const newRevision = (previous: number): string => `${previous + 1}-${randomUUID()}`

/** The number of a revision; `null` when it is none. */
export const numberOf = (revision: string): number | null => {
  const [, digits] = REVISION.exec(revision) ?? []
  return digits === undefined ? null : Number(digits)
}

export const headOf = (revision: string): string => `${revision}.head`
export const dataOf = (revision: string): string => `${revision}.json`

/** The revision that counts, of the names in a connection's folder; `null` when none is seen. */
export const revisionIn = (names: readonly string[]): string | null =>
  revisionsIn(names, '.head').reduce<string | null>(
    (last, next) => (last === null || (numberOf(next) ?? 0) > (numberOf(last) ?? 0) ? next : last),
    null,
  )

/** The revisions whose file with that ending is among the names. */
export const revisionsIn = (names: readonly string[], ending: '.head' | '.json'): readonly string[] =>
  names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .filter((revision) => numberOf(revision) !== null)

const PREFIX = 'connection-'

/** The folder of a connection. A capital is written as `+` and the small letter: some file systems know no capitals. */
export const folderOf = (id: string): string => PREFIX + id.replaceAll(/[A-Z]/g, (letter) => `+${letter.toLowerCase()}`)

/** The id of the connection whose folder has that name; `null` when it is none of a connection. */
export const idOf = (folder: string): string | null => {
  if (!/^connection-(?:[a-z0-9_-]|\+[a-z])+$/.test(folder)) return null
  return folder.slice(PREFIX.length).replaceAll(/\+[a-z]/g, (letter) => (letter[1] ?? '').toUpperCase())
}

export const COMING = '.new-'
export const GOING = '.old-'

/** A name that nobody else uses. */
export const passing = (kind: typeof COMING | typeof GOING): string => kind + randomUUID()
