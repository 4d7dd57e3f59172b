/** One thing that goes wrong on the way to the API, and what the library does about it. */
export interface Fault {
  readonly fault: string
  readonly handling: string
}

const transport = {
  T1: {
    fault: 'The name of the host is not found.',
    handling: '`Unreachable` offline, never delivered; a read is asked again, three times in all.',
  },
  T2: {
    fault: 'The connection is refused.',
    handling:
      '`Unreachable` offline, never delivered, also for a request that starts a job: nobody has to look for one.',
  },
  T3: {
    fault: 'The certificate is self-signed, expired, or of another host.',
    handling:
      '`Unreachable` untrusted, never delivered. Not asked again. A private authority is trusted by the option `ca`; over undici no variable of the environment turns the check off, while a `fetch` obeys its platform.',
  },
  T4: {
    fault: 'The connection is reset before the answer begins.',
    handling:
      'A read is asked again. A request that starts a job is `Unreachable` offline, delivery unknown, and never sent twice.',
  },
  T5: { fault: 'The connection is reset inside of the body.', handling: 'As T4: a part of a body is never used.' },
  T6: {
    fault: 'The connection is closed inside of the body, in good order.',
    handling: 'As T4: fewer bytes than announced are no body.',
  },
  T7: {
    fault: 'The answer takes too long to begin.',
    handling:
      'Given up after `headersTimeoutMs` as `Unreachable` timeout; a read is asked again as long as `callTimeoutMs` lasts.',
  },
  T8: {
    fault: 'The body drips, byte by byte, for ever.',
    handling: 'No byte prolongs the call: it ends after `callTimeoutMs` as `Unreachable` timeout.',
  },
  T9: { fault: 'Nothing ever comes.', handling: 'The call ends after `callTimeoutMs` as `Unreachable` timeout.' },
  T10: {
    fault: 'A connection that was kept open turns out to be dead.',
    handling:
      'A read is asked again on a new one. A request that starts a job is reported as lost, and never sent twice.',
  },
  T11: {
    fault: 'The other side takes the request and is gone: it reads no more, or closes without an answer.',
    handling: 'Silence ends as T9, a closed connection as T4.',
  },
  T12: {
    fault: 'A proxy on the way wants a login (407).',
    handling: "`Refused` 407, once. A platform's `fetch` hides that answer: there it is `Unreachable` offline.",
  },
  T13: {
    fault: 'The length that is announced is wrong.',
    handling:
      '`MalformedResponse` truncated. What comes after the announced end is never taken for the answer to another request.',
  },
  T14: {
    fault: 'The chunks, or all of it, are no HTTP.',
    handling: '`MalformedResponse` notHttp; a read is asked again.',
  },
} satisfies Record<string, Fault>

const http = {
  H1: {
    fault: '429 with `Retry-After` in seconds.',
    handling: 'A read is asked again, never sooner than that, and all other requests wait as well.',
  },
  H2: { fault: '429 with `Retry-After` as a date.', handling: 'As H1.' },
  H3: { fault: '429 with a date that has passed.', handling: 'As without: a short wait of our own.' },
  H4: {
    fault: '429 with a `Retry-After` that is negative, no number, several, or years away.',
    handling:
      'What cannot be read counts as none, of several the longest counts. When the call would not last so long, the refusal is given at once.',
  },
  H5: {
    fault: '429 without `Retry-After`.',
    handling: 'A read is asked again after a short wait with jitter; the pace of all requests is slowed down.',
  },
  H6: {
    fault: '500.',
    handling: 'A read is asked three times in all, within the budget that all calls share; then `Refused` 500.',
  },
  H7: { fault: '502 with the HTML page of a gateway.', handling: 'As H6; the page is not kept.' },
  H8: { fault: '503 with `Retry-After`.', handling: 'A read is asked again, never sooner than that.' },
  H9: {
    fault: '504, though the server did start the job.',
    handling: 'The job is looked for among those of the user, and followed. The request is never sent twice.',
  },
  H10: { fault: '401.', handling: 'One new token, one more try; then `Refused` 401.' },
  H11: {
    fault: '403, because the token has expired.',
    handling: 'A new token, and the request again, also one that starts a job: at the door it had no effect.',
  },
  H12: { fault: '403, because it is forbidden.', handling: '`Refused` 403, once; the token is kept.' },
  H13: {
    fault: 'The job is not found: once, or for ever.',
    handling:
      'A look that fails is made up for by the next one. After eight in a row the connection ends as `Refused` 404.',
  },
  H14: {
    fault: '408, 409, 410, 415, 422, 451.',
    handling: '`Refused` with that status, once. A read is asked again after 408 only.',
  },
  H15: {
    fault: '301, 302, 303, 307, 308: to the same or to another origin.',
    handling: '`MalformedResponse` redirect, once. Never followed: no other origin sees a connection.',
  },
  H16: {
    fault: '204 or 205 where there must be a body.',
    handling: '`MalformedResponse`. Where none is needed, as after a deletion, 204 is success.',
  },
  H17: {
    fault: '1xx that was not asked for.',
    handling: '103 is passed over. 100 and 101 break the connection: a read is asked again.',
  },
  H18: {
    fault: '202 without a body.',
    handling:
      'For a new connection `MalformedResponse` empty, and the job is looked for; for the answer to a challenge it is success.',
  },
  H19: {
    fault: '200 instead of 202: a job runs already, or one of another institution is named.',
    handling: 'The job that is named is followed, as `alreadyRunning`. Whose it is, the answer does not tell.',
  },
} satisfies Record<string, Fault>

