import { unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { type Dispatcher, Pool } from 'undici'
import type { BaseUrl } from '../options/base-url.ts'
import type { HttpLimits } from '../options/limits.ts'
import { createBytes } from './byte-buffer.ts'
import type { HttpResponse, Transport, TransportFailure } from './transport.ts'
import { nameless, platformError, tooLarge, transportFailure } from './transport-failure.ts'

/** What the transport on undici needs. */
export interface UndiciOptions {
  readonly base: BaseUrl
  readonly limits: HttpLimits
  /** Certificates of the authorities that are trusted instead of the platform's, as PEM; null: the platform's. */
  readonly ca: string | null
}

/** Some gateways refuse who does not say what they are; browsers say it themselves. */
const USER_AGENT = 'bank-connection'

type Outcome = E.Either<TransportFailure, HttpResponse>

/**
 * Creates a transport on a pool of its own. The pool is spoken to without undici's streams and signals, which cost more
 * than the request; so it is known, too, whether a request had left when it failed.
 */
export const createUndiciTransport = ({ base, limits, ca }: UndiciOptions): Transport => {
  const pool = new Pool(base.origin, {
    connections: limits.concurrentMax,
    pipelining: 1,
    headersTimeout: limits.headersTimeoutMs,
    bodyTimeout: limits.bodyTimeoutMs,
    connectTimeout: limits.connectTimeoutMs,
    // Said expressly, so that no variable of the environment can weaken it.
    connect: { rejectUnauthorized: true, ...(ca === null ? {} : { ca }) },
  })
  return {
    close: () => pool.destroy(),
    exchange: ({ method, path, headers, body }, stop) =>
      new Promise<Outcome>((resolve) => {
        const settle = (outcome: Outcome): void => {
          stop.removeEventListener('abort', cancel)
          resolve(outcome)
        }
        const receiver = createReceiver(limits.bodyBytesMax, settle)
        const cancel = (): void => receiver.cancel()
        stop.addEventListener('abort', cancel)
        if (stop.aborted) {
          cancel()
          return
        }
        pool.dispatch(
          { method: method as Dispatcher.HttpMethod, path, headers: { ...headers, 'user-agent': USER_AGENT }, body },
          receiver.handler,
        )
      }),
  }
}

/** Why a request is torn down by us: nobody sees it. */
const DROPPED = new Error('dropped')

/** Takes one answer, and settles once. */
const createReceiver = (
  bytesMax: number,
  settle: (outcome: Outcome) => void,
): { readonly handler: Dispatcher.DispatchHandler; readonly cancel: () => void } => {
  let controller: Dispatcher.DispatchController | null = null
  let head: Omit<HttpResponse, 'body'> | null = null
  let bytes = createBytes()
  let settled = false

  const end = (outcome: Outcome): void => {
    if (settled) return
    settled = true
    bytes = createBytes()
    settle(outcome)
  }
  const drop = (failure: TransportFailure): void => {
    end(E.left(failure))
    controller?.abort(DROPPED)
  }
  return {
    cancel: () => drop({ error: unreachable('cancelled', controller === null ? 'no' : 'unknown'), cause: null }),
    handler: {
      onRequestStart: (started) => {
        // Neither after the end nor a second time: a request leaves once.
        if (settled || controller !== null) started.abort(DROPPED)
        controller ??= started
      },
      onResponseStart: (_, status, headers) => {
        if (status < 200) return
        head = {
          status,
          headers: {
            'content-type': textOf(headers['content-type']),
            'content-encoding': textOf(headers['content-encoding']),
            'retry-after': textOf(headers['retry-after']),
          },
        }
        if (Number(headers['content-length']) > bytesMax) drop(tooLarge(bytesMax))
      },
      onResponseData: (_, chunk) => {
        if (!settled && bytes.add(chunk) > bytesMax) drop(tooLarge(bytesMax))
      },
      onResponseEnd: () => {
        if (head !== null) end(E.right({ status: head.status, headers: head.headers, body: bytes.whole() }))
        else drop(transportFailure(nameless, 'sent'))
      },
      onResponseError: (_, error) =>
        end(
          E.left(
            transportFailure(
              platformError(error),
              controller === null ? 'connecting' : head === null ? 'sent' : 'answered',
            ),
          ),
        ),
    },
  }
}

const textOf = (value: string | readonly string[] | undefined): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : value.join(', ')
