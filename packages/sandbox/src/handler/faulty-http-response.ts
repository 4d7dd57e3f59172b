import { type AbortSignalLike, type Clock, neverAborted } from '@bank-connection/core/adapter'
import type { BankResponse, Fault } from '@bank-connection/memory-adapter'
import {
  type Content,
  corruptResponse,
  type FaultyResponse,
  htmlResponse,
  statusResponse,
} from '@bank-connection/memory-adapter/serving'

/** How a response reaches the client: whole, cut off, or not at all. */
export type Ending = 'whole' | 'cut' | 'none'

/** A response and how it ends. When it is cut, its body is partial and its `content-length` that of the whole. */
export interface HandledResponse {
  readonly response: Response
  readonly ending: Ending
}

/** What a fault needs from its request. */
interface FaultContext {
  readonly method: string
  /** Includes the query. */
  readonly path: string
  /** Delivers the request to the bank. */
  readonly deliver: () => Promise<BankResponse>
  /** The previous response to the same GET; null: none. */
  readonly earlier: BankResponse | null
  /** Aborts when the client disconnects. */
  readonly gone: AbortSignalLike
  /** The real time. */
  readonly clock: Clock
  /** The bank's time. */
  readonly bankClock: Clock
}

/** Handles a request with a fault. */
export const faultyHttpResponse = async (
  fault: Fault,
  { method, path, deliver, earlier, gone, clock, bankClock }: FaultContext,
): Promise<HandledResponse> => {
  switch (fault.fault) {
    case 'refused':
    case 'reset':
      return lost()
    case 'lost-answer':
      await deliver()
      return lost()
    case 'hang':
      return untilAborted(gone)
    case 'late':
      void bankClock.sleep(fault.ms, neverAborted).then(deliver)
      return untilAborted(gone)
    case 'delay':
      await clock.sleep(fault.ms, gone)
      return whole(toResponse(await deliver()))
    case 'duplicate': {
      const first = await deliver()
      const second = await deliver()
      return whole(toResponse(fault.answer === 'second' ? second : first))
    }
    case 'stale':
      return whole(toResponse(earlier ?? (await deliver())))
    case 'status':
      return toHandled(statusResponse(fault, bankClock.now(), method, path))
    case 'status-after':
      await deliver()
      return toHandled(statusResponse(fault, bankClock.now(), method, path))
    case 'html':
      return toHandled(htmlResponse(fault.status))
    case 'empty':
    case 'truncated':
    case 'broken-off':
    case 'garbage':
    case 'distorted':
      return toHandled(corruptResponse(fault, await deliver()))
  }
}

/** A response of the bank as a `Response`. */
export const toResponse = ({ status, headers, body }: BankResponse): Response =>
  new Response(body === null ? null : JSON.stringify(body), { status, headers })

/** Error page of a proxy. */
const PAGE = '<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>\n'

const whole = (response: Response): HandledResponse => ({ response, ending: 'whole' })

const lost = (): HandledResponse => ({ response: new Response(null), ending: 'none' })

const untilAborted = (gone: AbortSignalLike): Promise<HandledResponse> =>
  new Promise((resolve) => {
    const leave = (): void => {
      gone.removeEventListener('abort', leave)
      resolve(lost())
    }
    gone.addEventListener('abort', leave)
    if (gone.aborted) leave()
  })

const toHandled = (answer: FaultyResponse): HandledResponse => {
  if ('lost' in answer) return cut(answer.lost)
  const { status, headers, content } = answer
  const text = textOf(content)
  const type = content.kind === 'html' ? 'text/html; charset=utf-8' : 'application/json'
  const described = status === 204 ? {} : text === null ? { 'content-length': '0' } : { 'content-type': type }
  return whole(new Response(text, { status, headers: { ...headers, ...described } }))
}

/** null: no body. */
const textOf = (content: Content): string | null => {
  switch (content.kind) {
    case 'none':
      return null
    case 'json':
      return JSON.stringify(content.value)
    case 'unfinished-json': {
      const text = JSON.stringify(content.value)
      return text.slice(0, text.length / 2)
    }
    case 'garbage':
      return 'OK, thank you\n'
    case 'html':
      return PAGE
  }
}

/** A response without a body is lost instead. */
const cut = ({ status, headers, body }: BankResponse): HandledResponse => {
  if (body === null) return lost()
  const bytes = new TextEncoder().encode(JSON.stringify(body))
  const length = { 'content-length': String(bytes.length) }
  const half = bytes.subarray(0, bytes.length / 2)
  return { response: new Response(half, { status, headers: { ...headers, ...length } }), ending: 'cut' }
}
