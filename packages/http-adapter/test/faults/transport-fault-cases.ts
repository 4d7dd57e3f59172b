import { unreachable } from '@bank-connection/core/adapter'
import type { FaultId } from './catalogue.ts'
import { doneJob } from './fixtures.ts'
import { end, JSON_TYPE, jsonText, partialResponse, raw, reset, responseBytes, sendThen } from './raw-responses.ts'
import type { Responder } from './responder.ts'

const text = JSON.stringify(doneJob)
const CHUNKED = { ...JSON_TYPE, 'transfer-encoding': 'chunked' }

/** The failure of a broken connection. */
export const lost = unreachable('offline', 'unknown')
const truncated = { _tag: 'MalformedResponse', reason: 'truncated', paths: [''] }
const notHttp = { _tag: 'MalformedResponse', reason: 'notHttp', paths: [''] }

/** A fault that breaks a request. */
export interface TransportFaultCase {
  readonly id: FaultId
  readonly what: string
  readonly fault: Responder
  readonly left: object
}

/** Faults that break a request: a read is retried, and a request that starts a job is not. */
export const transportFaultCases: readonly TransportFaultCase[] = [
  { id: 'T4', what: 'a reset', fault: reset, left: lost },
  { id: 'T5', what: 'a reset in a body with a length', fault: sendThen(partialResponse(doneJob), reset), left: lost },
  {
    id: 'T5',
    what: 'a reset in a chunked body',
    fault: sendThen(responseBytes(200, CHUNKED, '5\r\n{"id"\r\n'), reset),
    left: lost,
  },
  { id: 'T6', what: 'a close in a body with a length', fault: sendThen(partialResponse(doneJob), end), left: lost },
  {
    id: 'T6',
    what: 'a close in a chunked body',
    fault: sendThen(responseBytes(200, CHUNKED, '5\r\n{"id"\r\n'), end),
    left: lost,
  },
  {
    id: 'T6',
    what: 'a close in a body with connection: close',
    fault: sendThen(responseBytes(200, { ...JSON_TYPE, connection: 'close', 'content-length': '999' }, text), end),
    left: truncated,
  },
  {
    id: 'T6',
    what: 'a close in a body without a length',
    fault: sendThen(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n${text.slice(0, 50)}`, end),
    left: truncated,
  },
  { id: 'T11', what: 'a close without a response', fault: end, left: lost },
  { id: 'T13', what: 'a length that is too short', fault: jsonText(text, { 'content-length': '20' }), left: truncated },
  {
    id: 'T13',
    what: 'two lengths',
    fault: jsonText(text, { 'content-length': [String(text.length), '20'] }),
    left: truncated,
  },
  {
    id: 'T13',
    what: 'a length and chunked encoding',
    fault: jsonText(`${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`, {
      ...JSON_TYPE,
      'content-length': '20',
      'transfer-encoding': 'chunked',
    }),
    left: truncated,
  },
  {
    id: 'T14',
    what: 'a chunk without a size',
    fault: raw(responseBytes(200, CHUNKED, 'ZZ\r\nhello\r\n')),
    left: notHttp,
  },
  { id: 'T14', what: 'another protocol', fault: raw('SSH-2.0-OpenSSH_9.0\r\n'), left: notHttp },
  { id: 'T14', what: 'a TLS alert', fault: raw(Buffer.from([21, 3, 1, 0, 2, 2, 70])), left: notHttp },
  { id: 'T14', what: 'an HTTP/2 frame', fault: raw(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])), left: notHttp },
  {
    id: 'T14',
    what: 'headers of 200 kB',
    fault: raw(
      responseBytes(200, { ...JSON_TYPE, 'x-long': Array.from({ length: 200 }, () => 'x'.repeat(1_000)) }, text),
    ),
    left: notHttp,
  },
]
