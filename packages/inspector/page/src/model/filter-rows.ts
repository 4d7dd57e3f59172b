import type { ConnectionRow } from '../../../src/feed/feed.ts'

/** What of the list is shown. */
export interface RowFilter {
  /** Words that all must be in what a row shows; empty: every row. */
  readonly text: string
  /** `null`: every standing. */
  readonly standing: StandingGroup | null
}

/** Standings as the list tells them apart. */
export type StandingGroup = 'active' | 'waiting' | 'connected' | 'ended'

/** Every group, in the order in which they are shown. */
export const STANDING_GROUPS: readonly StandingGroup[] = ['active', 'waiting', 'connected', 'ended']

/** Where a row belongs: `waiting` is an active one that a person is asked by, or one that waits to be restored. */
export const groupOf = ({ standing, state }: Pick<ConnectionRow, 'standing' | 'state'>): StandingGroup => {
  switch (standing) {
    case 'active':
      return isAsking(state) ? 'waiting' : 'active'
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

/** Whether a person is asked for something in a state. */
const isAsking = (state: string): boolean => state === 'collecting' || state === 'following.challenged'

/** The rows that pass, the one that started last first. */
export const filterRows = (rows: Iterable<ConnectionRow>, { text, standing }: RowFilter): readonly ConnectionRow[] => {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return [...rows]
    .filter((row) => standing === null || groupOf(row) === standing)
    .filter((row) => {
      const shown = textOf(row)
      return words.every((word) => shown.includes(word))
    })
    .sort((a, b) => b.startedAt - a.startedAt || compareIds(b.id, a.id))
}

/** How many rows each group has. */
export const countGroups = (rows: Iterable<ConnectionRow>): Readonly<Record<StandingGroup, number>> => {
  const counts = { active: 0, waiting: 0, connected: 0, ended: 0 }
  for (const row of rows) counts[groupOf(row)] += 1
  return counts
}

const textOf = ({ id, institutionId, institutionName, state, standing, source }: ConnectionRow): string =>
  `${id} ${institutionId ?? ''} ${institutionName ?? ''} ${state} ${standing} ${source}`.toLowerCase()

const compareIds = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })
