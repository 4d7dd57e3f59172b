import type { ConnectionView } from '@bank-connection/core'
import type { HistoryRecord } from '../../../src/feed/feed.ts'

/** A connection as it was after one record of its history. */
export interface HistoryPoint {
  /** The index of that record; -1 if there is none. */
  readonly index: number
  /** In milliseconds since the Unix epoch; 0 if there is no record. */
  readonly at: number
  /** Whether the page follows the latest record. */
  readonly isLive: boolean
  /** The records up to it, in order. */
  readonly records: readonly HistoryRecord[]
  /** The last view; `null` if there was none, and for a service. */
  readonly view: ConnectionView | null
  /** The innermost active state; `null` if unknown. */
  readonly state: string | null
  /** The context of the machine, without secrets. */
  readonly context: Readonly<Record<string, unknown>>
  /** Whether its process had crashed. */
  readonly isCrashed: boolean
}

/** The position of the last record up to this index; -1 if there is none. */
export const positionOf = (records: readonly HistoryRecord[], index: number): number =>
  records.findLastIndex((record) => record.index <= index)

/** The point at an index; `null`: the latest. A dropped index returns the first kept record. */
export const historyPointAt = (records: readonly HistoryRecord[], index: number | null): HistoryPoint => {
  const last = records.length - 1
  const position = index === null ? last : Math.min(Math.max(positionOf(records, index), 0), last)
  const until = position === last ? records : records.slice(0, position + 1)
  const record = until.at(-1)
  const transition = lastOf(until, 'transition')
  return {
    index: record?.index ?? -1,
    at: record?.at ?? 0,
    isLive: index === null,
    records: until,
    view: viewIn(until),
    state: transition?.snapshot.state ?? null,
    context: transition?.snapshot.context ?? {},
    isCrashed: isCrashedAfter(until),
  }
}

/** The index of the record at this offset from the given one, clamped to the first and the last record. */
export const indexAtOffset = (
  records: readonly HistoryRecord[],
  index: number | null,
  offset: number,
): number | null => {
  const last = records.length - 1
  const from = index === null ? last : positionOf(records, index)
  return records[Math.min(Math.max(from + offset, 0), last)]?.index ?? null
}

type Entry = HistoryRecord['entry']

const lastOf = <Type extends Entry['type']>(
  records: readonly HistoryRecord[],
  type: Type,
): Extract<Entry, { readonly type: Type }> | null => {
  const found = records.findLast(({ entry }) => entry.type === type)
  return found === undefined ? null : (found.entry as Extract<Entry, { readonly type: Type }>)
}

const viewIn = (records: readonly HistoryRecord[]): ConnectionView | null => {
  for (const { entry } of records.toReversed())
    if (entry.type === 'traced' && entry.event.type === 'shown') return entry.event.view
  return null
}

const isCrashedAfter = (records: readonly HistoryRecord[]): boolean => {
  for (const { entry } of records.toReversed()) {
    if (entry.type !== 'traced') continue
    if (entry.event.type === 'crashed') return true
    if (entry.event.type === 'restored' || entry.event.type === 'began') return false
  }
  return false
}
