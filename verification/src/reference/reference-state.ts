import type { Job } from '@bank-connection/core/codec'
import type { Context, Memory } from '@bank-connection/core/machine'

/** What the reference knows of a connection: where it is, and the few facts on which its way depends. */
export interface ReferenceState {
  /** The name of the state, e.g. `following.parked`. */
  readonly place: string
  /** The `_tag` of the failure that ended it; `null` before an end, and when it ended well. */
  readonly failure: string | null
  readonly intent: Context['intent']
  readonly limits: Context['limits']
  readonly institution: Context['institution']
  readonly request: Context['request']
  /** How often the bank has refused the credentials. */
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
  /** The `_tag` of what was rejected last; `null` when nothing is. */
  readonly rejection: string | null
  /** The steps as a person was shown them. */
  readonly shown: readonly Pick<Job['steps'][number], 'title' | 'status'>[]
}

/** What a snapshot of the machine says of these facts. */
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

/** What the two must agree in: where it is, how it ended, and what can be counted. */
export const summaryOf = ({ place, failure, attempts, answersSent, jobId }: ReferenceState): string =>
  [place, failure ?? '-', `attempts ${attempts}`, `answers ${answersSent}`, jobId ?? 'no job'].join(' / ')
