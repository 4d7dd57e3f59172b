import type { ConnectionRow, HistoryEntry, HistoryRecord } from './feed.ts'
import type { InspectorLimits } from './inspector-limits.ts'

/** A connection as it is added to the list. */
export type NewRow = Pick<ConnectionRow, 'id' | 'source' | 'institutionId' | 'institutionName' | 'state' | 'startedAt'>

/** The members of a row that can change. */
export type RowChange = Partial<Pick<ConnectionRow, 'institutionId' | 'state' | 'status' | 'attempts' | 'endedAt'>>

/** A slice of a history. */
export interface HistoryPart {
  readonly records: readonly HistoryRecord[]
  /** How many records of the history were dropped. */
  readonly dropped: number
}

/** Called when a row was added or changed, or was removed from the list. */
export type ListListener = (id: string, what: 'changed' | 'gone') => void

/** The connections on the page, with their histories, within the inspector's limits. Unknown ids are ignored. */
export interface ConnectionList {
  /** Adds a row. False if the id exists already, or if the list is full of active connections. */
  readonly add: (row: NewRow) => boolean
  readonly change: (id: string, change: RowChange) => void
  /** Appends to the history of a connection. */
  readonly record: (id: string, at: number, entry: HistoryEntry) => void
  /** Calls the listeners for a change outside the row, such as a new view. */
  readonly touch: (id: string) => void
  /** `null` if the id is unknown. */
  readonly row: (id: string) => ConnectionRow | null
  readonly rows: () => readonly ConnectionRow[]
  /** At most `max` records from index `from` on, or from the oldest kept record; `null` if the id is unknown. */
  readonly history: (id: string, from: number, max: number) => HistoryPart | null
  /** @returns removes the listener */
  readonly listen: (listener: ListListener) => () => void
}

interface Item {
  row: ConnectionRow
  records: HistoryRecord[]
  dropped: number
}

/** Creates an empty list. */
export const createConnectionList = (
  limits: Pick<InspectorLimits, 'connectionsMax' | 'recordsMax' | 'allRecordsMax'>,
): ConnectionList => {
  const { connectionsMax, recordsMax, allRecordsMax } = limits
  const items = new Map<string, Item>()
  const listeners = new Set<ListListener>()
  let records = 0

  const notify: ListListener = (id, what) => {
    for (const listener of [...listeners]) listener(id, what)
  }

  const makeRoom = (): boolean => {
    if (items.size < connectionsMax) return true
    for (const [id, item] of items) {
      if (item.row.status === 'active') continue
      items.delete(id)
      records -= item.records.length
      notify(id, 'gone')
      return true
    }
    return false
  }

  /** Drops a tenth at once: shifting a long array for every record would be slow. */
  const shorten = (item: Item): void => {
    const count = Math.max(1, Math.floor(item.records.length / 10))
    item.records.splice(0, count)
    item.dropped += count
    records -= count
  }

  const longest = (): Item | null => {
    let found: Item | null = null
    for (const item of items.values()) if (found === null || item.records.length > found.records.length) found = item
    return found
  }

  return {
    add: (row) => {
      if (items.has(row.id) || !makeRoom()) return false
      const added: ConnectionRow = { ...row, status: 'active', attempts: 0, endedAt: null, records: 0 }
      items.set(row.id, { row: added, records: [], dropped: 0 })
      notify(row.id, 'changed')
      return true
    },
    change: (id, change) => {
      const item = items.get(id)
      if (item === undefined || !differs(item.row, change)) return
      item.row = { ...item.row, ...change }
      notify(id, 'changed')
    },
    record: (id, at, entry) => {
      const item = items.get(id)
      if (item === undefined) return
      const full = item.records.length >= recordsMax ? item : records >= allRecordsMax ? longest() : null
      if (full !== null) shorten(full)
      const index = item.row.records
      item.records.push({ index, at, entry })
      records += 1
      item.row = { ...item.row, records: index + 1 }
      notify(id, 'changed')
    },
    touch: (id) => {
      if (items.has(id)) notify(id, 'changed')
    },
    row: (id) => items.get(id)?.row ?? null,
    rows: () => [...items.values()].map(({ row }) => row),
    history: (id, from, max) => {
      const item = items.get(id)
      if (item === undefined) return null
      const start = Math.max(0, from - item.dropped)
      return { records: item.records.slice(start, start + max), dropped: item.dropped }
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const differs = (row: ConnectionRow, change: RowChange): boolean =>
  Object.entries(change).some(([name, value]) => row[name as keyof RowChange] !== value)
