import type { WorkingView } from '@bank-connection/core'
import { stateWords } from '../model/format-name.ts'
import { durationWords } from '../model/format-time.ts'

interface WorkingCardProps {
  readonly view: WorkingView
  /** In milliseconds since the Unix epoch. */
  readonly now: number
}

const STAGE_WORDS: Readonly<Record<WorkingView['stage'], string>> = {
  verifying: 'The bank checks the credentials.',
  answering: 'The answers are being sent, once.',
  verifyingAnswer: 'The bank checks the answers.',
  retrievingAccounts: 'The server fetches the accounts.',
  retrievingTransactions: 'The server fetches the transactions.',
  parked: 'The bank is down. The server tries again every two hours, for up to seven days.',
}

/** What is awaited, and for how long still. */
export const WorkingCard = ({
  view: { stage, step, steps, expectedEndAt, jobId, connectionId },
  now,
}: WorkingCardProps) => {
  const done = steps.filter(({ status }) => status === 'success' || status === 'skipped').length
  return (
    <>
      <h3>{stateWords(stage)}</h3>
      <p>{STAGE_WORDS[stage]} Nothing is asked of the person.</p>
      <dl className="facts-list">
        <dt>Step</dt>
        <dd>{step === null ? 'not read yet' : `${step.title}, for ${durationWords(now - step.since)}`}</dd>
        <dt>Done</dt>
        <dd className="num">
          {done} of {steps.length}
        </dd>
        <dt>Should end</dt>
        <dd className="num">
          {expectedEndAt === null
            ? 'the institution publishes no means'
            : expectedEndAt >= now
              ? `in ${durationWords(expectedEndAt - now)}`
              : `${durationWords(now - expectedEndAt)} ago`}
        </dd>
        <dt>Job</dt>
        <dd>{jobId}</dd>
        <dt>Connection</dt>
        <dd>{connectionId ?? 'not named yet'}</dd>
      </dl>
    </>
  )
}
