import * as t from 'io-ts'
import { arrayOf } from './list.ts'
import { tolerant } from './nullable.ts'
import { openKeyof } from './open.ts'
import { strict } from './strict.ts'

/**
 * The documented error codes. An open set: the server does not publish a fixed list.
 *
 * @source Basiq API v2.1, "Codes", and the OpenAPI file; two spellings of one code are both listed
 */
export const ErrorCode = openKeyof(
  {
    'access-denied': null,
    'account-not-accessible-requires-user-action': null,
    'forbidden-access': null,
    'institution-not-supported': null,
    'internal-server-error': null,
    'invalid-authorization-request': null,
    'invalid-authorization-token': null,
    'invalid-content': null,
    'invalid-credentials': null,
    'invalid-request-content': null,
    'maintenance-error': null,
    'method-not-allowed': null,
    'missing-required-field': null,
    'missing-required-field-value': null,
    'no-production-access': null,
    'parameter-not-supplied': null,
    'parameter-not-valid': null,
    'request-not-valid': null,
    'resource-already-exists': null,
    'resource-no-longer-available': null,
    'resource-not-found': null,
    'service-unavailable': null,
    'temporary-unavailable': null,
    'temporary-unavailable-queued': null,
    'too-many-requests': null,
    'too-many-sandbox-connections': null,
    'unauthorised-access': null,
    'unauthorized-access': null,
    'unsupported-accept': null,
    'unsupported-content-type': null,
  },
  'ErrorCode',
)
export type ErrorCode = t.TypeOf<typeof ErrorCode>

const text = tolerant(t.string)

/** The part of the request at fault; a pointer looks like `connection/institution/id`. */
const ErrorSource = strict({ parameter: text, pointer: text }, 'ErrorSource')

/** One error. */
export const ErrorItem = strict(
  { code: tolerant(ErrorCode), title: text, detail: text, source: tolerant(ErrorSource) },
  'ErrorItem',
)
export type ErrorItem = t.TypeOf<typeof ErrorItem>

/**
 * The body of an error response.
 *
 * @source Basiq API v2.1: recorded errors have a `source` that is `null`, `{}` or absent, and some have no `detail`;
 * those of the gateway in front of the API are undocumented and may be anything
 */
export const ErrorBody = strict({ correlationId: text, data: tolerant(arrayOf(ErrorItem)) }, 'ErrorBody')
export type ErrorBody = t.TypeOf<typeof ErrorBody>
