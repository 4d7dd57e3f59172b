import { createConnectionList } from '../src/feed/connection-list.ts'

/** Small limits. */
export const LIMITS = { connectionsMax: 3, recordsMax: 10, allRecordsMax: 15 }

/** A history entry. */
export const entry = { type: 'actor', actor: 'watchJob', event: 'xstate.init' } as const

/** A new row. */
export const row = (id: string) =>
  ({ id, source: 'simulated', institutionId: null, institutionName: null, state: 'preparing', startedAt: 1 }) as const

/** A list with these rows. */
export const listOf = (...ids: readonly string[]) => {
  const list = createConnectionList(LIMITS)
  for (const id of ids) list.add(row(id))
  return list
}
