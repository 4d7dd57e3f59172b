import type { Job } from '@bank-connection/core/codec'
import type { Context, Memory } from '@bank-connection/core/machine'

/** The state of a connection in the reference: the few facts that its transitions depend on. */
export interface ReferenceState {
  /** The name of the state, e.g. `following.parked`. */
  readonly place: string
  /** The `_tag` of the failure that ended it; `null` before an end, and after success. */
  readonly failure: string | null
  readonly intent: Context['intent']
  readonly limits: Context['limits']
  readonly institution: Context['institution']
  readonly request: Context['request']
  /** Number of times the bank rejected the credentials. */
  readonly attempts: number
  readonly answersSent: number
  readonly jobId: string | null
  readonly connectionId: string | null
  readonly challenge: {
    readonly method: string
    readonly prompts: readonly string[]
    readonly expiresAt: number
    readonly round: number
  } | null
  /** The `_tag` of the last rejection; `null` if there is none. */
  readonly rejection: string | null
  /** The steps as the user has seen them. */
  readonly shown: readonly Pick<Job['steps'][number], 'title' | 'status'>[]
}

/** Extracts these facts from a snapshot of the machine. */
export const referenceStateOf = ({
  value,
  context,
}: {
  readonly value: unknown
  readonly context: Memory
}): ReferenceState => {
  const { intent, limits, institution, request, attempts, answersSent, jobId, connectionId, challenge } = context
  return {
    place:
      typeof value === 'string'
        ? value
        : Object.entries(value as object)
            .flat()
            .join('.'),
    failure: context.failure?._tag ?? null,
    intent,
    limits,
    institution,
    request,
    attempts,
    answersSent,
    jobId,
    connectionId,
    challenge:
      challenge === null
        ? null
        : {
            method: challenge.method,
            prompts: challenge.prompts,
            expiresAt: challenge.expiresAt,
            round: challenge.round,
          },
    rejection: context.rejection?._tag ?? null,
    shown: context.steps.map(({ title, status }) => ({ title, status })),
  }
}

/** What the reference and the machine must agree on: the state, the failure, and the counts. */
export const summaryOf = ({ place, failure, attempts, answersSent, jobId }: ReferenceState): string =>
  [place, failure ?? '-', `attempts ${attempts}`, `answers ${answersSent}`, jobId ?? 'no job'].join(' / ')

/** Whether the connection has ended. */
export const isEnd = ({ place }: ReferenceState): boolean =>
  ['connected', 'failed', 'cancelled', 'broken'].includes(place)
