import { memo } from 'react'
import type { ConnectionRow } from '../../../src/feed/feed.ts'
import { goTo } from '../client/use-route.ts'
import { groupOf } from '../model/filter-rows.ts'
import { stateWords } from '../model/format-name.ts'
import { ageWords, stampWords } from '../model/format-time.ts'
import { nowhere } from '../model/route.ts'

interface ConnectionItemProps {
  readonly row: ConnectionRow
  /** In pixels, from the top of the list. */
  readonly top: number
  readonly now: number
  readonly isOpen: boolean
  readonly isAt: boolean
}

/** One line of the list. */
export const ConnectionItem = ({ row, now, ...rest }: ConnectionItemProps) => (
  <Item row={row} age={ageWords((row.endedAt ?? Math.max(now, row.startedAt)) - row.startedAt)} {...rest} />
)

type ItemProps = Omit<ConnectionItemProps, 'now'> & { readonly age: string }

const Item = memo(({ row, top, age, isOpen, isAt }: ItemProps) => {
  const { id, institutionName, institutionId, state, standing, attempts, source } = row
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which row is active.
    <div
      id={`row-${id}`}
      role="option"
      aria-selected={isOpen}
      className="row"
      data-at={isAt}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => goTo({ ...nowhere, id })}
    >
      <span className="dot" data-standing={groupOf(row)} data-end={standing} />
      <span className="row-name">{institutionName ?? institutionId ?? (source === 'service' ? 'Service' : '…')}</span>
      <span className="row-age num" title={`began ${stampWords(row.startedAt)}`}>
        {age}
      </span>
      <span className="row-state">{standing === 'active' ? stateWords(state) : standing}</span>
      <span className="row-more num">
        {attempts > 0 && <span className="tag bad">refused {attempts}×</span>}
        {source === 'service' && <span className="tag">service</span>}
        {id}
      </span>
    </div>
  )
})
