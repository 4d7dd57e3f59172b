import type { ConnectionRow } from '../../../src/feed/feed.ts'
import { chart } from '../chart/connection-chart.ts'
import { stateWords } from '../model/format-name.ts'
import type { Moment } from '../model/history-point.ts'
import { failureIn } from '../model/read-failure.ts'
import { FailureCard } from './failure-card.tsx'

interface ServiceCardProps {
  readonly moment: Moment
  readonly row: ConnectionRow | null
}

/** A connection of a service: what its machine tells of where it is. It is only watched. */
export const ServiceCard = ({ moment: { state, context }, row }: ServiceCardProps) => {
  const about = chart.nodes.find(({ id }) => id === state)
  if (state === null || about === undefined) return <p className="empty">Nothing has happened yet.</p>
  const failure = failureIn(context['failure']) ?? failureIn(context['rejection'])
  const facts = FACTS.flatMap(([name, words]) => {
    const fact = context[name]
    return typeof fact === 'string' || typeof fact === 'number' ? [[words, String(fact)] as const] : []
  })
  return (
    <>
      <h3>{stateWords(state)}</h3>
      <p>{about.description}</p>
      {failure !== null && <FailureCard failure={failure} />}
      <dl className="facts-list">
        {facts.map(([words, fact]) => (
          <div key={words} className="facts-pair">
            <dt>{words}</dt>
            <dd className="num">{fact}</dd>
          </div>
        ))}
      </dl>
      {row?.source === 'service' && (
        <p className="hint">
          It runs in a service and is only watched. Prompts, texts of the bank and secrets are never told.
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
  ['attempts', 'Refused logins'],
  ['answersSent', 'Answers sent'],
]
