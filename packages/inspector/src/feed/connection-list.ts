import type { ConnectionRow, Happening, HistoryRecord } from './feed.ts'
import type { InspectorLimits } from './inspector-limits.ts'

/** What is known of a connection when it comes into the list. */
export type NewRow = Pick<ConnectionRow, 'id' | 'source' | 'institutionId' | 'institutionName' | 'state' | 'startedAt'>

/** What may change of it. */
export type RowChange = Partial<Pick<ConnectionRow, 'institutionId' | 'state' | 'standing' | 'attempts' | 'endedAt'>>

/** A part of a history, from the oldest record that is kept and was asked for. */
export interface HistoryPart {
  readonly records: readonly HistoryRecord[]
  /** How many of the history were dropped. */
  readonly dropped: number
}

/** Told when a row changed, or is there no more. */
export type BookListener = (id: string, what: 'changed' | 'gone') => void

/** The connections that are shown, and what happened to them. Holds no more than its limits allow. */
export interface ConnectionBook {
  /** Puts a connection into the list; false when all those that are there go on, and there is no room. */
  readonly add: (row: NewRow) => boolean
  /** Of a connection that is not there nothing is changed. */
  readonly change: (id: string, change: RowChange) => void
  /** Adds to its history; of a connection that is not there nothing is kept. */
  readonly record: (id: string, at: number, happening: Happening) => void
  /** Tells those who listen that something else of it has changed. */
  readonly touch: (id: string) => void
  /** `null`: it is not there. */
  readonly row: (id: string) => ConnectionRow | null
  readonly rows: () => readonly ConnectionRow[]
  /** At most `max` records, of those from the index `from` on that are kept; `null`: the connection is not there. */
  readonly history: (id: string, from: number, max: number) => HistoryPart | null
  /** @returns ends it */
  readonly listen: (listener: BookListener) => () => void
}

interface Entry {
  row: ConnectionRow
  records: HistoryRecord[]
  dropped: number
}

/** Creates an empty book. */
export const createConnectionBook = (
  limits: Pick<InspectorLimits, 'connectionsMax' | 'recordsMax' | 'allRecordsMax'>,
): ConnectionBook => {
  const { connectionsMax, recordsMax, allRecordsMax } = limits
  const entries = new Map<string, Entry>()
  const listeners = new Set<BookListener>()
  let records = 0

  const tell: BookListener = (id, what) => {
    for (const listener of [...listeners]) listener(id, what)
  }

  const remove = (id: string, entry: Entry): void => {
    entries.delete(id)
    records -= entry.records.length
    tell(id, 'gone')
  }

  const makeRoom = (): boolean => {
    if (entries.size < connectionsMax) return true
    for (const [id, entry] of entries) {
      if (entry.row.standing === 'active') continue
      remove(id, entry)
      return true
    }
    return false
  }

  /** Some at a time: to move a long list by one at each record is slow. */
  const shorten = (entry: Entry): void => {
    const count = Math.max(1, Math.floor(entry.records.length / 10))
    entry.records.splice(0, count)
    entry.dropped += count
    records -= count
  }

  const longest = (): Entry | null => {
    let found: Entry | null = null
    for (const entry of entries.values())
      if (found === null || entry.records.length > found.records.length) found = entry
    return found
  }

  return {
    add: (row) => {
      if (entries.has(row.id) || !makeRoom()) return false
      const added: ConnectionRow = { ...row, standing: 'active', attempts: 0, endedAt: null, records: 0 }
      entries.set(row.id, { row: added, records: [], dropped: 0 })
      tell(row.id, 'changed')
      return true
    },
    change: (id, change) => {
      const entry = entries.get(id)
      if (entry === undefined || !differs(entry.row, change)) return
      entry.row = { ...entry.row, ...change }
      tell(id, 'changed')
    },
    record: (id, at, happening) => {
      const entry = entries.get(id)
      if (entry === undefined) return
      if (entry.records.length >= recordsMax) shorten(entry)
      else if (records >= allRecordsMax) {
        const victim = longest()
        if (victim !== null) shorten(victim)
      }
      const index = entry.row.records
      entry.records.push({ index, at, happening })
      records += 1
      entry.row = { ...entry.row, records: index + 1 }
      tell(id, 'changed')
    },
    touch: (id) => {
      if (entries.has(id)) tell(id, 'changed')
    },
    row: (id) => entries.get(id)?.row ?? null,
    rows: () => [...entries.values()].map(({ row }) => row),
    history: (id, from, max) => {
      const entry = entries.get(id)
      if (entry === undefined) return null
      const start = Math.max(0, from - entry.dropped)
      return { records: entry.records.slice(start, start + max), dropped: entry.dropped }
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const differs = (row: ConnectionRow, change: RowChange): boolean =>
  Object.entries(change).some(([name, value]) => row[name as keyof RowChange] !== value)
