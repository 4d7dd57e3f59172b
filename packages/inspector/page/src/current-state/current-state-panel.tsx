import type { ConnectionView } from '@bank-connection/core'
import type { ReactNode } from 'react'
import type { ConnectionRow } from '../../../src/feed/feed.ts'
import { stampWords } from '../model/format-time.ts'
import type { Moment } from '../model/history-point.ts'
import { askedWords } from './announcement.ts'
import { ChallengeCard } from './challenge-card.tsx'
import { CollectingCard } from './collecting-card.tsx'
import { EndCard } from './connected-card.tsx'
import { FailureCard } from './failure-card.tsx'
import { ServiceCard } from './service-card.tsx'
import { WorkingCard } from './working-card.tsx'

interface NowPanelProps {
  readonly id: string
  readonly row: ConnectionRow | null
  readonly moment: Moment
  /** What may be done now; of a past moment nothing may. */
  readonly liveView: ConnectionView | null
  /** In milliseconds since the Unix epoch. */
  readonly now: number
}

/** What the person is asked, what is awaited, or how it ended. */
export const NowPanel = ({ id, row, moment, liveView, now }: NowPanelProps) => {
  const isSimulated = row?.source === 'simulated'
  const view = moment.isLive && isSimulated ? (liveView ?? moment.view) : moment.view
  const isOpen = moment.isLive && row?.standing === 'active' && isSimulated
  return (
    <section className="panel now-panel" aria-label={moment.isLive ? 'Now' : 'Then'}>
      <header className="panel-head">
        <h2>{moment.isLive ? 'Now' : 'Then'}</h2>
        <span className="hint num">
          {moment.index < 0 ? '' : moment.isLive ? `${stampWords(now).slice(0, 19)} UTC` : stampWords(moment.at)}
        </span>
      </header>
      <p className="visually-hidden" aria-live="polite">
        {moment.isLive ? askedWords(view) : ''}
      </p>
      <div className="now scroller">
        {moment.isCrashed ? (
          <Note title="The process is dead">
            What was saved is kept: <b>Restore</b> lets another process go on from it. No request that may have arrived
            is made again.
          </Note>
        ) : view === null ? (
          <ServiceCard moment={moment} row={row} />
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
  /** Whether it takes something from the person. */
  readonly isOpen: boolean
  readonly now: number
}

const ViewCard = ({ id, view, isOpen, now }: ViewCardProps) => {
  switch (view._tag) {
    case 'Preparing':
      return <Note title="Preparing">The institution is asked how it lets its users in.</Note>
    case 'Creating':
      return <Note title="Creating">The request that starts the job is on its way. It is sent once.</Note>
    case 'Reconciling':
      return (
        <Note title="Reconciling">
          The answer to the request was lost. The job that it may have started is looked for, before anything is sent
          again.
        </Note>
      )
    case 'Collecting':
      // Another form for each attempt: what was typed before is gone.
      return <CollectingCard key={`${view.attemptsLeft}`} id={id} view={view} isOpen={isOpen} />
    case 'Challenged':
      return <ChallengeCard key={view.challenge.round} id={id} view={view} isOpen={isOpen} now={now} />
    case 'Working':
      return <WorkingCard view={view} now={now} />
    case 'Connected':
      return <EndCard connected={view.connected} />
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
