import type { Fault } from '@bank-connection/memory-adapter'
import type { BodyChange } from '../../src/faults/corrupt-body.ts'

/** Description of a fault. */
export interface FaultDescription {
  /** Its members. */
  readonly members: string
  readonly bank: string
  readonly client: string
}

const described = (bank: string, client: string, members = ''): FaultDescription => ({ members, bank, client })

const LOST = '`Unreachable` offline, delivery unknown'
const EFFECT = 'handles the request'
const NOTHING = 'does not receive the request'

/** The faults in the order of the page. */
export const faultDescriptions: Readonly<Record<Fault['fault'], FaultDescription>> = {
  refused: described(
    NOTHING,
    '`Unreachable` offline, not delivered. Over HTTP like `reset`, since a listening server cannot refuse a connection',
  ),
  reset: described(NOTHING, LOST),
  'lost-answer': described(EFFECT, LOST),
  hang: described(
    NOTHING,
    'No response: `Unreachable` cancelled when aborted, or timeout of an HTTP client; delivery unknown',
  ),
  late: described(
    'handles the request after `ms` milliseconds of its time, even if the client is gone; later requests can overtake it',
    'As `hang`',
    '`ms`, 0 to 864,000,000',
  ),
  delay: described(
    'handles the request after `ms` milliseconds (bank time in memory, real time over HTTP), or at once when the client aborts',
    'The response, delayed',
    '`ms`, 0 to 600,000',
  ),
  duplicate: described(
    'handles the request twice',
    'The first response, or the second',
    '`answer`: `first` or `second`; default `first`',
  ),
  stale: described(
    'does not receive a GET whose path and query were requested before',
    'The previous response. The first GET, and other methods, are not affected',
  ),
  status: described(
    NOTHING,
    '`Refused` with the status and the code from 400 on; `MalformedResponse` redirect below 400, status or empty for 204 and 205 where a body is required. Redirects lead to `elsewhere.invalid`',
    '`status`: 204, 205, or 300 to 599; `code`; `retryAfter`: seconds, or the value of the header; no effect in memory',
  ),
  'status-after': described(
    'handles the request; its response is dropped',
    'As `status`. After 401 an HTTP client retries, since it assumes that the request had no effect',
    'As `status`',
  ),
  html: described(
    NOTHING,
    "A proxy's page: `Refused` with the code `unknown` from 400 on, `MalformedResponse` contentType for success",
    '`status`: 200 to 599 that can have a body; default 502',
  ),
  empty: described(EFFECT, '`MalformedResponse` empty where a body is required; an error loses its code'),
  truncated: described(EFFECT, `${LOST}: the connection ends in the middle of the body`),
  'broken-off': described(EFFECT, '`MalformedResponse` truncated: the JSON is incomplete; an error loses its code'),
  garbage: described(EFFECT, '`MalformedResponse` notJson; an error loses its code'),
  distorted: described(EFFECT, 'Changed JSON: see the next table', '`change`'),
}

/** The changes in the order of the page. */
export const changeDescriptions: Readonly<Record<BodyChange, string>> = {
  array: 'The body is wrapped in an array.',
  text: 'The body is the text `OK`.',
  number: 'The body is the number 42.',
  'null-body': 'The body is `null`.',
  'member-missing': 'A job has no `steps`, a list no `data`.',
  'other-id': 'The body has a different `id`.',
  proto: 'Objects have a member `__proto__`.',
  deep: 'An additional member is nested 1,000 deep. HTTP clients reject it: `MalformedResponse` tooDeep.',
  'page-repeats': 'Each item of a list is duplicated.',
  'unknown-status': 'The last step of a job is `paused`.',
  'unknown-step': 'A job has an additional step in progress, `weigh-soul`.',
  'unknown-title': 'The first step of a job has the title `weigh-soul`.',
  'steps-reversed': 'The steps of a job are in reverse order.',
  'steps-regressed': 'Finished steps of a job are `pending`.',
  'two-failed': 'The first two steps of a job have failed with different codes.',
  'result-array': 'The results of steps are wrapped in arrays.',
  'result-null': 'Steps have no results.',
  'no-source': 'A job has no link to its connection.',
  'source-elsewhere': 'The link from a job to its connection leads to `elsewhere.invalid`.',
  'link-javascript': 'Every link is `javascript:alert(1)`.',
  'next-cycle': 'Pages of transactions after the first link to themselves as the next page.',
  'huge-numbers': 'Numbers are 1.8e308; amounts of money have 400 digits.',
  'numeric-ids': 'Ids are numbers beyond the safe integers.',
  'dates-broken': 'Dates are 31 February, 25:61.',
  'authorization-unknown': 'Institutions have the authorization type `retina-scan`.',
}
