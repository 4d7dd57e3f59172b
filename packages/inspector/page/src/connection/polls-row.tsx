import type { StepTimeline } from '../model/step-timeline.ts'
import { percentAt, type TimeAxis } from '../model/time-axis.ts'

interface LooksRowProps {
  readonly timeline: StepTimeline
  readonly axis: TimeAxis
  readonly onIndex: (index: number) => void
}

/** Each look at the job as a tick; those that showed something new are taller. */
export const LooksRow = ({ timeline: { looks, knowsEveryLook }, axis, onIndex }: LooksRowProps) => {
  const pathOf = (hasNews: boolean): string =>
    looks
      .filter((look) => look.hasNews === hasNews)
      .map(({ at }) => `M${(percentAt(axis, at) * 10).toFixed(1)} ${hasNews ? 0 : 6}V14`)
      .join('')
  const goNear = (share: number): void => {
    const at = axis.from + share * (axis.to - axis.from)
    const nearest = looks.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0]
    if (nearest !== undefined) onIndex(nearest.index)
  }
  return (
    <div className="step looks">
      <span
        className="step-name"
        title={knowsEveryLook ? 'Each look at the job' : 'A service tells only of the looks that showed something new'}
      >
        {knowsEveryLook ? 'looks at the job' : 'looks with news'}
      </span>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list of events leads to the same moments by keys. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above. */}
      <span
        className="steps-span"
        onClick={({ clientX, currentTarget }) => {
          const { left, width } = currentTarget.getBoundingClientRect()
          goNear((clientX - left) / width)
        }}
      >
        <svg viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">
          <path d={pathOf(false)} className="look" />
          <path d={pathOf(true)} className="look-news" />
        </svg>
      </span>
      <span className="step-time num">
        {looks.length} <span className="visually-hidden">looks</span>
      </span>
    </div>
  )
}
