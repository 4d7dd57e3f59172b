import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { ConnectionRow } from '../../../src/feed/feed.ts'
import type { Feed } from '../client/feed-client.ts'
import { useBankNow } from '../client/use-bank-now.ts'
import { goTo } from '../client/use-route.ts'
import { countGroups, filterRows, STANDING_GROUPS, type StandingGroup } from '../model/filter-rows.ts'
import { nowhere } from '../model/route.ts'
import { ConnectionItem } from './connection-item.tsx'

interface ConnectionListProps {
  readonly feed: Feed
  readonly openId: string | null
  readonly filterRef: RefObject<HTMLInputElement | null>
  readonly onStart: () => void
}

/** In pixels; the style sheet says the same. */
const ROW_HEIGHT = 48

/** Every connection, of which only those in sight are drawn. */
export const ConnectionList = ({ feed, openId, filterRef, onStart }: ConnectionListProps) => {
  const [text, setText] = useState('')
  const [standing, setStanding] = useState<StandingGroup | null>(null)
  const [atId, setAtId] = useState<string | null>(openId)
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => filterRows(feed.rows.values(), { text, standing }), [feed.rows, text, standing])
  const counts = useMemo(() => countGroups(feed.rows.values()), [feed.rows])
  const now = useBankNow(counts.active + counts.waiting > 0) ?? 0
  const at = rows.findIndex(({ id }) => id === (atId ?? openId))
  const virtualizer = useRowsInSight(rows, scroller)
  useEffect(() => setAtId(openId), [openId])
  const move = (to: number): void => {
    const next = Math.min(Math.max(to, 0), rows.length - 1)
    setAtId(rows[next]?.id ?? null)
    if (rows.length > 0) virtualizer.scrollToIndex(next)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const inFilter = event.target === filterRef.current
    const page = Math.floor((scroller.current?.clientHeight ?? ROW_HEIGHT) / ROW_HEIGHT)
    const to = placesFrom(at, page, inFilter ? null : rows.length - 1)[event.key]
    if (to !== undefined) move(to)
    else if (event.key === 'Enter' && rows[Math.max(at, 0)] !== undefined && event.target !== event.currentTarget)
      goTo({ ...nowhere, id: rows[Math.max(at, 0)]?.id ?? null })
    else if (event.key === 'Escape' && inFilter) scroller.current?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the filter and of the list are the same.
    <div className="list" onKeyDown={onKeyDown}>
      <div className="list-tools">
        <input
          ref={filterRef}
          type="search"
          placeholder="Filter: bank, state, id  ( / )"
          aria-label="Filter connections"
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setText(target.value)}
        />
        <StandingButtons standing={standing} counts={counts} onStanding={setStanding} />
      </div>
      <div
        ref={scroller}
        className="list-rows scroller"
        role="listbox"
        tabIndex={0}
        aria-label={`${rows.length} of ${feed.rows.size} connections`}
        aria-activedescendant={at < 0 ? undefined : `row-${rows[at]?.id}`}
      >
        <div className="virtual" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <ConnectionItem key={key} {...{ row, now }} top={start} isOpen={row.id === openId} isAt={index === at} />
            )
          })}
        </div>
        {rows.length === 0 && <EmptyList isFiltered={feed.rows.size > 0} link={feed.link} onStart={onStart} />}
      </div>
    </div>
  )
}

const useRowsInSight = (rows: readonly ConnectionRow[], scroller: RefObject<HTMLDivElement | null>) =>
  useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (i) => rows[i]?.id ?? i,
    overscan: 6,
  })

/** Where each key leads. @param last - `null`: letters are typed, and lead nowhere */
const placesFrom = (at: number, page: number, last: number | null): Readonly<Record<string, number>> => ({
  ...{ ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page },
  ...(last === null ? {} : { j: at + 1, k: at - 1, Home: 0, End: last }),
})

interface StandingButtonsProps {
  /** `null`: all are shown. */
  readonly standing: StandingGroup | null
  readonly counts: Readonly<Record<StandingGroup, number>>
  readonly onStanding: (standing: StandingGroup | null) => void
}

const StandingButtons = ({ standing, counts, onStanding }: StandingButtonsProps) => (
  <fieldset className="segments" aria-label="Standing">
    {STANDING_GROUPS.map((group) => (
      <button
        key={group}
        type="button"
        aria-pressed={standing === group}
        onClick={() => onStanding(standing === group ? null : group)}
      >
        {group} <span className="count">{counts[group]}</span>
      </button>
    ))}
  </fieldset>
)

interface EmptyListProps {
  readonly isFiltered: boolean
  readonly link: Feed['link']
  readonly onStart: () => void
}

const EmptyList = ({ isFiltered, link, onStart }: EmptyListProps) => {
  if (link === 'waiting') return <p className="empty">Asking the inspector…</p>
  if (isFiltered) return <p className="empty">No connection fits the filter. Clear it to see all.</p>
  return (
    <div className="empty">
      <p>Nothing is being connected.</p>
      <button type="button" onClick={onStart}>
        Start a connection
      </button>
    </div>
  )
}
