import type { ConnectionView } from '@bank-connection/core'
import type { ReactNode } from 'react'
import type { ConnectionRow } from '../../../src/feed/feed.ts'
import { formatTimestamp } from '../model/format-time.ts'
import type { HistoryPoint } from '../model/history-point.ts'
import { announcement } from './announcement.ts'
import { ChallengeCard } from './challenge-card.tsx'
import { CollectingCard } from './collecting-card.tsx'
import { ConnectedCard } from './connected-card.tsx'
import { FailureCard } from './failure-card.tsx'
import { ServiceCard } from './service-card.tsx'
import { WorkingCard } from './working-card.tsx'

interface CurrentStatePanelProps {
  readonly id: string
  readonly row: ConnectionRow | null
  readonly point: HistoryPoint
  /** The current view, which accepts input. */
  readonly liveView: ConnectionView | null
  /** In milliseconds since the Unix epoch. */
  readonly now: number
}

/** The state of the connection: a form, its progress or its result. */
export const CurrentStatePanel = ({ id, row, point, liveView, now }: CurrentStatePanelProps) => {
  const isSimulated = row?.source === 'simulated'
  const view = point.isLive && isSimulated ? (liveView ?? point.view) : point.view
  const isOpen = point.isLive && row?.status === 'active' && isSimulated
  return (
    <section className="panel state-panel" aria-label={point.isLive ? 'Current state' : 'Past state'}>
      <header className="panel-head">
        <h2>{point.isLive ? 'Current state' : 'Past state'}</h2>
        <span className="hint num">
          {point.index < 0 ? '' : point.isLive ? `${formatTimestamp(now).slice(0, 19)} UTC` : formatTimestamp(point.at)}
        </span>
      </header>
      <p className="visually-hidden" aria-live="polite">
        {point.isLive ? announcement(view) : ''}
      </p>
      <div className="current-state scroller">
        {point.isCrashed ? (
          <Note title="Process crashed">
            The saved connection is kept: <b>Restore</b> continues it in a new process. Requests that may have arrived
            are not sent again.
          </Note>
        ) : view === null ? (
          <ServiceCard point={point} row={row} />
        ) : (
          <ViewCard id={id} view={view} isOpen={isOpen} now={now} />
        )}
      </div>
    </section>
  )
}

interface ViewCardProps {
  readonly id: string
  readonly view: ConnectionView
  /** Whether it accepts input. */
  readonly isOpen: boolean
  readonly now: number
}

const ViewCard = ({ id, view, isOpen, now }: ViewCardProps) => {
  switch (view._tag) {
    case 'Preparing':
      return <Note title="Preparing">Reading how users of this institution log in.</Note>
    case 'Creating':
      return <Note title="Creating">Sending the request that starts the job. It is sent once.</Note>
    case 'Reconciling':
      return (
        <Note title="Reconciling">
          The response was lost. Looking for the job that the request may have started, before anything is sent again.
        </Note>
      )
    case 'Collecting':
      // A new form for each attempt, so that its inputs are empty.
      return <CollectingCard key={`${view.attemptsLeft}`} id={id} view={view} isOpen={isOpen} />
    case 'Challenged':
      return <ChallengeCard key={view.challenge.round} id={id} view={view} isOpen={isOpen} now={now} />
    case 'Working':
      return <WorkingCard view={view} now={now} />
    case 'Connected':
      return <ConnectedCard connected={view.connected} />
    case 'Failed':
      return <FailureCard failure={view.failure} />
  }
}

const Note = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <>
    <h3>{title}</h3>
    <p>{children}</p>
  </>
)
