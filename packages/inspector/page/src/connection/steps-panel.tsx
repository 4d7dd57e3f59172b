import { shortId } from '../model/format-name.ts'
import { formatCountdown, formatDuration } from '../model/format-time.ts'
import type { StepBar, StepTimeline } from '../model/step-timeline.ts'
import { percentAt, type TimeAxis, timeAxis } from '../model/time-axis.ts'
import { PollsRow } from './polls-row.tsx'

interface StepsPanelProps {
  /** `null` if there is no job. */
  readonly timeline: StepTimeline | null
  /** In milliseconds since the Unix epoch, by the clock of the timeline. */
  readonly now: number
  readonly onIndex: (index: number) => void
}

/** The steps of the job on a time axis, compared with their average durations. */
export const StepsPanel = ({ timeline, now, onIndex }: StepsPanelProps) => (
  <section className="panel steps-panel" aria-label="Steps of the job">
    {timeline === null ? (
      <>
        <header className="panel-head">
          <h2>Steps</h2>
        </header>
        <p className="empty">No job yet. Its steps appear here once credentials are submitted.</p>
      </>
    ) : (
      <Timeline timeline={timeline} now={timeline.endAt ?? Math.max(now, timeline.startAt)} onIndex={onIndex} />
    )}
  </section>
)

/** The axis includes the deadline of a challenge unless that makes it longer by this factor. */
const SQUEEZE_MAX = 4

const axisOf = ({ startAt, challenge, bars, expectedEndAt }: StepTimeline, now: number): TimeAxis => {
  const ends = bars.map((bar) => (bar.startAt ?? startAt) + (bar.startAt === null ? 0 : (bar.expectedMs ?? 0)))
  const until = Math.max(now, expectedEndAt ?? 0, ...ends)
  const deadline = challenge?.expiresAt ?? 0
  return timeAxis(startAt, deadline - startAt < SQUEEZE_MAX * (until - startAt) ? Math.max(until, deadline) : until)
}

interface TimelineProps {
  readonly timeline: StepTimeline
  readonly now: number
  readonly onIndex: (index: number) => void
}

const Timeline = ({ timeline, now, onIndex }: TimelineProps) => {
  const { jobId, attempt, startAt, endAt, bars, challenge, expectedEndAt } = timeline
  const axis = axisOf(timeline, now)
  const left = (at: number) => ({ left: `${percentAt(axis, at)}%` })
  return (
    <>
      <header className="panel-head">
        <h2>Steps</h2>
        <span className="hint num">
          <span title={jobId}>{shortId(jobId)}</span>
          {attempt > 1 ? `, job ${attempt}` : ''} · {formatDuration((endAt ?? now) - startAt)}
          {endAt === null && expectedEndAt !== null ? ` of about ${formatDuration(expectedEndAt - startAt)}` : ''}
        </span>
      </header>
      <div className="steps scroller">
        <div className="steps-axis" aria-hidden="true">
          <div className="steps-span">
            {axis.ticks.map(({ at, label }) => (
              <span key={at} className="num" style={left(at)}>
                {label}
              </span>
            ))}
          </div>
        </div>
        <ol className="steps-rows">
          {bars.map((bar) => (
            <StepRow key={bar.title} bar={bar} axis={axis} now={now} />
          ))}
        </ol>
        <PollsRow timeline={timeline} axis={axis} onIndex={onIndex} />
        <div className="steps-over" aria-hidden="true">
          <div className="steps-span">
            {endAt === null && <span className="now-line" style={left(now)} />}
            {expectedEndAt !== null && endAt === null && <span className="expected-line" style={left(expectedEndAt)} />}
            {challenge !== null && challenge.expiresAt <= axis.to && (
              <span className="deadline-line" style={left(challenge.expiresAt)} />
            )}
          </div>
        </div>
      </div>
      <p className="steps-legend hint">
        <span className="key-bar" /> duration <span className="key-mean" /> average
        {endAt === null && (
          <>
            <span className="key-now" /> now
          </>
        )}
        {endAt === null && expectedEndAt !== null && (
          <>
            <span className="key-expected" /> expected end
          </>
        )}
        {challenge !== null && (
          <span className="deadline num">
            <span className="key-deadline" /> deadline in {formatCountdown(challenge.expiresAt - now)}
          </span>
        )}
      </p>
    </>
  )
}

interface StepRowProps {
  readonly bar: StepBar
  readonly axis: TimeAxis
  readonly now: number
}

const StepRow = ({ bar: { title, status, startAt, endAt, expectedMs }, axis, now }: StepRowProps) => {
  const spent = startAt === null ? null : formatDuration((endAt ?? now) - startAt)
  const mean = expectedMs === null ? '' : ` / ${formatDuration(expectedMs)}`
  const place = (from: number, to: number) => ({
    left: `${percentAt(axis, from)}%`,
    width: `${percentAt(axis, to) - percentAt(axis, from)}%`,
  })
  return (
    <li className="step" data-status={status}>
      <span className="step-name" title={`${title}: ${status}`}>
        {title}
        <span className="visually-hidden">: {status}</span>
      </span>
      <span className="steps-span">
        {startAt !== null && expectedMs !== null && (
          <span className="mean" style={place(startAt, startAt + expectedMs)} />
        )}
        {startAt !== null && <span className="bar-done" style={place(startAt, endAt ?? now)} />}
      </span>
      <span className="step-time num">
        {spent === null ? `${status}${mean === '' ? '' : `, ~${mean.slice(3)}`}` : `${spent}${mean}`}
      </span>
    </li>
  )
}
