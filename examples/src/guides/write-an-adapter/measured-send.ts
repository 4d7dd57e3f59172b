import type { Clock, Send } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'

/** One request, as it may be counted. */
export interface Measured {
  /** The path with its parameters by name: the path itself has ids in it, and the body may hold a password. */
  readonly template: string
  readonly durationMs: number
  /** HTTP status, or the tag of the failure when there was no answer. */
  readonly outcome: number | string
}

/** A `Send` around another: it measures each request, and changes none. */
export const measuredSend =
  (send: Send, clock: Clock, tell: (measured: Measured) => void): Send =>
  (request, signal) =>
  async () => {
    const startedAt = clock.now()
    const answer = await send(request, signal)()
    const outcome = E.isRight(answer) ? answer.right.status : answer.left._tag
    tell({ template: request.template, durationMs: clock.now() - startedAt, outcome })
    return answer
  }
