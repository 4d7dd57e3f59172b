/** A fault between a service and the API, and what the library does about it. */
export interface Fault {
  readonly fault: string
  readonly handling: string
}

const transport = {
  T1: {
    fault: 'The host name does not resolve.',
    handling: '`Unreachable` offline, not delivered. A read is retried, up to three attempts.',
  },
  T2: {
    fault: 'The connection is refused.',
    handling:
      '`Unreachable` offline, not delivered. This also holds for a request that starts a job, so no search for its job is needed.',
  },
  T3: {
    fault: 'The certificate is self-signed, expired or for another host.',
    handling:
      '`Unreachable` untrusted, not delivered, not retried. Trust a private CA with the option `ca`. Over undici no environment variable turns the check off; a `fetch` follows its platform.',
  },
  T4: {
    fault: 'The connection is reset before the response starts.',
    handling:
      'A read is retried. A request that starts a job fails with `Unreachable` offline, delivery unknown, and is never sent twice.',
  },
  T5: { fault: 'The connection is reset in the middle of the body.', handling: 'As T4. A partial body is never used.' },
  T6: {
    fault: 'The connection is closed cleanly in the middle of the body.',
    handling: 'As T4. A body shorter than announced is never used.',
  },
  T7: {
    fault: 'The response takes too long to start.',
    handling: '`Unreachable` timeout after `headersTimeoutMs`. A read is retried within `callTimeoutMs`.',
  },
  T8: {
    fault: 'The body drips in byte by byte, without end.',
    handling: 'The call ends after `callTimeoutMs` with `Unreachable` timeout; incoming bytes do not extend it.',
  },
  T9: {
    fault: 'The server never responds.',
    handling: 'The call ends after `callTimeoutMs` with `Unreachable` timeout.',
  },
  T10: {
    fault: 'A kept-alive connection turns out to be dead.',
    handling:
      'A read is retried on a new connection. A request that starts a job fails as in T4, and is never sent twice.',
  },
  T11: {
    fault: 'The server accepts the request, then stops reading or closes the connection without a response.',
    handling: 'Silence ends as T9, a closed connection as T4.',
  },
  T12: {
    fault: 'A proxy requires authentication (407).',
    handling:
      "`Refused` 407, not retried. The platform's `fetch` hides this response: there it is `Unreachable` offline.",
  },
  T13: {
    fault: 'The announced content length is wrong.',
    handling:
      '`MalformedResponse` truncated. Bytes after the announced end are never read as the response to another request.',
  },
  T14: {
    fault: 'The chunks, or the whole response, are not HTTP.',
    handling: '`MalformedResponse` notHttp. A read is retried.',
  },
} satisfies Record<string, Fault>

const http = {
  H1: {
    fault: '429 with `Retry-After` in seconds.',
    handling: 'A read is retried no sooner than that, and all other requests wait as well.',
  },
  H2: { fault: '429 with `Retry-After` as a date.', handling: 'As H1.' },
  H3: { fault: '429 with a `Retry-After` date in the past.', handling: 'As H5.' },
  H4: {
    fault: '429 with a `Retry-After` that is negative, not a number, repeated or years away.',
    handling:
      'An invalid value is ignored; of several values the longest counts. When the call would time out first, it fails at once with `Refused` 429.',
  },
  H5: {
    fault: '429 without `Retry-After`.',
    handling: 'A read is retried after a short wait with jitter, and all requests are throttled.',
  },
  H6: {
    fault: '500.',
    handling: 'A read is tried three times within the shared retry budget, then fails with `Refused` 500.',
  },
  H7: { fault: '502 with the HTML page of a gateway.', handling: 'As H6. The page is discarded.' },
  H8: { fault: '503 with `Retry-After`.', handling: 'A read is retried no sooner than that.' },
  H9: {
    fault: '504, although the server started the job.',
    handling:
      "The library looks for the job in the list of the user's jobs and follows it. The request is never sent twice.",
  },
  H10: { fault: '401.', handling: 'One retry with a new token, then `Refused` 401.' },
  H11: {
    fault: '403 because the token has expired.',
    handling: 'One retry with a new token, also for a request that starts a job: the rejected request had no effect.',
  },
  H12: { fault: '403 because access is forbidden.', handling: '`Refused` 403, not retried. The token is kept.' },
  H13: {
    fault: 'The job is not found, once or every time.',
    handling:
      'The next poll makes up for a failed one. After eight failed polls in a row the connection ends with `Refused` 404.',
  },
  H14: {
    fault: '408, 409, 410, 415, 422, 451.',
    handling: '`Refused` with that status. Only a read is retried, and only after 408.',
  },
  H15: {
    fault: '301, 302, 303, 307, 308, to the same or another origin.',
    handling:
      '`MalformedResponse` redirect, not retried. Redirects are never followed, so no other origin sees a connection.',
  },
  H16: {
    fault: '204 or 205 where a body is required.',
    handling: '`MalformedResponse`. Where no body is required, as after a deletion, 204 is success.',
  },
  H17: {
    fault: 'An unexpected 1xx.',
    handling: '103 is ignored. 100 and 101 break the connection; a read is retried.',
  },
  H18: {
    fault: '202 without a body.',
    handling:
      'For a new connection: `MalformedResponse` empty, then a search for the job. For a challenge response: success.',
  },
  H19: {
    fault: '200 instead of 202: a job, possibly of another institution, is already running.',
    handling:
      'The job in the response is followed, as `alreadyRunning`. The response does not say which institution it belongs to.',
  },
} satisfies Record<string, Fault>

