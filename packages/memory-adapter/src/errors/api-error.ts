import { invalidCredentials } from './step-error.ts'

/** The parameter at fault; null: none. */
type ProblemSource = null | { readonly parameter?: string; readonly pointer?: string }

/** An error of the API. */
export interface Problem {
  readonly status: number
  readonly code: string
  readonly title?: string
  readonly detail?: string
  readonly source?: ProblemSource
}

/** @source Basiq API v2.1, Errors: `parameter-not-valid` */
export const notValid = (detail: string, source: ProblemSource = null): Problem => ({
  status: 400,
  code: 'parameter-not-valid',
  title: 'Required parameter not valid',
  detail,
  source,
})

/** @source Basiq API v2.1, Errors: `parameter-not-supplied` */
export const notSupplied = (detail: string, source: ProblemSource): Problem => ({
  status: 400,
  code: 'parameter-not-supplied',
  title: 'Required parameter not supplied',
  detail,
  source,
})

/** @source Basiq API v2.1, Errors: `resource-not-found` */
export const notFound = (detail = 'Requested resource is not found'): Problem => ({
  status: 404,
  code: 'resource-not-found',
  title: 'Resource not found',
  detail,
  source: null,
})

const forbidden = (code: string, title: string, detail: string): Problem => ({
  status: 403,
  code,
  title,
  detail,
  source: null,
})

/** Errors with fixed texts. @source Basiq API v2.1, Errors; HTTP errors per endpoint; recorded responses */
export const problems = {
  keyUnknown: {
    status: 404,
    code: 'parameter-not-valid',
    title: 'We have encountered an error',
    detail: 'Unable to authenticate. Please, check your API key',
  },
  tokenInvalid: { status: 401, code: 'invalid-authorization-token', title: 'Invalid authorization token.' },
  tokenExpired: forbidden('access-denied', 'Access denied.', 'Token has expired'),
  scopeWrong: forbidden('forbidden-access', 'Forbidden access', 'Access to this resource is forbidden'),
  connectionsTooMany: forbidden(
    'too-many-sandbox-connections',
    'Too many sandbox connections',
    'Limit reached for sandbox connections.',
  ),
  requestsTooMany: {
    status: 429,
    code: 'too-many-requests',
    title: 'Too many requests',
    detail: 'Query limit reached.',
    source: null,
  },
  userNotFound: notFound('Requested user does not exist.'),
  jobNotFound: notFound('Requested job does not exist.'),
  routeNotInVersion: notFound('Route not found for this API version.'),
  methodNotAllowed: {
    status: 405,
    code: 'method-not-allowed',
    title: 'Method not allowed',
    detail: 'Method is not allowed on requested endpoint.',
  },
  connectionMalformed: {
    status: 400,
    code: 'invalid-content',
    title: 'Invalid content',
    detail: 'Posted connection is not in valid format.',
    source: null,
  },
  contentMalformed: {
    status: 400,
    code: 'invalid-content',
    title: 'Invalid content',
    detail: 'Posted content is not in valid format.',
    source: null,
  },
  institutionNotFound: {
    status: 400,
    code: 'resource-not-found',
    title: 'Resource not found',
    detail: 'Requested institution does not exist.',
    source: { pointer: 'connection/institution/id', parameter: 'id' },
  },
  institutionUnsupported: {
    status: 400,
    code: 'institution-not-supported',
    title: 'Institution not supported',
    detail: 'The institution you are trying to connect to is currently disabled. Our developers have been notified.',
    source: null,
  },
  connectionExists: {
    status: 409,
    code: 'resource-already-exists',
    title: 'Resource already exists',
    detail: 'A connection with the supplied credentials exists already.',
    source: null,
  },
  credentialsKnownBad: { status: 400, ...invalidCredentials, source: null },
  passwordNotValid: notValid('Password value is not valid', { pointer: 'connection/password', parameter: 'password' }),
  emailOrMobile: notSupplied("One of 'email' or 'mobile' is required.", {}),
  filterNotValid: notValid('The provided filter parameter is in invalid format or unsupported', {
    parameter: 'filter',
  }),
  postDateNotValid: notValid('PostDate is not valid', { parameter: 'filter' }),
  nextNotValid: notValid('Next value is not valid', { parameter: 'next' }),
  limitNotValid: notValid('Limit value is not valid', { parameter: 'limit' }),
  limitTooHigh: notValid('Maximum limit allowed is 500', { parameter: 'limit' }),
  jobIdNotValid: notValid('Job ID value is not valid', { parameter: 'jobId' }),
  answersMissing: notSupplied('MFA response parameter is required.', {
    pointer: 'mfa-response',
    parameter: 'mfa-response',
  }),
  answersNotValid: notValid('MFA response value is not valid', { pointer: 'mfa-response', parameter: 'mfa-response' }),
  answersUntimely: notValid('MFA response is not expected', { pointer: 'mfa-response', parameter: 'mfa-response' }),
} as const satisfies Readonly<Record<string, Problem>>

/** @source Basiq API v2.1, Errors: `unsupported-content-type` */
export const unsupportedContentType = (type: string): Problem => ({
  status: 415,
  code: 'unsupported-content-type',
  title: 'Unsupported content type',
  detail: `Content type ${type} is not supported on requested endpoint.`,
})

/** @source Basiq API v2.1, Errors: `unsupported-accept` */
export const unsupportedAccept = (type: string): Problem => ({
  status: 400,
  code: 'unsupported-accept',
  title: 'Unsupported accept type',
  detail: `Accept type ${type} is not supported on requested endpoint.`,
})
