import type { Feed } from '../client/feed-client.ts'

interface EmptyPageProps {
  readonly feed: Feed
  readonly onStart: () => void
}

/** What there is to do when no connection is open. */
export const EmptyPage = ({ feed, onStart }: EmptyPageProps) => (
  <section className="empty-page" aria-labelledby="empty-title">
    <h1 id="empty-title">{feed.rows.size === 0 ? 'No connection yet' : 'No connection is open'}</h1>
    <p>
      {feed.rows.size === 0
        ? 'Start one at the simulated bank, or let a service show its own.'
        : 'Choose one from the list, or start another.'}
    </p>
    <p>
      <button type="button" className="primary" onClick={onStart}>
        Start a connection
      </button>{' '}
      <span className="hint">
        or press <kbd>n</kbd>; <kbd>?</kbd> shows all keys
      </span>
    </p>
    {feed.bank !== null && (
      <div className="service-hint">
        <h2>From a service</h2>
        <p>
          Give its connections the inspector that <code>createWebSocketInspector</code> of{' '}
          <code>@statelyai/inspect</code> makes for this address:
        </p>
        <pre>{feed.bank.inspectorUrl}</pre>
        <p className="hint">
          {feed.bank.services === 0
            ? 'No service is sending now.'
            : `Services that are sending now: ${feed.bank.services}.`}
        </p>
      </div>
    )}
  </section>
)
