import type { Connected } from '@bank-connection/core'

/** The result of a successful connection. */
export const ConnectedCard = ({ connected }: { readonly connected: Connected }) => {
  const { connectionId, jobId, origin, steps, anomalies } = connected
  return (
    <>
      <h3 className="good">Connected</h3>
      <p>The accounts and transactions are available.</p>
      <dl className="facts-list">
        <dt>Connection</dt>
        <dd>{connectionId}</dd>
        <dt>Job</dt>
        <dd>
          {jobId}, {ORIGINS[origin]}
        </dd>
        <dt>Skipped</dt>
        <dd>
          {steps
            .filter(({ status }) => status === 'skipped')
            .map(({ title }) => title)
            .join(', ') || 'nothing'}
        </dd>
        <dt>Anomalies</dt>
        <dd>{anomalies.join(', ') || 'none'}</dd>
      </dl>
    </>
  )
}

const ORIGINS: Readonly<Record<Connected['origin'], string>> = {
  created: 'started by this connection',
  alreadyRunning: 'already running',
  adopted: 'found after a lost response',
  followed: 'started elsewhere',
}
