import type { PortError } from '@bank-connection/core'

/** One failure of every kind that the machine distinguishes. */
export const portErrors: readonly PortError[] = [
  { _tag: 'Unreachable', reason: 'offline', delivered: 'no' },
  { _tag: 'Unreachable', reason: 'timeout', delivered: 'unknown' },
  { _tag: 'Unreachable', reason: 'cancelled', delivered: 'no' },
  { _tag: 'MalformedResponse', reason: 'shape', expected: 'JobRef', paths: ['/id'] },
  { _tag: 'Refused', status: 400, code: 'invalid-credentials', detail: null, correlationId: null },
  { _tag: 'Refused', status: 400, code: 'invalid-credentials', detail: 'Account is locked', correlationId: null },
  { _tag: 'Refused', status: 400, code: 'parameter-not-valid', detail: null, correlationId: 'c-1' },
  { _tag: 'Refused', status: 403, code: 'access-denied', detail: null, correlationId: null },
  { _tag: 'Unreachable', reason: 'untrusted', delivered: 'no' },
  { _tag: 'TokenUnavailable', reason: 'keyRejected', status: 404, detail: null, correlationId: null },
  { _tag: 'TokenUnavailable', reason: 'throttled', status: 429, detail: null, correlationId: null },
  { _tag: 'Refused', status: 503, code: 'service-unavailable', detail: null, correlationId: null },
]
