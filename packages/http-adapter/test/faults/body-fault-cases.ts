import type { FaultId } from './catalogue.ts'
import { doneJob } from './fixtures.ts'
import { html, json, jsonText, reply } from './raw-responses.ts'
import type { Responder } from './raw-server.ts'

const text = JSON.stringify(doneJob)

/** A body that is no job. */
export interface BodyRow {
  readonly id: FaultId
  readonly what: string
  readonly fault: Responder
  readonly reason: string
  /** Whether a second request may fare better. */
  readonly mayPass: boolean
  readonly paths?: readonly string[]
}

/** Bodies that are no job, and no answer to a new connection either. */
export const bodyFaultCases: readonly BodyRow[] = [
  { id: 'B1', what: 'nothing', fault: jsonText(''), reason: 'empty', mayPass: true },
  { id: 'B1', what: 'blanks', fault: jsonText(' \r\n\t '), reason: 'empty', mayPass: true },
  {
    id: 'B2',
    what: 'JSON that breaks off in an object',
    fault: jsonText('{"id":"j"'),
    reason: 'truncated',
    mayPass: true,
  },
  { id: 'B2', what: 'JSON that breaks off in a text', fault: jsonText('{"id":"j'), reason: 'truncated', mayPass: true },
  {
    id: 'B2',
    what: 'JSON that breaks off in an escape',
    fault: jsonText('{"id":"\\'),
    reason: 'truncated',
    mayPass: true,
  },
  { id: 'B3', what: 'HTML', fault: html(200), reason: 'contentType', mayPass: true },
  { id: 'B3', what: 'HTML that says it is JSON', fault: jsonText('<html></html>'), reason: 'notJson', mayPass: true },
  {
    id: 'B3',
    what: 'plain text',
    fault: reply(200, { 'content-type': 'text/plain' }, text),
    reason: 'contentType',
    mayPass: true,
  },
  { id: 'B4', what: 'UTF-16', fault: jsonText(Buffer.from(text, 'utf16le')), reason: 'notJson', mayPass: true },
  {
    id: 'B4',
    what: 'UTF-16 with its mark',
    fault: jsonText(Buffer.from(`\uFEFF${text}`, 'utf16le')),
    reason: 'encoding',
    mayPass: true,
  },
  {
    id: 'B4',
    what: 'Latin-1',
    fault: jsonText(Buffer.from('{"id":"\xe4"}', 'latin1')),
    reason: 'encoding',
    mayPass: true,
  },
  {
    id: 'B4',
    what: 'half a character',
    fault: jsonText(Buffer.from('{"id":"\u{1F600}"}').subarray(0, 9)),
    reason: 'encoding',
    mayPass: true,
  },
  {
    id: 'B4',
    what: 'a charset that is not UTF-8',
    fault: reply(200, { 'content-type': 'application/json; charset=utf-16' }, text),
    reason: 'encoding',
    mayPass: true,
  },
  { id: 'B5', what: 'a list', fault: json(200, [1, 2, 3]), reason: 'shape', mayPass: false, paths: [''] },
  { id: 'B5', what: 'a number', fault: json(200, 0), reason: 'shape', mayPass: false, paths: [''] },
  { id: 'B5', what: 'null', fault: json(200, null), reason: 'empty', mayPass: false, paths: [''] },
  {
    id: 'B9',
    what: 'arrays 100,000 deep',
    fault: jsonText('['.repeat(1e5) + ']'.repeat(1e5)),
    reason: 'tooDeep',
    mayPass: false,
  },
  {
    id: 'B9',
    what: 'objects 100,000 deep',
    fault: jsonText(`${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`),
    reason: 'tooDeep',
    mayPass: false,
  },
  {
    id: 'B10',
    what: 'members of a __proto__ only',
    fault: jsonText(`{"__proto__":${text}}`),
    reason: 'shape',
    mayPass: false,
    paths: ['/id', '/steps'],
  },
  {
    id: 'B12',
    what: 'an id that is a number',
    fault: jsonText('{"id":12345678901234567890,"steps":[]}'),
    reason: 'shape',
    mayPass: false,
    paths: ['/id'],
  },
  {
    id: 'B12',
    what: 'an id of 10,000 characters',
    fault: json(200, { ...doneJob, id: 'j'.repeat(10_000) }),
    reason: 'shape',
    mayPass: false,
    paths: ['/id'],
  },
  {
    id: 'B12',
    what: 'an id that leads elsewhere',
    fault: json(200, { ...doneJob, id: '../users' }),
    reason: 'shape',
    mayPass: false,
    paths: ['/id'],
  },
]