const body = {
  B1: { fault: 'No body, or blanks.', handling: '`MalformedResponse` empty; a read is asked again.' },
  B2: { fault: 'JSON that breaks off.', handling: '`MalformedResponse` truncated; a read is asked again.' },
  B3: {
    fault: 'HTML with status 200.',
    handling: '`MalformedResponse` contentType, or notJson when it says that it is JSON.',
  },
  B4: {
    fault: 'A byte order mark, UTF-16, bytes that are no UTF-8.',
    handling:
      'A byte order mark is passed over; the others are `MalformedResponse` encoding or notJson. Nothing is guessed.',
  },
  B5: {
    fault: 'JSON of another shape.',
    handling: '`MalformedResponse` shape with the paths that do not fit, never their values. Not asked again.',
  },
  B6: { fault: 'A job without steps.', handling: '`MalformedResponse` shape at `/steps`.' },
  B7: { fault: 'The result of a step is an object, an array of one, or null.', handling: 'All three are read.' },
  B8: {
    fault: '64 MB.',
    handling:
      '`MalformedResponse` tooLarge after `bodyBytesMax`, or at once when the length is announced; the rest is not read.',
  },
  B9: { fault: 'JSON that is nested 100,000 deep.', handling: '`MalformedResponse` tooDeep; it is never parsed.' },
  B10: { fault: 'Members called `__proto__`.', handling: 'Nothing is read through them, and no object is changed.' },
  B11: { fault: 'A member twice.', handling: 'The last one counts, as in every `JSON.parse`.' },
  B12: {
    fault: 'Huge numbers, and ids that are numbers.',
    handling:
      'An id that is no text is `MalformedResponse` shape: rounded, it would be another one. A count that is no count is `null`.',
  },
  B13: {
    fault: 'A gzip bomb, though plain text was asked for.',
    handling:
      'Over undici `MalformedResponse` encoding: it is not unpacked. A `fetch` unpacks it itself: the limit counts what comes out.',
  },
  B14: {
    fault: 'Links that lead elsewhere: another origin, `javascript:`, a user and a password.',
    handling:
      'No link is followed. The cursor or the id is taken out of it, and asked for at the configured origin; a link without one is `MalformedResponse` shape.',
  },
  B15: { fault: 'Pages that lead in a circle.', handling: '`PagingStuck` cycle, after each page was given once.' },
  B16: {
    fault: 'A page is answered twice, or leaves something out.',
    handling:
      'A page that is asked for again after a fault is given once. What the server leaves out by itself cannot be known.',
  },
} satisfies Record<string, Fault>

const token = {
  K1: {
    fault: 'The token expires between the request for a job and the first look at it.',
    handling: 'One new token; the connection goes on, and no second job is started.',
  },
  K2: { fault: 'The token expires between two pages.', handling: 'One new token; each transaction is given once.' },
  K3: {
    fault: '100 calls need a token at the same time: the first one, or a new one.',
    handling: 'One request for a token for each scope.',
  },
  K4: {
    fault: 'A new token is refused, or does not come.',
    handling:
      'The old one is used for as long as it is good. Then `TokenUnavailable` with the reason, or `Unreachable`; the request itself never leaves.',
  },
  K5: {
    fault: 'The token is of the wrong scope, or refused for ever.',
    handling: 'One new token at most; then `Refused`. No loop, and at most one new token in five seconds.',
  },
} satisfies Record<string, Fault>

/** The faults by their ids, in the order of the page. */
export const catalogue = { ...transport, ...http, ...body, ...token }

export type FaultId = keyof typeof catalogue

export const groups: readonly (readonly [title: string, faults: Readonly<Record<string, Fault>>])[] = [
  ['Connections', transport],
  ['Answers', http],
  ['Bodies', body],
  ['Tokens', token],
]

/** The name of the tests of one fault. */
export const of = (id: FaultId): string => `${id}: ${catalogue[id].fault}`
