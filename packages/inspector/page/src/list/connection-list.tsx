import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { ConnectionRow } from '../../../src/feed/feed.ts'
import type { Feed } from '../client/feed-client.ts'
import { useBankNow } from '../client/use-bank-now.ts'
import { navigate } from '../client/use-route.ts'
import { countGroups, filterRows, STATUS_GROUPS, type StatusGroup } from '../model/filter-rows.ts'
import { homeRoute } from '../model/route.ts'
import { ConnectionItem } from './connection-item.tsx'

interface ConnectionListProps {
  readonly feed: Feed
  readonly openId: string | null
  readonly filterRef: RefObject<HTMLInputElement | null>
  readonly onStart: () => void
}

/** In pixels, as in the style sheet. */
const ROW_HEIGHT = 48

/** The list of connections. Only visible rows are rendered. */
export const ConnectionList = ({ feed, openId, filterRef, onStart }: ConnectionListProps) => {
  const [text, setText] = useState('')
  const [group, setGroup] = useState<StatusGroup | null>(null)
  const [atId, setAtId] = useState<string | null>(openId)
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => filterRows(feed.rows.values(), { text, group }), [feed.rows, text, group])
  const counts = useMemo(() => countGroups(feed.rows.values()), [feed.rows])
  const now = useBankNow(counts.active + counts.waiting > 0) ?? 0
  const at = rows.findIndex(({ id }) => id === (atId ?? openId))
  const virtualizer = useVirtualRows(rows, scroller)
  useEffect(() => setAtId(openId), [openId])
  const move = (to: number): void => {
    const next = Math.min(Math.max(to, 0), rows.length - 1)
    setAtId(rows[next]?.id ?? null)
    if (rows.length > 0) virtualizer.scrollToIndex(next)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const inFilter = event.target === filterRef.current
    const page = Math.floor((scroller.current?.clientHeight ?? ROW_HEIGHT) / ROW_HEIGHT)
    const to = targetsOfKeys(at, page, inFilter ? null : rows.length - 1)[event.key]
    if (to !== undefined) move(to)
    else if (event.key === 'Enter' && rows[Math.max(at, 0)] !== undefined && event.target !== event.currentTarget)
      navigate({ ...homeRoute, id: rows[Math.max(at, 0)]?.id ?? null })
    else if (event.key === 'Escape' && inFilter) scroller.current?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the filter and the list share their keys.
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
        <StatusFilter group={group} counts={counts} onGroup={setGroup} />
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

const useVirtualRows = (rows: readonly ConnectionRow[], scroller: RefObject<HTMLDivElement | null>) =>
  useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (i) => rows[i]?.id ?? i,
    overscan: 6,
  })

/** The row that each key moves to. @param last - `null` in the filter, where letters are text */
const targetsOfKeys = (at: number, page: number, last: number | null): Readonly<Record<string, number>> => ({
  ...{ ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page },
  ...(last === null ? {} : { j: at + 1, k: at - 1, Home: 0, End: last }),
})

interface StatusFilterProps {
  /** `null`: all. */
  readonly group: StatusGroup | null
  readonly counts: Readonly<Record<StatusGroup, number>>
  readonly onGroup: (group: StatusGroup | null) => void
}

const StatusFilter = ({ group, counts, onGroup }: StatusFilterProps) => (
  <fieldset className="segments" aria-label="Status">
    {STATUS_GROUPS.map((each) => (
      <button
        key={each}
        type="button"
        aria-pressed={group === each}
        onClick={() => onGroup(group === each ? null : each)}
      >
        {each} <span className="count">{counts[each]}</span>
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
  if (link === 'waiting') return <p className="empty">Connecting to the inspector…</p>
  if (isFiltered) return <p className="empty">No connection matches the filter.</p>
  return (
    <div className="empty">
      <p>No connections yet.</p>
      <button type="button" onClick={onStart}>
        Start a connection
      </button>
    </div>
  )
}
