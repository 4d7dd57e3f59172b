import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { HistoryRecord } from '../../../src/feed/feed.ts'
import { EVENT_KINDS, type EventKind, type EventLine, eventLines } from '../model/event-lines.ts'
import { formatOffset, formatTimestamp } from '../model/format-time.ts'
import type { HistoryPoint } from '../model/history-point.ts'

interface EventsPanelProps {
  readonly records: readonly HistoryRecord[]
  readonly point: HistoryPoint
  /** In milliseconds since the Unix epoch. */
  readonly startedAt: number
  readonly onIndex: (index: number) => void
}

/** In pixels, as in the style sheet. */
const LINE_HEIGHT = 24

const KINDS = Object.keys(EVENT_KINDS) as readonly EventKind[]

/** All events of the history. Those after the shown point are dimmed. */
export const EventsPanel = ({ records, point, startedAt, onIndex }: EventsPanelProps) => {
  const [hidden, setHidden] = useState<ReadonlySet<EventKind>>(new Set())
  const scroller = useRef<HTMLDivElement>(null)
  const all = useMemo(() => eventLines(records), [records])
  const lines = useMemo(() => all.filter(({ kind }) => !hidden.has(kind)), [all, hidden])
  const at = lines.findLastIndex(({ index }) => index <= point.index)
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 8,
  })
  useEffect(() => {
    // At a past event, keep a few later ones visible.
    const to = Math.min(point.isLive ? at : at + 3, lines.length - 1)
    if (at >= 0) virtualizer.scrollToIndex(to, { align: point.isLive ? 'end' : 'auto' })
  }, [at, lines.length, point.isLive, virtualizer])
  const onKeyDown = (event: KeyboardEvent): void => {
    const offset = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: 10, PageUp: -10 }[event.key]
    if (offset === undefined) return
    event.preventDefault()
    const line = lines[Math.min(Math.max(at + offset, 0), lines.length - 1)]
    if (line !== undefined) onIndex(line.index)
  }
  return (
    <section className="panel events-panel" aria-label="Events">
      <header className="panel-head">
        <h2>Events</h2>
        <KindButtons hidden={hidden} onHidden={setHidden} />
      </header>
      <div
        ref={scroller}
        className="scroller event-lines"
        role="listbox"
        aria-label="Events, with seconds since the start"
        aria-activedescendant={at < 0 ? undefined : `event-${lines[at]?.index}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className="virtual" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const line = lines[index]
            if (line === undefined) return null
            const time = formatOffset(line.at - startedAt)
            return (
              <EventItem
                key={line.index}
                {...{ line, time, top: start, onIndex }}
                isAt={index === at}
                isLater={index > at}
              />
            )
          })}
        </div>
        {lines.length === 0 && (
          <p className="empty">{all.length === 0 ? 'No events yet.' : 'All events are hidden: select a kind above.'}</p>
        )}
      </div>
    </section>
  )
}

interface KindButtonsProps {
  readonly hidden: ReadonlySet<EventKind>
  readonly onHidden: (hidden: ReadonlySet<EventKind>) => void
}

const KindButtons = ({ hidden, onHidden }: KindButtonsProps) => {
  const toggle = (kind: EventKind): void => {
    const next = new Set(hidden)
    if (!next.delete(kind)) next.add(kind)
    onHidden(next)
  }
  return (
    <fieldset className="segments" aria-label="Kinds of events">
      {KINDS.map((kind) => (
        <button key={kind} type="button" aria-pressed={!hidden.has(kind)} onClick={() => toggle(kind)}>
          {EVENT_KINDS[kind]}
        </button>
      ))}
    </fieldset>
  )
}

interface EventItemProps {
  readonly line: EventLine
  /** Seconds since the start. */
  readonly time: string
  /** In pixels, from the top of the list. */
  readonly top: number
  readonly isAt: boolean
  readonly isLater: boolean
  readonly onIndex: (index: number) => void
}

const EventItem = ({ line, time, top, isAt, isLater, onIndex }: EventItemProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys.
  // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active line.
  <div
    id={`event-${line.index}`}
    role="option"
    aria-selected={isAt}
    className="event"
    data-kind={line.kind}
    data-tone={line.tone}
    data-later={isLater}
    style={{ transform: `translateY(${top}px)` }}
    title={`${formatTimestamp(line.at)}\n${line.title}${line.detail === '' ? '' : `\n${line.detail}`}`}
    onClick={() => onIndex(line.index)}
  >
    <span className="event-time num">{time}</span>
    <span className="event-title">{line.title}</span>
    <span className="event-detail">{line.detail}</span>
  </div>
)
