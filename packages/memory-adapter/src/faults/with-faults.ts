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
import { type Content, type FaultyAnswer, pageAnswer, spoilt, statusAnswer } from './faulty-response.ts'
import { createLastResponses } from './last-responses.ts'

/**
 * Puts faults between a {@link Send} and who asks it. What fails, fails as over HTTP; only the waits and repetitions of an
 * HTTP client are missing, so that `hang` and `late` last until `signal` aborts, and `Retry-After` means nothing.
 *
 * @param clock - the time in which requests are late or delayed
 * @param choose - asked once per request, when it leaves: what goes wrong with it; null: nothing. `nth` counts the requests
 * of this send from 1
 * @example
 * const send = withFaults(bank.send, bank.clock, (_, nth) => (nth === 2 ? { fault: 'lost-answer' } : null))
 * const port = createBankPort(send, bank.clock)
 */
export const withFaults = (
  send: Send,
  clock: Clock,
  choose: (request: WireRequest, nth: number) => Fault | null,
): Send => {
  const { recall, remember } = createLastResponses<WireResponse>()
  let sent = 0

  return (request, signal) => {
    const ask = async (stop: AbortSignalLike): Promise<Carried> => {
      const carried = await send(request, stop)()
      if (request.method === 'GET' && E.isRight(carried) && carried.right.status < 300)
        remember(request.path, carried.right)
      return carried
    }
    return async () => {
      if (signal.aborted) return E.left(unreachable('cancelled', 'no'))
      sent += 1
      const fault = choose(request, sent)
      if (fault === null) return ask(signal)
      const earlier = request.method === 'GET' ? recall(request.path) : null
      return befall(fault, { request, signal, clock, ask, earlier })
    }
  }
}

type Carried = E.Either<PortError, WireResponse>

/** What a fault may do with the request that it hits. */
interface Victim {
  readonly request: WireRequest
  readonly signal: AbortSignalLike
  readonly clock: Clock
  /** Lets the request arrive. */
  readonly ask: (stop: AbortSignalLike) => Promise<Carried>
  /** The answer that the same request got last; null: none is kept, or it is no GET. */
  readonly earlier: WireResponse | null
}

const cancelled: Carried = E.left(unreachable('cancelled', 'unknown'))
const broken: Carried = E.left(unreachable('offline', 'unknown'))

const befall = async (fault: Fault, { request, signal, clock, ask, earlier }: Victim): Promise<Carried> => {
  const { method, path } = request
  switch (fault.fault) {
    case 'refused':
      return E.left(unreachable('offline', 'no'))
    case 'reset':
      return broken
    case 'lost-answer':
      return E.chain(() => broken)(await ask(signal))
    case 'hang':
      return givenUp(signal)
    case 'late':
      void clock.sleep(fault.ms, neverAborted).then(() => ask(neverAborted))
      return givenUp(signal)
    case 'delay':
      await clock.sleep(fault.ms, signal)
      if (!signal.aborted) return ask(signal)
      void ask(neverAborted)
      return cancelled
    case 'duplicate': {
      const first = await ask(signal)
      const second = await ask(signal)
      // What is stopped before the second has left may have had its effect by the first.
      if (signal.aborted) return E.isRight(first) ? cancelled : first
      return fault.answer === 'second' ? second : first
    }
    case 'stale':
      return earlier === null ? ask(signal) : E.right(earlier)
    case 'status':
      return received(statusAnswer(fault, clock.now(), method, path), method)
    case 'status-after':
      return E.chain(() => received(statusAnswer(fault, clock.now(), method, path), method))(await ask(signal))
    case 'html':
      return received(pageAnswer(fault.status), method)
    case 'empty':
    case 'truncated':
    case 'broken-off':
    case 'garbage':
    case 'distorted':
      return E.chain((answer: WireResponse) => received(spoilt(fault, onWire(answer)), method))(await ask(signal))
  }
}

const onWire = (answer: WireResponse): BankResponse => ({ ...answer, headers: {} })

const givenUp = (signal: AbortSignalLike): Promise<Carried> =>
  new Promise((resolve) => {
    const settle = (): void => {
      signal.removeEventListener('abort', settle)
      resolve(cancelled)
    }
    signal.addEventListener('abort', settle)
    if (signal.aborted) settle()
  })

/** What an HTTP client makes of an answer. A refusal needs no body, and what is not safe none to be a success. */
const received = (answer: FaultyAnswer, method: string): Carried => {
  if ('lost' in answer) return broken
  const { status, content } = answer
  if (status === 204 || (status >= 300 && status < 400)) return E.right({ status, body: null })
  const isEnough = status >= 400 || (content.kind === 'none' && method !== 'GET')
  const body = isEnough ? E.orElse((): Read => E.right(null))(read(content)) : read(content)
  return E.map((value): WireResponse => ({ status, body: value }))(body)
}

type Read = E.Either<PortError, unknown>

/** How deep an HTTP client follows JSON, unless told otherwise. */
const JSON_DEPTH_MAX = 64

const read = (content: Content): Read => {
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
