import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { HistoryRecord } from '../../../src/feed/feed.ts'
import { LINE_KINDS, type Line, type LineKind, linesOf } from '../model/event-lines.ts'
import { offsetWords, stampWords } from '../model/format-time.ts'
import type { Moment } from '../model/history-point.ts'

interface EventsPanelProps {
  readonly records: readonly HistoryRecord[]
  readonly moment: Moment
  /** In milliseconds since the Unix epoch. */
  readonly startedAt: number
  readonly onIndex: (index: number) => void
}

/** In pixels; the style sheet says the same. */
const LINE_HEIGHT = 24

const KINDS = Object.keys(LINE_KINDS) as readonly LineKind[]

/** Everything that happened, in words; what comes after the moment is dim. */
export const EventsPanel = ({ records, moment, startedAt, onIndex }: EventsPanelProps) => {
  const [hidden, setHidden] = useState<ReadonlySet<LineKind>>(new Set())
  const scroller = useRef<HTMLDivElement>(null)
  const all = useMemo(() => linesOf(records), [records])
  const lines = useMemo(() => all.filter(({ kind }) => !hidden.has(kind)), [all, hidden])
  const at = lines.findLastIndex(({ index }) => index <= moment.index)
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 8,
  })
  useEffect(() => {
    // At a past moment some of what came later stays in sight.
    const to = Math.min(moment.isLive ? at : at + 3, lines.length - 1)
    if (at >= 0) virtualizer.scrollToIndex(to, { align: moment.isLive ? 'end' : 'auto' })
  }, [at, lines.length, moment.isLive, virtualizer])
  const onKeyDown = (event: KeyboardEvent): void => {
    const places = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: 10, PageUp: -10 }[event.key]
    if (places === undefined) return
    event.preventDefault()
    const line = lines[Math.min(Math.max(at + places, 0), lines.length - 1)]
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
        aria-label="Events, with the seconds since the start"
        aria-activedescendant={at < 0 ? undefined : `event-${lines[at]?.index}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className="virtual" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const line = lines[index]
            if (line === undefined) return null
            const offset = offsetWords(line.at - startedAt)
            return (
              <EventLine
                key={line.index}
                {...{ line, offset, top: start, onIndex }}
                isAt={index === at}
                isLater={index > at}
              />
            )
          })}
        </div>
        {lines.length === 0 && (
          <p className="empty">
            {all.length === 0 ? 'Nothing has happened yet.' : 'Every kind that happened is hidden: press one above.'}
          </p>
        )}
      </div>
    </section>
  )
}

interface KindButtonsProps {
  readonly hidden: ReadonlySet<LineKind>
  readonly onHidden: (hidden: ReadonlySet<LineKind>) => void
}

const KindButtons = ({ hidden, onHidden }: KindButtonsProps) => {
  const toggle = (kind: LineKind): void => {
    const next = new Set(hidden)
    if (!next.delete(kind)) next.add(kind)
    onHidden(next)
  }
  return (
    <fieldset className="segments" aria-label="Kinds of events">
      {KINDS.map((kind) => (
        <button key={kind} type="button" aria-pressed={!hidden.has(kind)} onClick={() => toggle(kind)}>
          {LINE_KINDS[kind]}
        </button>
      ))}
    </fieldset>
  )
}

interface EventLineProps {
  readonly line: Line
  readonly offset: string
  /** In pixels, from the top of the list. */
  readonly top: number
  readonly isAt: boolean
  readonly isLater: boolean
  readonly onIndex: (index: number) => void
}

const EventLine = ({ line, offset, top, isAt, isLater, onIndex }: EventLineProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys.
  // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which line is active.
  <div
    id={`event-${line.index}`}
    role="option"
    aria-selected={isAt}
    className="event"
    data-kind={line.kind}
    data-tone={line.tone}
    data-later={isLater}
    style={{ transform: `translateY(${top}px)` }}
    title={`${stampWords(line.at)}\n${line.title}${line.detail === '' ? '' : `\n${line.detail}`}`}
    onClick={() => onIndex(line.index)}
  >
    <span className="event-time num">{offset}</span>
    <span className="event-title">{line.title}</span>
    <span className="event-detail">{line.detail}</span>
  </div>
)
