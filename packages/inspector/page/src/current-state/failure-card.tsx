import { type Advice, adviceFor, type ConnectionFailure, explain } from '@bank-connection/core'
import { formatDuration } from '../model/format-time.ts'

/** A failure: the cause, who should act, when to retry, and the text for the user. */
export const FailureCard = ({ failure }: { readonly failure: ConnectionFailure }) => {
  const { actor, retry, text, code, correlationId } = adviceFor(failure)
  return (
    <section className="failure" aria-label="Failure">
      <h3>{failure._tag}</h3>
      <p>{explain(failure)}</p>
      <dl className="facts-list">
        <dt>Who acts</dt>
        <dd>{actor}</dd>
        <dt>Retry</dt>
        <dd>{formatRetry(retry)}</dd>
        <dt>User text</dt>
        <dd>“{text}”</dd>
        {code !== null && (
          <>
            <dt>Code</dt>
            <dd>
              <code>{code}</code>
            </dd>
          </>
        )}
        {correlationId !== null && (
          <>
            <dt>Correlation</dt>
            <dd>
              <code>{correlationId}</code>
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

const formatRetry = (retry: Advice['retry']): string => {
  switch (retry.when) {
    case 'never':
      return 'never: it would fail again'
    case 'now':
      return 'now'
    case 'afterAction':
      return 'after that action'
    case 'later':
      return `in ${formatDuration(retry.afterMs)}`
    case 'afterLookup':
      return 'after polling the jobs: it may have succeeded'
  }
}