const body = {
  B1: { fault: 'An empty or blank body.', handling: '`MalformedResponse` empty. A read is retried.' },
  B2: { fault: 'Truncated JSON.', handling: '`MalformedResponse` truncated. A read is retried.' },
  B3: {
    fault: 'HTML with status 200.',
    handling: '`MalformedResponse` contentType, or notJson when it is labelled as JSON.',
  },
  B4: {
    fault: 'A byte order mark, UTF-16 or invalid UTF-8.',
    handling:
      'A byte order mark is skipped. The others are `MalformedResponse` encoding or notJson; the encoding is never guessed.',
  },
  B5: {
    fault: 'JSON of another shape.',
    handling: '`MalformedResponse` shape with the paths that do not match, never their values. Not retried.',
  },
  B6: { fault: 'A job without steps.', handling: '`MalformedResponse` shape at `/steps`.' },
  B7: {
    fault: 'The result of a step is an object, an array with one object, or null.',
    handling: 'All three are accepted.',
  },
  B8: {
    fault: 'A body of 64 MB.',
    handling:
      '`MalformedResponse` tooLarge after `bodyBytesMax`, or at once when the length is announced. The rest is not read.',
  },
  B9: { fault: 'JSON nested 100,000 levels deep.', handling: '`MalformedResponse` tooDeep. It is never parsed.' },
  B10: { fault: 'Members named `__proto__`.', handling: 'They are ignored, and no prototype is changed.' },
  B11: { fault: 'A duplicate member.', handling: 'The last one counts, as in `JSON.parse`.' },
  B12: {
    fault: 'Huge numbers, and numeric ids.',
    handling:
      'A numeric id is `MalformedResponse` shape, because rounding could turn it into another id. An invalid count becomes `null`.',
  },
  B13: {
    fault: 'A gzip bomb, although no compression was requested.',
    handling:
      'Over undici `MalformedResponse` encoding, without decompression. A `fetch` decompresses it; the size limit applies to the decompressed bytes.',
  },
  B14: {
    fault: 'Links to another origin, with `javascript:`, or with a user and a password.',
    handling:
      'Links are never followed. The cursor or id is taken from the link and requested at the configured origin; a link without one is `MalformedResponse` shape.',
  },
  B15: { fault: 'Pages that form a cycle.', handling: '`PagingStuck` cycle, after each page was returned once.' },
  B16: {
    fault: 'A page is sent twice, or omits items.',
    handling:
      'A page that is requested again after a fault is returned once. Items that the server omits cannot be detected.',
  },
} satisfies Record<string, Fault>

const token = {
  K1: {
    fault: 'The token expires between the request that starts a job and its first poll.',
    handling: 'One new token. The connection continues, and no second job is started.',
  },
  K2: { fault: 'The token expires between two pages.', handling: 'One new token. Each transaction is returned once.' },
  K3: {
    fault: '100 calls need a token, the first one or a new one, at the same time.',
    handling: 'One token request per scope.',
  },
  K4: {
    fault: 'A new token is refused or does not arrive.',
    handling:
      'The old one is used until it expires. After that, calls fail with `TokenUnavailable` and the reason, or with `Unreachable`; their own requests are never sent.',
  },
  K5: {
    fault: 'The token has the wrong scope, or is rejected every time.',
    handling: 'At most one new token per call and one in five seconds, then `Refused`.',
  },
} satisfies Record<string, Fault>

/** All faults by id, in the order of the page. */
export const catalogue = { ...transport, ...http, ...body, ...token }

export type FaultId = keyof typeof catalogue

export const groups: readonly (readonly [title: string, faults: Readonly<Record<string, Fault>>])[] = [
  ['Connections', transport],
  ['Responses', http],
  ['Bodies', body],
  ['Tokens', token],
]

/** Title of the tests of a fault. */
export const titleOf = (id: FaultId): string => `${id}: ${catalogue[id].fault}`
