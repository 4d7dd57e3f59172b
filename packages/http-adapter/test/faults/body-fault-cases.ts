import type { FaultId } from './catalogue.ts'
import { doneJob } from './fixtures.ts'
import { html, json, jsonText, reply } from './raw-responses.ts'
import type { Responder } from './responder.ts'

const text = JSON.stringify(doneJob)

/** A body that is not a job. */
export interface BodyFaultCase {
  readonly id: FaultId
  readonly what: string
  readonly fault: Responder
  readonly reason: string
  /** Whether a read is retried. */
  readonly isRetried: boolean
  readonly paths?: readonly string[]
}

/** Bodies that are neither a job nor a valid response to a new connection. */
export const bodyFaultCases: readonly BodyFaultCase[] = [
  { id: 'B1', what: 'nothing', fault: jsonText(''), reason: 'empty', isRetried: true },
  { id: 'B1', what: 'blanks', fault: jsonText(' \r\n\t '), reason: 'empty', isRetried: true },
  {
    id: 'B2',
    what: 'JSON truncated in an object',
    fault: jsonText('{"id":"j"'),
    reason: 'truncated',
    isRetried: true,
  },
  { id: 'B2', what: 'JSON truncated in a string', fault: jsonText('{"id":"j'), reason: 'truncated', isRetried: true },
  {
    id: 'B2',
    what: 'JSON truncated in an escape',
    fault: jsonText('{"id":"\\'),
    reason: 'truncated',
    isRetried: true,
  },
  { id: 'B3', what: 'HTML', fault: html(200), reason: 'contentType', isRetried: true },
  { id: 'B3', what: 'HTML labelled as JSON', fault: jsonText('<html></html>'), reason: 'notJson', isRetried: true },
  {
    id: 'B3',
    what: 'plain text',
    fault: reply(200, { 'content-type': 'text/plain' }, text),
    reason: 'contentType',
    isRetried: true,
  },
  { id: 'B4', what: 'UTF-16', fault: jsonText(Buffer.from(text, 'utf16le')), reason: 'notJson', isRetried: true },
  {
    id: 'B4',
    what: 'UTF-16 with a byte order mark',
    fault: jsonText(Buffer.from(`\uFEFF${text}`, 'utf16le')),
    reason: 'encoding',
    isRetried: true,
  },
  {
    id: 'B4',
    what: 'Latin-1',
    fault: jsonText(Buffer.from('{"id":"\xe4"}', 'latin1')),
    reason: 'encoding',
    isRetried: true,
  },
  {
    id: 'B4',
    what: 'a truncated character',
    fault: jsonText(Buffer.from('{"id":"\u{1F600}"}').subarray(0, 9)),
    reason: 'encoding',
    isRetried: true,
  },
  {
    id: 'B4',
    what: 'a charset that is not UTF-8',
    fault: reply(200, { 'content-type': 'application/json; charset=utf-16' }, text),
    reason: 'encoding',
    isRetried: true,
  },
  { id: 'B5', what: 'a list', fault: json(200, [1, 2, 3]), reason: 'shape', isRetried: false, paths: [''] },
  { id: 'B5', what: 'a number', fault: json(200, 0), reason: 'shape', isRetried: false, paths: [''] },
  { id: 'B5', what: 'null', fault: json(200, null), reason: 'empty', isRetried: false, paths: [''] },
  {
    id: 'B9',
    what: 'arrays 100,000 deep',
    fault: jsonText('['.repeat(1e5) + ']'.repeat(1e5)),
    reason: 'tooDeep',
    isRetried: false,
  },
  {
    id: 'B9',
    what: 'objects 100,000 deep',
    fault: jsonText(`${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`),
    reason: 'tooDeep',
    isRetried: false,
  },
  {
    id: 'B10',
    what: 'members of a __proto__ only',
    fault: jsonText(`{"__proto__":${text}}`),
    reason: 'shape',
    isRetried: false,
    paths: ['/id', '/steps'],
  },
  {
    id: 'B12',
    what: 'an id that is a number',
    fault: jsonText('{"id":12345678901234567890,"steps":[]}'),
    reason: 'shape',
    isRetried: false,
    paths: ['/id'],
  },
  {
    id: 'B12',
    what: 'an id of 10,000 characters',
    fault: json(200, { ...doneJob, id: 'j'.repeat(10_000) }),
    reason: 'shape',
    isRetried: false,
    paths: ['/id'],
  },
  {
    id: 'B12',
    what: 'an id with path segments',
    fault: json(200, { ...doneJob, id: '../users' }),
    reason: 'shape',
    isRetried: false,
    paths: ['/id'],
  },
]
