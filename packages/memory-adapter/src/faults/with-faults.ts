import type { PortError } from '@bank-connection/core'
import {
  type AbortSignalLike,
  type Clock,
  malformedResponse,
  neverAborted,
  type Send,
  unreachable,
  type WireRequest,
  type WireResponse,
} from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import type { BankResponse } from '../http/request.ts'
import type { Fault } from './fault.ts'
import { type Content, corruptResponse, type FaultyResponse, htmlResponse, statusResponse } from './faulty-response.ts'
import { createLastResponses } from './last-responses.ts'

/**
 * Adds faults to a {@link Send}. Requests fail as over HTTP, but without the timeouts and retries of an HTTP client: `hang`
 * and `late` last until `signal` aborts, and `Retry-After` has no effect.
 *
 * @param clock - clock of `late` and `delay`
 * @param choose - called once per request; returns its fault, or null for none. `nth` counts requests from 1
 * @example
 * const send = withFaults(bank.send, bank.clock, (_, nth) => (nth === 2 ? { fault: 'lost-answer' } : null))
 * const port = createBankPort(send, bank.clock)
 */
export const withFaults = (
  send: Send,
  clock: Clock,
  choose: (request: WireRequest, nth: number) => Fault | null,
): Send => {
  const { get, set } = createLastResponses<WireResponse>()
  let sent = 0

  return (request, signal) => {
    const deliver = async (stop: AbortSignalLike): Promise<SendResult> => {
      const result = await send(request, stop)()
      if (request.method === 'GET' && E.isRight(result) && result.right.status < 300) set(request.path, result.right)
      return result
    }
    return async () => {
      if (signal.aborted) return E.left(unreachable('cancelled', 'no'))
      sent += 1
      const fault = choose(request, sent)
      if (fault === null) return deliver(signal)
      const earlier = request.method === 'GET' ? get(request.path) : null
      return applyFault(fault, { request, signal, clock, deliver, earlier })
    }
  }
}

type SendResult = E.Either<PortError, WireResponse>

/** What a fault needs from its request. */
interface FaultContext {
  readonly request: WireRequest
  readonly signal: AbortSignalLike
  readonly clock: Clock
  /** Delivers the request. */
  readonly deliver: (stop: AbortSignalLike) => Promise<SendResult>
  /** The previous response to the same GET; null: none. */
  readonly earlier: WireResponse | null
}

const cancelled: SendResult = E.left(unreachable('cancelled', 'unknown'))
const connectionLost: SendResult = E.left(unreachable('offline', 'unknown'))

const applyFault = async (
  fault: Fault,
  { request, signal, clock, deliver, earlier }: FaultContext,
): Promise<SendResult> => {
  const { method, path } = request
  switch (fault.fault) {
    case 'refused':
      return E.left(unreachable('offline', 'no'))
    case 'reset':
      return connectionLost
    case 'lost-answer':
      return E.chain(() => connectionLost)(await deliver(signal))
    case 'hang':
      return untilAborted(signal)
    case 'late':
      void clock.sleep(fault.ms, neverAborted).then(() => deliver(neverAborted))
      return untilAborted(signal)
    case 'delay':
      await clock.sleep(fault.ms, signal)
      if (!signal.aborted) return deliver(signal)
      void deliver(neverAborted)
      return cancelled
    case 'duplicate': {
      const first = await deliver(signal)
      const second = await deliver(signal)
      // After an abort before the second delivery, the first may still have taken effect.
      if (signal.aborted) return E.isRight(first) ? cancelled : first
      return fault.answer === 'second' ? second : first
    }
    case 'stale':
      return earlier === null ? deliver(signal) : E.right(earlier)
    case 'status':
      return asReceived(statusResponse(fault, clock.now(), method, path), method)
    case 'status-after':
      return E.chain(() => asReceived(statusResponse(fault, clock.now(), method, path), method))(await deliver(signal))
    case 'html':
      return asReceived(htmlResponse(fault.status), method)
    case 'empty':
    case 'truncated':
    case 'broken-off':
    case 'garbage':
    case 'distorted':
      return E.chain((response: WireResponse) => asReceived(corruptResponse(fault, withoutHeaders(response)), method))(
        await deliver(signal),
      )
  }
}

const withoutHeaders = (response: WireResponse): BankResponse => ({ ...response, headers: {} })

const untilAborted = (signal: AbortSignalLike): Promise<SendResult> =>
  new Promise((resolve) => {
    const settle = (): void => {
      signal.removeEventListener('abort', settle)
      resolve(cancelled)
    }
    signal.addEventListener('abort', settle)
    if (signal.aborted) settle()
  })

/** The result of an HTTP client. Errors, and successful requests other than GET, need no body. */
const asReceived = (answer: FaultyResponse, method: string): SendResult => {
  if ('lost' in answer) return connectionLost
  const { status, content } = answer
  if (status === 204 || (status >= 300 && status < 400)) return E.right({ status, body: null })
  const isEnough = status >= 400 || (content.kind === 'none' && method !== 'GET')
  const body = isEnough ? E.orElse((): Read => E.right(null))(readContent(content)) : readContent(content)
  return E.map((value): WireResponse => ({ status, body: value }))(body)
}

type Read = E.Either<PortError, unknown>

/** Default depth limit of the HTTP client. */
const JSON_DEPTH_MAX = 64

const readContent = (content: Content): Read => {
  switch (content.kind) {
    case 'none':
      return E.left(malformedResponse('body in JSON', [''], 'empty'))
    case 'json':
      return isDeeper(content.value, JSON_DEPTH_MAX)
        ? E.left(malformedResponse(`${JSON_DEPTH_MAX} levels`, [''], 'tooDeep'))
        : E.right(content.value)
    case 'unfinished-json':
      return E.left(malformedResponse('whole body', [''], 'truncated'))
    case 'garbage':
      return E.left(malformedResponse('JSON', [''], 'notJson'))
    case 'html':
      return E.left(malformedResponse('application/json', [''], 'contentType'))
  }
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)))
