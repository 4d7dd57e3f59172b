import type { WorkingView } from '@bank-connection/core'
import { formatState } from '../model/format-name.ts'
import { formatDuration } from '../model/format-time.ts'

interface WorkingCardProps {
  readonly view: WorkingView
  /** In milliseconds since the Unix epoch. */
  readonly now: number
}

const STAGE_TEXTS: Readonly<Record<WorkingView['stage'], string>> = {
  verifying: 'The bank verifies the credentials.',
  answering: 'Sending the answers, once.',
  verifyingAnswer: 'The bank verifies the answers.',
  retrievingAccounts: 'The server fetches the accounts.',
  retrievingTransactions: 'The server fetches the transactions.',
  parked: 'The bank is down. The server retries every two hours, for up to seven days.',
}

/** The progress of a job. */
export const WorkingCard = ({
  view: { stage, step, steps, expectedEndAt, jobId, connectionId },
  now,
}: WorkingCardProps) => {
  const done = steps.filter(({ status }) => status === 'success' || status === 'skipped').length
  return (
    <>
      <h3>{formatState(stage)}</h3>
      <p>{STAGE_TEXTS[stage]}</p>
      <dl className="facts-list">
        <dt>Step</dt>
        <dd>{step === null ? 'none yet' : `${step.title}, for ${formatDuration(now - step.since)}`}</dd>
        <dt>Done</dt>
        <dd className="num">
          {done} of {steps.length}
        </dd>
        <dt>Expected end</dt>
        <dd className="num">
          {expectedEndAt === null
            ? 'unknown: no averages published'
            : expectedEndAt >= now
              ? `in ${formatDuration(expectedEndAt - now)}`
              : `${formatDuration(now - expectedEndAt)} ago`}
        </dd>
        <dt>Job</dt>
        <dd>{jobId}</dd>
        <dt>Connection</dt>
        <dd>{connectionId ?? 'none yet'}</dd>
      </dl>
    </>
  )
}
