import type { Clock, Send } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'

/** Measurement of one request. */
export interface Measured {
  /** The path with named parameters; the path itself contains ids, and the body may contain a password. */
  readonly template: string
  readonly durationMs: number
  /** HTTP status, or the tag of the failure if there was no response. */
  readonly outcome: number | string
}

/** Wraps a `Send` and measures each request without changing it. */
export const measuredSend =
  (send: Send, clock: Clock, onMeasured: (measured: Measured) => void): Send =>
  (request, signal) =>
  async () => {
    const startedAt = clock.now()
    const answer = await send(request, signal)()
    const outcome = E.isRight(answer) ? answer.right.status : answer.left._tag
    onMeasured({ template: request.template, durationMs: clock.now() - startedAt, outcome })
    return answer
  }
