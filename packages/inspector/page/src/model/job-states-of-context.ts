import type { HistoryRecord } from '../../../src/feed/feed.ts'

/** The state of a job at one record. */
export interface JobState {
  readonly index: number
  readonly at: number
  readonly jobId: string | null
  readonly steps: readonly { readonly title: string; readonly status: string; readonly since: number }[]
  readonly challenge: { readonly since: number; readonly expiresAt: number } | null
  readonly expectedEndAt: number | null
  readonly isOver: boolean
  readonly isPoll: boolean
}

/**
 * The states of the jobs, read from the machine's context: a service sends nothing else. Times are those in the context:
 * messages carry the time of the service's clock, which may differ from the bank's. Total.
 */
export const jobStatesOfContext = (records: readonly HistoryRecord[]): readonly JobState[] => {
  let latestAt = Number.NEGATIVE_INFINITY
  return records.flatMap(({ index, at, entry }) => {
    if (entry.type !== 'transition') return []
    const { event, snapshot } = entry
    const { jobId, steps, challenge } = snapshot.context
    latestAt = Math.max(latestAt, ...timesIn(snapshot.context))
    return [
      {
        index,
        at: Number.isFinite(latestAt) ? latestAt : at,
        jobId: typeof jobId === 'string' ? jobId : null,
        steps: Array.isArray(steps) ? steps.flatMap(stepIn) : [],
        challenge: snapshot.state === 'following.challenged' ? challengeIn(challenge) : null,
        expectedEndAt: null,
        isOver: snapshot.state?.startsWith('following') !== true,
        isPoll: event === 'jobRead',
      },
    ]
  })
}

/** The times in a context, all of them in the past. */
const timesIn = ({ requestedAt, steps, challenge }: Readonly<Record<string, unknown>>): readonly number[] => [
  ...(typeof requestedAt === 'number' ? [requestedAt] : []),
  ...(Array.isArray(steps) ? steps.flatMap(stepIn).map(({ since }) => since) : []),
  ...[challengeIn(challenge)?.since ?? []].flat(),
]

const stepIn = (u: unknown): JobState['steps'] => {
  const { title, status, since } = (u ?? {}) as Readonly<Record<string, unknown>>
  return typeof title === 'string' && typeof status === 'string' && typeof since === 'number'
    ? [{ title, status, since }]
    : []
}

const challengeIn = (u: unknown): JobState['challenge'] => {
  const { since, expiresAt } = (u ?? {}) as Readonly<Record<string, unknown>>
  return typeof since === 'number' && typeof expiresAt === 'number' ? { since, expiresAt } : null
}
