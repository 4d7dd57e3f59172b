import type { Feed } from '../client/feed-client.ts'

interface EmptyPageProps {
  readonly feed: Feed
  readonly onStart: () => void
}

/** Shown while no connection is open. */
export const EmptyPage = ({ feed, onStart }: EmptyPageProps) => (
  <section className="empty-page" aria-labelledby="empty-title">
    <h1 id="empty-title">{feed.rows.size === 0 ? 'No connections yet' : 'No connection is open'}</h1>
    <p>
      {feed.rows.size === 0
        ? 'Start one at the simulated bank, or connect a service.'
        : 'Select one from the list, or start another.'}
    </p>
    <p>
      <button type="button" className="primary" onClick={onStart}>
        Start a connection
      </button>{' '}
      <span className="hint">
        or press <kbd>n</kbd>; <kbd>?</kbd> shows all shortcuts
      </span>
    </p>
    {feed.bank !== null && (
      <div className="service-hint">
        <h2>Connect a service</h2>
        <p>
          Pass this URL to <code>createWebSocketInspector</code> of <code>@statelyai/inspect</code>, and its{' '}
          <code>inspect</code> to your connections:
        </p>
        <pre>{feed.bank.inspectorUrl}</pre>
        <p className="hint">
          {feed.bank.services === 0 ? 'No service is connected.' : `Connected services: ${feed.bank.services}.`}
        </p>
      </div>
    )}
  </section>
)
