import type { ConnectionRow } from '../../../src/feed/feed.ts'

/** A filter for the list. */
export interface RowFilter {
  /** Words that a row must all contain; empty: every row. */
  readonly text: string
  /** `null`: all. */
  readonly group: StatusGroup | null
}

/** A group of statuses. `waiting`: active and waiting for the user, or crashed. */
export type StatusGroup = 'active' | 'waiting' | 'connected' | 'ended'

/** Every group, in display order. */
export const STATUS_GROUPS: readonly StatusGroup[] = ['active', 'waiting', 'connected', 'ended']

/** The group of a row. */
export const groupOf = ({ status, state }: Pick<ConnectionRow, 'status' | 'state'>): StatusGroup => {
  switch (status) {
    case 'active':
      return isAwaitingUser(state) ? 'waiting' : 'active'
    case 'crashed':
      return 'waiting'
    case 'connected':
      return 'connected'
    case 'failed':
    case 'cancelled':
    case 'broken':
    case 'lost':
      return 'ended'
  }
}

const isAwaitingUser = (state: string): boolean => state === 'collecting' || state === 'following.challenged'

/** The matching rows, newest first. */
export const filterRows = (rows: Iterable<ConnectionRow>, { text, group }: RowFilter): readonly ConnectionRow[] => {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return [...rows]
    .filter((row) => group === null || groupOf(row) === group)
    .filter((row) => {
      const shown = textOf(row)
      return words.every((word) => shown.includes(word))
    })
    .sort((a, b) => b.startedAt - a.startedAt || compareIds(b.id, a.id))
}

/** The number of rows in each group. */
export const countGroups = (rows: Iterable<ConnectionRow>): Readonly<Record<StatusGroup, number>> => {
  const counts = { active: 0, waiting: 0, connected: 0, ended: 0 }
  for (const row of rows) counts[groupOf(row)] += 1
  return counts
}

const textOf = ({ id, institutionId, institutionName, state, status, source }: ConnectionRow): string =>
  `${id} ${institutionId ?? ''} ${institutionName ?? ''} ${state} ${status} ${source}`.toLowerCase()

const compareIds = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })
