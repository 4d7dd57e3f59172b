import type { ConnectionView } from '@bank-connection/core'
import type { HistoryRecord } from '../../../src/feed/feed.ts'

/** A connection as it was after one record of its history. */
export interface Moment {
  /** The index of that record; -1 when there is none. */
  readonly index: number
  /** In milliseconds since the Unix epoch; 0 when there is no record. */
  readonly at: number
  /** Whether nothing came after it. */
  readonly isLive: boolean
  /** Every record up to it, in order. */
  readonly records: readonly HistoryRecord[]
  /** The last view shown; `null` when none was, and of a service. */
  readonly view: ConnectionView | null
  /** The innermost active state; `null` when none is known. */
  readonly state: string | null
  /** What the machine then remembered, as far as it may be shown. */
  readonly context: Readonly<Record<string, unknown>>
  /** Whether its process was dead. */
  readonly isCrashed: boolean
}

/** Where in the records the given index is: its place, or that of the last one before it; -1 when it comes before all. */
export const placeOf = (records: readonly HistoryRecord[], index: number): number =>
  records.findLastIndex((record) => record.index <= index)

/** The moment of an index, or the last one for `null`. An index before the first record that is kept gives the first. */
export const momentAt = (records: readonly HistoryRecord[], index: number | null): Moment => {
  const last = records.length - 1
  const place = index === null ? last : Math.min(Math.max(placeOf(records, index), 0), last)
  const until = place === last ? records : records.slice(0, place + 1)
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

/** The index of the record that lies so many places from this one, at most the first or the last. */
export const indexBeside = (records: readonly HistoryRecord[], index: number | null, places: number): number | null => {
  const last = records.length - 1
  const here = index === null ? last : placeOf(records, index)
  return records[Math.min(Math.max(here + places, 0), last)]?.index ?? null
}

type Happening = HistoryRecord['happening']

const lastOf = <Type extends Happening['type']>(
  records: readonly HistoryRecord[],
  type: Type,
): Extract<Happening, { readonly type: Type }> | null => {
  const found = records.findLast(({ happening }) => happening.type === type)
  return found === undefined ? null : (found.happening as Extract<Happening, { readonly type: Type }>)
}

const viewIn = (records: readonly HistoryRecord[]): ConnectionView | null => {
  for (const { happening } of records.toReversed())
    if (happening.type === 'traced' && happening.event.type === 'shown') return happening.event.view
  return null
}

const isCrashedAfter = (records: readonly HistoryRecord[]): boolean => {
  for (const { happening } of records.toReversed()) {
    if (happening.type !== 'traced') continue
    if (happening.event.type === 'crashed') return true
    if (happening.event.type === 'restored' || happening.event.type === 'began') return false
  }
  return false
}
