import type { StepTimeline } from '../model/step-timeline.ts'
import { percentAt, type TimeAxis } from '../model/time-axis.ts'

interface PollsRowProps {
  readonly timeline: StepTimeline
  readonly axis: TimeAxis
  readonly onIndex: (index: number) => void
}

/** A tick for each poll of the job; polls that returned changes are taller. */
export const PollsRow = ({ timeline: { polls, hasAllPolls }, axis, onIndex }: PollsRowProps) => {
  const pathOf = (hasChanges: boolean): string =>
    polls
      .filter((poll) => poll.hasChanges === hasChanges)
      .map(({ at }) => `M${(percentAt(axis, at) * 10).toFixed(1)} ${hasChanges ? 0 : 6}V14`)
      .join('')
  const showNearest = (share: number): void => {
    const at = axis.from + share * (axis.to - axis.from)
    const nearest = polls.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0]
    if (nearest !== undefined) onIndex(nearest.index)
  }
  return (
    <div className="step polls">
      <span
        className="step-name"
        title={hasAllPolls ? 'Each poll of the job' : 'A service reports only the polls that returned changes'}
      >
        {hasAllPolls ? 'polls' : 'polls with changes'}
      </span>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list of events offers the same by keyboard. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above. */}
      <span
        className="steps-span"
        onClick={({ clientX, currentTarget }) => {
          const { left, width } = currentTarget.getBoundingClientRect()
          showNearest((clientX - left) / width)
        }}
      >
        <svg viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">
          <path d={pathOf(false)} className="poll" />
          <path d={pathOf(true)} className="poll-changed" />
        </svg>
      </span>
      <span className="step-time num">
        {polls.length} <span className="visually-hidden">polls</span>
      </span>
    </div>
  )
}
