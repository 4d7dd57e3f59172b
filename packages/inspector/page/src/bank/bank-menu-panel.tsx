import { useContext } from 'react'
import type { MenuEntry } from '../../../src/feed/feed.ts'
import { useFeed } from '../client/feed-context.ts'
import { ProblemNote } from '../components/problem-note.tsx'
import { MenuContext } from './bank-menu-context.ts'
import { useCommand } from './use-command.ts'

/** Injects faults and events at the bank. */
export const BankMenuPanel = () => {
  const { bank } = useFeed()
  const menu = useContext(MenuContext)
  const { send, problem } = useCommand()
  const faults = bank?.faults ?? []
  return (
    <>
      <button type="button" popoverTarget="bank-menu" data-alert={faults.length > 0}>
        Faults {faults.length > 0 && <span className="count">{faults.length}</span>}
      </button>
      <section id="bank-menu" popover="auto" className="popover" aria-label="Faults and events at the bank">
        <header className="popover-head">
          <h2>Pending faults</h2>
          <button type="button" disabled={faults.length === 0} onClick={() => void send('bank/clear-faults')}>
            Clear
          </button>
        </header>
        {faults.length === 0 ? (
          <p className="hint">None: the bank responds normally.</p>
        ) : (
          <ul className="plain-list">
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        )}
        <ProblemNote problem={problem} />
        <Entries title="Inject a fault" entries={menu?.faults} onChoose={(value) => void send('bank/fault', value)} />
        <Entries title="Trigger an event" entries={menu?.events} onChoose={(value) => void send('bank/event', value)} />
      </section>
    </>
  )
}

interface EntriesProps {
  readonly title: string
  readonly entries: readonly MenuEntry[] | undefined
  readonly onChoose: (value: MenuEntry['value']) => void
}

const Entries = ({ title, entries, onChoose }: EntriesProps) => (
  <>
    <h2>{title}</h2>
    <ul className="choices">
      {(entries ?? []).map(({ label, value }) => (
        <li key={label}>
          <button type="button" onClick={() => onChoose(value)}>
            {label}
          </button>
        </li>
      ))}
    </ul>
  </>
)
