import type { HistoryRecord } from '../../../src/feed/feed.ts'
import type { JobStory } from './step-timeline.ts'

/**
 * What the machine's own memory told of its jobs: all that there is of a service. Its times are those that the machine
 * remembers: of messages only the service's clock is known, and the bank's may be another, or faster. Total.
 */
export const contextStory = (records: readonly HistoryRecord[]): readonly JobStory[] => {
  let rememberedAt = Number.NEGATIVE_INFINITY
  return records.flatMap(({ index, at, happening }) => {
    if (happening.type !== 'transition') return []
    const { event, snapshot } = happening
    const { jobId, steps, challenge } = snapshot.context
    rememberedAt = Math.max(rememberedAt, ...timesIn(snapshot.context))
    return [
      {
        index,
        at: Number.isFinite(rememberedAt) ? rememberedAt : at,
        jobId: typeof jobId === 'string' ? jobId : null,
        steps: Array.isArray(steps) ? steps.flatMap(stepIn) : [],
        challenge: snapshot.state === 'following.challenged' ? challengeIn(challenge) : null,
        expectedEndAt: null,
        isOver: snapshot.state?.startsWith('following') !== true,
        isReading: event === 'jobRead',
      },
    ]
  })
}

/** The times that are no later than the moment at which a machine remembers them. */
const timesIn = ({ requestedAt, steps, challenge }: Readonly<Record<string, unknown>>): readonly number[] => [
  ...(typeof requestedAt === 'number' ? [requestedAt] : []),
  ...(Array.isArray(steps) ? steps.flatMap(stepIn).map(({ since }) => since) : []),
  ...[challengeIn(challenge)?.since ?? []].flat(),
]

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
