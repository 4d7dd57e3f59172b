import type { PortError, Unreachable } from '@bank-connection/core'
import { type Clock, unreachable, type WireResponse } from '@bank-connection/core/adapter'
import { either as E, function as F } from 'fp-ts'
import type { HttpLimits } from '../options/limits.ts'
import type { ConcurrencyLimiter, Priority } from '../retry/concurrency-limiter.ts'
import { isTransient, type RetryBudget, type RetryPolicy, waitMs } from '../retry/retry.ts'
import { retryAfterMs } from '../retry/retry-after.ts'
import type { Throttle } from '../retry/throttle.ts'
import { readBody } from '../transport/read-body.ts'
import { redactAuthorization, safeCorrelationId } from '../transport/sanitize-response.ts'
import type { HttpRequest, HttpResponse, Transport, TransportFailure } from '../transport/transport.ts'
import type { Call } from './call.ts'
import { type HttpHooks, notifyHook, type RequestEvent, reasonOf } from './hooks.ts'

/** Shared by all calls of an adapter. */
export interface RequestContext {
  readonly transport: Transport
  readonly limits: HttpLimits
  readonly policy: RetryPolicy
  readonly budget: RetryBudget
  readonly limiter: ConcurrencyLimiter
  readonly throttle: Throttle
  readonly hooks: HttpHooks
  readonly clock: Clock
  readonly random: () => number
}

/** A request, and how it may be sent. */
export interface PreparedRequest {
  readonly request: HttpRequest
  readonly template: string
  /** Whether it has no effect: it may be retried, and a successful response must have a body. */
  readonly isSafe: boolean
  readonly priority: Priority
}

export type RequestResult = E.Either<PortError, WireResponse>

/** Sends a request; retries transient failures of safe requests within the deadline and the budget. Never rejects. */
export const executeRequest = async (
  context: RequestContext,
  prepared: PreparedRequest,
  call: Call,
): Promise<RequestResult> => {
  const { policy, budget, clock, random } = context
  let delivered: Unreachable['delivered'] = 'no'
  for (let attempt = 1; ; attempt++) {
    const { outcome: last, retryAfter } = await attemptOnce(context, prepared, call)
    // `delivered` must be true of all attempts, not only of the last one.
    const outcome = delivered === 'no' ? last : F.pipe(last, E.mapLeft(mayHaveArrived))
    if (!(E.isLeft(outcome) && wasNotDelivered(outcome.left))) delivered = 'unknown'
    if (!isTransient(outcome)) {
      if (E.isRight(outcome)) budget.refill()
      return outcome
    }
    if (!prepared.isSafe || attempt >= policy.attemptsMax) return outcome
    if (call.signal.aborted) return E.left(call.abortError(delivered))
    const wait = waitMs(policy, attempt, random(), retryAfter)
    if (clock.now() + wait >= call.deadlineAt || !budget.take()) return outcome
    await clock.sleep(wait, call.signal)
    if (call.signal.aborted) return E.left(call.abortError(delivered))
  }
}

const wasNotDelivered = (error: PortError): boolean => error._tag === 'Unreachable' && error.delivered === 'no'

const mayHaveArrived = (error: PortError): PortError =>
  error._tag === 'Unreachable' ? unreachable(error.reason, 'unknown') : error

interface Attempt {
  readonly outcome: RequestResult
  /** Milliseconds to wait, from `Retry-After`; null when there is none. */
  readonly retryAfter: number | null
}

const notSent = (error: PortError): Attempt => ({ outcome: E.left(error), retryAfter: null })

const attemptOnce = async (context: RequestContext, prepared: PreparedRequest, call: Call): Promise<Attempt> => {
  const { limiter } = context
  const entering = limiter.acquire(prepared.priority, call.deadlineAt, call.signal)
  const entry = typeof entering === 'string' ? entering : await entering
  if (entry === 'full' || entry === 'throttled') return notSent(unreachable('busy', 'no'))
  if (entry === 'aborted') return notSent(call.abortError('no'))
  try {
    return await sendAttempt(context, prepared, call)
  } finally {
    limiter.release()
  }
}

const sendAttempt = async (context: RequestContext, prepared: PreparedRequest, call: Call): Promise<Attempt> => {
  const { request, template } = prepared
  const { transport, limits, throttle, hooks, clock } = context
  call.attempts += 1
  const at = clock.now()
  const event: RequestEvent = { call: call.number, attempt: call.attempts, method: request.method, template, at }
  notifyHook(hooks.onRequest, event)
  const response = await transport.send(request, call.signal)
  const now = clock.now()
  const outcome = outcomeOf(response, limits, prepared, call)
  const retryAfter = E.isRight(response) ? retryAfterMs(response.right.headers['retry-after'], now) : null
  if (E.isRight(response)) {
    if (response.right.status === 429) throttle.slowDown(at, now, retryAfter)
    else throttle.speedUp()
  }
  if (hooks.onResponse !== undefined)
    notifyHook(hooks.onResponse, {
      ...event,
      durationMs: now - at,
      status: E.isRight(response) ? response.right.status : null,
      failure: E.isLeft(outcome) ? reasonOf(outcome.left) : null,
      cause: E.isLeft(response) ? response.left.cause : null,
      correlationId: E.isRight(outcome) ? safeCorrelationId(outcome.right, request) : null,
    })
  return { outcome, retryAfter }
}

const outcomeOf = (
  response: E.Either<TransportFailure, HttpResponse>,
  limits: HttpLimits,
  { request, isSafe }: PreparedRequest,
  call: Call,
): RequestResult => {
  if (E.isRight(response)) {
    const { status } = response.right
    const body = readBody(response.right, limits, isSafe)
    return E.isLeft(body) ? body : E.right(redactAuthorization({ status, body: body.right }, request))
  }
  const { error } = response.left
  return E.left(error._tag === 'Unreachable' && error.reason === 'cancelled' ? call.abortError(error.delivered) : error)
}
