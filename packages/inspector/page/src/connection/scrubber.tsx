import { memo, useMemo } from 'react'
import type { HistoryRecord } from '../../../src/feed/feed.ts'
import { eventLines } from '../model/event-lines.ts'
import { formatOffset, formatTimestamp } from '../model/format-time.ts'
import { type HistoryPoint, indexAtOffset, positionOf } from '../model/history-point.ts'

interface ScrubberProps {
  readonly records: readonly HistoryRecord[]
  /** Number of dropped records, before the first kept one. */
  readonly dropped: number
  readonly point: HistoryPoint
  /** In milliseconds since the Unix epoch. */
  readonly startedAt: number
  /** `null`: live. */
  readonly onIndex: (index: number | null) => void
}

/** Moves back and forth through the history of a connection. */
export const Scrubber = ({ records, dropped, point, startedAt, onIndex }: ScrubberProps) => {
  const last = Math.max(records.length - 1, 0)
  const position = point.isLive ? last : Math.max(positionOf(records, point.index), 0)
  const record = records[position]
  const line = useMemo(() => eventLines(records), [records])[position]
  const description =
    line === undefined ? 'No events yet' : `${formatOffset((record?.at ?? 0) - startedAt)} s ${line.title}`
  const move = (offset: number): void => onIndex(indexAtOffset(records, point.isLive ? null : point.index, offset))
  return (
    <section className="scrubber" aria-label="History">
      <button
        type="button"
        aria-label="Previous event"
        title="Previous event (←)"
        disabled={position === 0}
        onClick={() => move(-1)}
      >
        ◀
      </button>
      <div className="scrub-track">
        <Ticks records={records} />
        <input
          type="range"
          aria-label="Event"
          aria-valuetext={point.isLive ? 'live' : description}
          min={0}
          max={last}
          value={position}
          disabled={records.length < 2}
          onChange={({ target }) => onIndex(records[Number(target.value)]?.index ?? null)}
        />
      </div>
      <button
        type="button"
        aria-label="Next event"
        title="Next event (→)"
        disabled={point.isLive}
        onClick={() => (position >= last ? onIndex(null) : move(1))}
      >
        ▶
      </button>
      <button
        type="button"
        className="live"
        aria-pressed={point.isLive}
        title="Back to live (End)"
        onClick={() => onIndex(null)}
      >
        Live
      </button>
      <span className="scrub-words" title={record === undefined ? '' : formatTimestamp(record.at)}>
        <span className="num">
          {records.length === 0 ? '0' : `${position + 1 + dropped}/${records.length + dropped}`}
        </span>{' '}
        {description}
      </span>
    </section>
  )
}

/** A tick for each transition, user action and crash. */
const Ticks = memo(({ records }: { readonly records: readonly HistoryRecord[] }) => {
  const last = Math.max(records.length - 1, 1)
  const pathOf = (isMarked: (record: HistoryRecord) => boolean): string =>
    records.flatMap((record, i) => (isMarked(record) ? [`M${((i / last) * 1_000).toFixed(1)} 0V10`] : [])).join('')
  const isAction = ({ entry: h }: HistoryRecord): boolean =>
    h.type === 'traced' && (h.event.type === 'acted' || h.event.type === 'crashed')
  return (
    <svg className="scrub-ticks" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      <path d={pathOf(({ entry }) => entry.type === 'transition')} className="tick-transition" />
      <path d={pathOf(isAction)} className="tick-action" />
    </svg>
  )
})
