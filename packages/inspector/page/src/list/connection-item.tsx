import { memo } from 'react'
import type { ConnectionRow } from '../../../src/feed/feed.ts'
import { navigate } from '../client/use-route.ts'
import { groupOf } from '../model/filter-rows.ts'
import { formatState } from '../model/format-name.ts'
import { formatAge, formatTimestamp } from '../model/format-time.ts'
import { homeRoute } from '../model/route.ts'

interface ConnectionItemProps {
  readonly row: ConnectionRow
  /** In pixels, from the top of the list. */
  readonly top: number
  readonly now: number
  readonly isOpen: boolean
  readonly isAt: boolean
}

/** A row of the list. */
export const ConnectionItem = ({ row, now, ...rest }: ConnectionItemProps) => (
  <Item row={row} age={formatAge((row.endedAt ?? Math.max(now, row.startedAt)) - row.startedAt)} {...rest} />
)

type ItemProps = Omit<ConnectionItemProps, 'now'> & { readonly age: string }

const Item = memo(({ row, top, age, isOpen, isAt }: ItemProps) => {
  const { id, institutionName, institutionId, state, status, attempts, source } = row
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active row.
    <div
      id={`row-${id}`}
      role="option"
      aria-selected={isOpen}
      className="row"
      data-at={isAt}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => navigate({ ...homeRoute, id })}
    >
      <span className="dot" data-group={groupOf(row)} data-end={status} />
      <span className="row-name">{institutionName ?? institutionId ?? (source === 'service' ? 'Service' : '…')}</span>
      <span className="row-age num" title={`started ${formatTimestamp(row.startedAt)}`}>
        {age}
      </span>
      <span className="row-state">{status === 'active' ? formatState(state) : status}</span>
      <span className="row-more num">
        {attempts > 0 && <span className="tag bad">rejected {attempts}×</span>}
        {source === 'service' && <span className="tag">service</span>}
        {id}
      </span>
    </div>
  )
})
