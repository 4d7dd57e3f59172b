import { unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { type Dispatcher, Pool } from 'undici'
import type { BaseUrl } from '../options/base-url.ts'
import type { HttpLimits } from '../options/limits.ts'
import { createByteBuffer } from './byte-buffer.ts'
import type { HttpResponse, Transport, TransportFailure } from './transport.ts'
import { bodyTooLarge, platformError, transportFailure, unknownPlatformError } from './transport-failure.ts'

export interface UndiciTransportOptions {
  readonly base: BaseUrl
  readonly limits: HttpLimits
  /** Trusted CA certificates as PEM; null for those of the platform. */
  readonly ca: string | null
}

/** Some gateways reject requests without a User-Agent; browsers send their own. */
const USER_AGENT = 'bank-connection'

type Outcome = E.Either<TransportFailure, HttpResponse>

/**
 * Creates a transport over an undici pool. It uses `dispatch`, which is cheaper than undici's streams and signals, and
 * shows whether a failed request had been sent.
 */
export const createUndiciTransport = ({ base, limits, ca }: UndiciTransportOptions): Transport => {
  const pool = new Pool(base.origin, {
    connections: limits.concurrentMax,
    pipelining: 1,
    headersTimeout: limits.headersTimeoutMs,
    bodyTimeout: limits.bodyTimeoutMs,
    connectTimeout: limits.connectTimeoutMs,
    // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn it off.
    connect: { rejectUnauthorized: true, ...(ca === null ? {} : { ca }) },
  })
  return {
    close: () => pool.destroy(),
    send: ({ method, path, headers, body }, signal) =>
      new Promise<Outcome>((resolve) => {
        const settle = (outcome: Outcome): void => {
          signal.removeEventListener('abort', cancel)
          resolve(outcome)
        }
        const receiver = createReceiver(limits.bodyBytesMax, settle)
        const cancel = (): void => receiver.cancel()
        signal.addEventListener('abort', cancel)
        if (signal.aborted) {
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

/** Reason for aborting a request; never reported. */
const DROPPED = new Error('dropped')

/** Creates a handler for one response, which settles once. */
const createReceiver = (
  bytesMax: number,
  settle: (outcome: Outcome) => void,
): { readonly handler: Dispatcher.DispatchHandler; readonly cancel: () => void } => {
  let controller: Dispatcher.DispatchController | null = null
  let head: Omit<HttpResponse, 'body'> | null = null
  let bytes = createByteBuffer()
  let settled = false

  const end = (outcome: Outcome): void => {
    if (settled) return
    settled = true
    bytes = createByteBuffer()
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
        // Send a request once, and not after it settled.
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
        if (Number(headers['content-length']) > bytesMax) drop(bodyTooLarge(bytesMax))
      },
      onResponseData: (_, chunk) => {
        if (!settled && bytes.append(chunk) > bytesMax) drop(bodyTooLarge(bytesMax))
      },
      onResponseEnd: () => {
        if (head !== null) end(E.right({ status: head.status, headers: head.headers, body: bytes.toBytes() }))
        else drop(transportFailure(unknownPlatformError, 'sent'))
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
