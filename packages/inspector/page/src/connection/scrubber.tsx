import { memo, useMemo } from 'react'
import type { HistoryRecord } from '../../../src/feed/feed.ts'
import { linesOf } from '../model/event-lines.ts'
import { offsetWords, stampWords } from '../model/format-time.ts'
import { indexBeside, type Moment, placeOf } from '../model/history-point.ts'

interface ScrubberProps {
  readonly records: readonly HistoryRecord[]
  /** How many came before the first that is kept. */
  readonly dropped: number
  readonly moment: Moment
  /** In milliseconds since the Unix epoch. */
  readonly startedAt: number
  /** `null`: the present. */
  readonly onIndex: (index: number | null) => void
}

/** Goes back and forth through the moments of a connection. */
export const Scrubber = ({ records, dropped, moment, startedAt, onIndex }: ScrubberProps) => {
  const last = Math.max(records.length - 1, 0)
  const place = moment.isLive ? last : Math.max(placeOf(records, moment.index), 0)
  const record = records[place]
  const words = useMemo(() => linesOf(records), [records])[place]
  const says =
    words === undefined ? 'Nothing has happened yet' : `${offsetWords((record?.at ?? 0) - startedAt)} s ${words.title}`
  const beside = (places: number): void => onIndex(indexBeside(records, moment.isLive ? null : moment.index, places))
  return (
    <section className="scrubber" aria-label="Moments">
      <button
        type="button"
        aria-label="One moment back"
        title="One moment back (←)"
        disabled={place === 0}
        onClick={() => beside(-1)}
      >
        ◀
      </button>
      <div className="scrub-track">
        <Ticks records={records} />
        <input
          type="range"
          aria-label="Moment"
          aria-valuetext={moment.isLive ? 'the present' : says}
          min={0}
          max={last}
          value={place}
          disabled={records.length < 2}
          onChange={({ target }) => onIndex(records[Number(target.value)]?.index ?? null)}
        />
      </div>
      <button
        type="button"
        aria-label="One moment on"
        title="One moment on (→)"
        disabled={moment.isLive}
        onClick={() => (place >= last ? onIndex(null) : beside(1))}
      >
        ▶
      </button>
      <button
        type="button"
        className="live"
        aria-pressed={moment.isLive}
        title="Back to the present (End)"
        onClick={() => onIndex(null)}
      >
        Live
      </button>
      <span className="scrub-words" title={record === undefined ? '' : stampWords(record.at)}>
        <span className="num">{records.length === 0 ? '0' : `${place + 1 + dropped}/${records.length + dropped}`}</span>{' '}
        {says}
      </span>
    </section>
  )
}

/** A mark for each transition, each act and each death, by its place. */
const Ticks = memo(({ records }: { readonly records: readonly HistoryRecord[] }) => {
  const last = Math.max(records.length - 1, 1)
  const pathOf = (isOne: (record: HistoryRecord) => boolean): string =>
    records.flatMap((record, i) => (isOne(record) ? [`M${((i / last) * 1_000).toFixed(1)} 0V10`] : [])).join('')
  const isAct = ({ happening: h }: HistoryRecord): boolean =>
    h.type === 'traced' && (h.event.type === 'acted' || h.event.type === 'crashed')
  return (
    <svg className="scrub-ticks" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      <path d={pathOf(({ happening }) => happening.type === 'transition')} className="tick-transition" />
      <path d={pathOf(isAct)} className="tick-act" />
    </svg>
  )
})
