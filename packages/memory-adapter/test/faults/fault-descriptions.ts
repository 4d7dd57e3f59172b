import type { Fault } from '@bank-connection/memory-adapter'
import type { BodyChange } from '../../src/faults/corrupt-body.ts'

/** What a fault does, in words. */
export interface FaultWords {
  /** What else it takes. */
  readonly takes: string
  readonly bank: string
  readonly client: string
}

const words = (bank: string, client: string, takes = ''): FaultWords => ({ takes, bank, client })

const LOST = '`Unreachable` offline, delivery unknown'
const EFFECT = 'answers as ever'
const NOTHING = 'sees nothing of the request'

/** The faults in the order of the page. */
export const faultWords: Readonly<Record<Fault['fault'], FaultWords>> = {
  refused: words(
    NOTHING,
    '`Unreachable` offline, never delivered. Over HTTP as `reset`: a server that listens cannot refuse a connection.',
  ),
  reset: words(NOTHING, LOST),
  'lost-answer': words(EFFECT, LOST),
  hang: words(
    NOTHING,
    'Nothing, until the call is given up: `Unreachable` cancelled, or timeout where an HTTP client has a limit; delivery unknown',
  ),
  late: words(
    '`ms` milliseconds of its time later it does what it is asked, though the client may have gone: perhaps after requests that were sent later',
    'As `hang`',
    '`ms`, 0 to 864,000,000',
  ),
  delay: words(
    'answers `ms` milliseconds later, of its own time in memory, of real time over HTTP; at once when the client gives up before',
    'The answer, later',
    '`ms`, 0 to 600,000',
  ),
  duplicate: words(
    'is asked twice, and does it twice',
    'The first answer, or the second',
    '`answer`: `first` or `second`; `first` when absent',
  ),
  stale: words(
    'is not asked for what a GET with the same path and query has asked for before',
    'The answer that such a GET got last. The first time, and for other methods, nothing goes wrong',
  ),
  status: words(
    NOTHING,
    '`Refused` with the status and the code from 400 on; `MalformedResponse` redirect below, status or empty for 204 and 205, unless nothing has to be answered. Redirects lead to `elsewhere.invalid`',
    '`status`: 204, 205, or 300 to 599; `code`; `retryAfter`: seconds, or the text of the header, which in memory nobody reads',
  ),
  'status-after': words(
    'does what it is asked, and its answer is dropped',
    'As `status`. After 401 an HTTP client asks again, since it takes it for a refusal at the door',
    'As `status`',
  ),
  html: words(
    NOTHING,
    "A proxy's page: `Refused` with the code `unknown` from 400 on, `MalformedResponse` contentType for success",
    '`status`: 200 to 599 where there may be a body; 502 when absent',
  ),
  empty: words(EFFECT, '`MalformedResponse` empty, where there has to be a body; a refusal without its code'),
  truncated: words(EFFECT, `${LOST}: the connection ends in the middle of the body`),
  'broken-off': words(EFFECT, '`MalformedResponse` truncated: the JSON ends in the middle; a refusal without its code'),
  garbage: words(EFFECT, '`MalformedResponse` notJson; a refusal without its code'),
  distorted: words(EFFECT, 'JSON that was changed: see the next table', '`change`'),
}

/** The changes in the order of the page. */
export const changeWords: Readonly<Record<BodyChange, string>> = {
  array: 'The body is in an array.',
  text: 'The body is the text `OK`.',
  number: 'The body is the number 42.',
  'null-body': 'The body is `null`.',
  'member-missing': 'A job has no `steps`, a list no `data`.',
  'other-id': 'The `id` of the body is another one.',
  proto: 'There are members called `__proto__`.',
  deep: 'One more member is nested 1,000 deep. An HTTP client refuses it: `MalformedResponse` tooDeep.',
  'page-repeats': 'Each item of a list is there twice.',
  'unknown-status': 'The last step of a job is `paused`.',
  'unknown-step': 'A job has one step more, in progress: `weigh-soul`.',
  'unknown-title': 'The first step of a job is called `weigh-soul`.',
  'steps-reversed': 'The steps of a job stand in the opposite order.',
  'steps-regressed': 'The steps of a job that are finished are `pending`.',
  'two-failed': 'The first two steps of a job have failed, for different reasons.',
  'result-array': 'The results of steps are arrays of one.',
  'result-null': 'Steps have no results.',
  'no-source': 'A job does not name its connection.',
  'source-elsewhere': 'The link from a job to its connection leads to `elsewhere.invalid`.',
  'link-javascript': 'Every link is `javascript:alert(1)`.',
  'next-cycle': 'A page of transactions that is not the first has itself for the next one.',
  'huge-numbers': 'Numbers are 1.8e308, amounts of money have 400 digits.',
  'numeric-ids': 'Ids are numbers, too large to be exact.',
  'dates-broken': 'Dates are the 31st of February, 25:61.',
  'authorization-unknown': 'Institutions want a `retina-scan`.',
}
