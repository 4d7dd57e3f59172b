import { type Advice, adviceFor, type ConnectionFailure, explain } from '@bank-connection/core'
import { durationWords } from '../model/format-time.ts'

/** A failure: what happened, who acts, when to try again, and what a person may be shown. */
export const FailureCard = ({ failure }: { readonly failure: ConnectionFailure }) => {
  const { actor, retry, text, code, correlationId } = adviceFor(failure)
  return (
    <section className="failure" aria-label="Failure">
      <h3>{failure._tag}</h3>
      <p>{explain(failure)}</p>
      <dl className="facts-list">
        <dt>Who acts</dt>
        <dd>{actor}</dd>
        <dt>Try again</dt>
        <dd>{retryWords(retry)}</dd>
        <dt>To be shown</dt>
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

const retryWords = (retry: Advice['retry']): string => {
  switch (retry.when) {
    case 'never':
      return 'never: it would fail the same way'
    case 'now':
      return 'at once'
    case 'afterAction':
      return 'after that'
    case 'later':
      return `in ${durationWords(retry.afterMs)}`
    case 'afterPoll':
      return 'after a look at the jobs: it may have succeeded'
  }
}
