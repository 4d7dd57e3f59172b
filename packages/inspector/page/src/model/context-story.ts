import type { HistoryRecord } from '../../../src/feed.ts'
import type { JobStory } from './step-timeline.ts'

/** What the machine's own memory told of its jobs: all that there is of a service. Total. */
export const contextStory = (records: readonly HistoryRecord[]): readonly JobStory[] =>
  records.flatMap(({ index, at, happening }) => {
    if (happening.type !== 'transition') return []
    const { event, snapshot } = happening
    const { jobId, steps, challenge } = snapshot.context
    return [
      {
        index,
        at,
        jobId: typeof jobId === 'string' ? jobId : null,
        steps: Array.isArray(steps) ? steps.flatMap(stepIn) : [],
        challenge: snapshot.state === 'following.challenged' ? challengeIn(challenge) : null,
        expectedEndAt: null,
        isOver: snapshot.state?.startsWith('following') !== true,
        isReading: event === 'jobRead',
      },
    ]
  })

const stepIn = (u: unknown): JobStory['steps'] => {
  const { title, status, since } = (u ?? {}) as Readonly<Record<string, unknown>>
  return typeof title === 'string' && typeof status === 'string' && typeof since === 'number'
    ? [{ title, status, since }]
    : []
}

const challengeIn = (u: unknown): JobStory['challenge'] => {
  const { since, expiresAt } = (u ?? {}) as Readonly<Record<string, unknown>>
  return typeof since === 'number' && typeof expiresAt === 'number' ? { since, expiresAt } : null
}
