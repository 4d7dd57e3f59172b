import type { PortError, Unreachable } from '@bank-connection/core'
import { type Clock, unreachable, type WireResponse } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import type { HttpLimits } from '../options/limits.ts'
import type { ConcurrencyLimiter, Rank } from '../retry/concurrency-limiter.ts'
import { isTransient, type RetryBudget, type RetryPolicy, waitMs } from '../retry/retry.ts'
import { retryAfterMs } from '../retry/retry-after.ts'
import type { Throttle } from '../retry/throttle.ts'
import { readBody } from '../transport/read-body.ts'
import { correlationIdOf, withoutAuthorization } from '../transport/sanitize-response.ts'
import type { HttpRequest, HttpResponse, Transport, TransportFailure } from '../transport/transport.ts'
import type { Call } from './call.ts'
import { type HttpHooks, type RequestEvent, reasonOf, tell } from './hooks.ts'

/** What all calls of an adapter share. */
export interface Carriage {
  readonly transport: Transport
  readonly limits: HttpLimits
  readonly policy: RetryPolicy
  readonly budget: RetryBudget
  readonly gate: ConcurrencyLimiter
  readonly pace: Throttle
  readonly hooks: HttpHooks
  readonly clock: Clock
  readonly random: () => number
}

/** A request, and how it may be carried. */
export interface Parcel {
  readonly request: HttpRequest
  readonly template: string
  /** Whether it only asks for something: it may be sent again, and an answer of success without a body is none. */
  readonly isSafe: boolean
  readonly rank: Rank
}

export type Carried = E.Either<PortError, WireResponse>

/** Carries a request, and again while that is safe, may help, and is within the deadline and the budget. Never rejects. */
export const carry = async (carriage: Carriage, parcel: Parcel, call: Call): Promise<Carried> => {
  const { policy, budget, clock, random } = carriage
  let delivered: Unreachable['delivered'] = 'no'
  for (let attempt = 1; ; attempt++) {
    const { outcome: seen, retryAfter } = await attemptOnce(carriage, parcel, call)
    // What is said of the last attempt must hold for those before it, too.
    const outcome = delivered === 'no' ? seen : E.mapLeft(mayHaveArrived)(seen)
    if (!(E.isLeft(outcome) && neverLeft(outcome.left))) delivered = 'unknown'
    if (!isTransient(outcome)) {
      if (E.isRight(outcome)) budget.pay()
      return outcome
    }
    if (!parcel.isSafe || attempt >= policy.attemptsMax) return outcome
    if (call.stop.aborted) return E.left(call.stoppedBy(delivered))
    const wait = waitMs(policy, attempt, random(), retryAfter)
    if (clock.now() + wait >= call.deadlineAt || !budget.take()) return outcome
    await clock.sleep(wait, call.stop)
    if (call.stop.aborted) return E.left(call.stoppedBy(delivered))
  }
}

const neverLeft = (error: PortError): boolean => error._tag === 'Unreachable' && error.delivered === 'no'

const mayHaveArrived = (error: PortError): PortError =>
  error._tag === 'Unreachable' ? unreachable(error.reason, 'unknown') : error

interface Attempt {
  readonly outcome: Carried
  /** How long the server asks to wait, in milliseconds; null when it does not. */
  readonly retryAfter: number | null
}

const held = (error: PortError): Attempt => ({ outcome: E.left(error), retryAfter: null })

const attemptOnce = async (carriage: Carriage, parcel: Parcel, call: Call): Promise<Attempt> => {
  const { gate } = carriage
  const entering = gate.enter(parcel.rank, call.deadlineAt, call.stop)
  const entry = typeof entering === 'string' ? entering : await entering
  if (entry === 'full' || entry === 'held') return held(unreachable('busy', 'no'))
  if (entry === 'stopped') return held(call.stoppedBy('no'))
  try {
    return await exchange(carriage, parcel, call)
  } finally {
    gate.leave()
  }
}

const exchange = async (carriage: Carriage, parcel: Parcel, call: Call): Promise<Attempt> => {
  const { request, template } = parcel
  const { transport, limits, pace, hooks, clock } = carriage
  call.attempts += 1
  const at = clock.now()
  const event: RequestEvent = { call: call.number, attempt: call.attempts, method: request.method, template, at }
  tell(hooks.onRequest, event)
  const answer = await transport.exchange(request, call.stop)
  const now = clock.now()
  const outcome = outcomeOf(answer, limits, parcel, call)
  const retryAfter = E.isRight(answer) ? retryAfterMs(answer.right.headers['retry-after'], now) : null
  if (E.isRight(answer)) {
    if (answer.right.status === 429) pace.slower(at, now, retryAfter)
    else pace.faster()
  }
  if (hooks.onResponse !== undefined)
    tell(hooks.onResponse, {
      ...event,
      durationMs: now - at,
      status: E.isRight(answer) ? answer.right.status : null,
      failure: E.isLeft(outcome) ? reasonOf(outcome.left) : null,
      cause: E.isLeft(answer) ? answer.left.cause : null,
      correlationId: E.isRight(outcome) ? correlationIdOf(outcome.right, request) : null,
    })
  return { outcome, retryAfter }
}

const outcomeOf = (
  answer: E.Either<TransportFailure, HttpResponse>,
  limits: HttpLimits,
  { request, isSafe }: Parcel,
  call: Call,
): Carried => {
  if (E.isRight(answer)) {
    const { status } = answer.right
    const body = readBody(answer.right, limits, isSafe)
    return E.isLeft(body) ? body : E.right(withoutAuthorization({ status, body: body.right }, request))
  }
  const { error } = answer.left
  return E.left(error._tag === 'Unreachable' && error.reason === 'cancelled' ? call.stoppedBy(error.delivered) : error)
}
