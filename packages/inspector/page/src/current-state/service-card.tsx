import type { ConnectionRow } from '../../../src/feed/feed.ts'
import { chart } from '../chart/connection-chart.ts'
import { formatState } from '../model/format-name.ts'
import type { HistoryPoint } from '../model/history-point.ts'
import { readFailure } from '../model/read-failure.ts'
import { FailureCard } from './failure-card.tsx'

interface ServiceCardProps {
  readonly point: HistoryPoint
  readonly row: ConnectionRow | null
}

/** A connection of a service, as its machine reports it. Read-only. */
export const ServiceCard = ({ point: { state, context }, row }: ServiceCardProps) => {
  const about = chart.nodes.find(({ id }) => id === state)
  if (state === null || about === undefined) return <p className="empty">No events yet.</p>
  const failure = readFailure(context['failure']) ?? readFailure(context['rejection'])
  const facts = FACTS.flatMap(([name, label]) => {
    const fact = context[name]
    return typeof fact === 'string' || typeof fact === 'number' ? [[label, String(fact)] as const] : []
  })
  return (
    <>
      <h3>{formatState(state)}</h3>
      <p>{about.description}</p>
      {failure !== null && <FailureCard failure={failure} />}
      <dl className="facts-list">
        {facts.map(([label, fact]) => (
          <div key={label} className="facts-pair">
            <dt>{label}</dt>
            <dd className="num">{fact}</dd>
          </div>
        ))}
      </dl>
      {row?.source === 'service' && (
        <p className="hint">
          Read-only: this connection runs in a service, which never sends prompts, texts of the bank or secrets.
        </p>
      )}
    </>
  )
}

const FACTS: readonly (readonly [string, string])[] = [
  ['request', 'Request'],
  ['origin', 'Job'],
  ['jobId', 'Job id'],
  ['connectionId', 'Connection'],
  ['attempts', 'Rejected logins'],
  ['answersSent', 'Answers sent'],
]
