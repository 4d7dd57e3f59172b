import type { ConnectionFailure, InputRejected, PagingFailure } from './connection-failure.ts'
import type { MalformedResponse, PortError, Refused, TokenUnavailable, Unreachable } from './port-error.ts'
import type { NotRestored, NotStored, StoreFailure } from './store-failure.ts'

const explainUnreachable = ({ reason, delivered }: Unreachable): string => {
  const outcome = delivered === 'no' ? 'was not sent' : 'may have arrived'
  switch (reason) {
    case 'cancelled':
      return 'The request was aborted before a response arrived.'
    case 'offline':
    case 'timeout':
      return `The server could not be reached (${reason}); the request ${outcome}.`
    case 'untrusted':
      return `The server's identity could not be verified (TLS), and nothing was sent: check its certificate, the base URL, and any proxy.`
    case 'busy':
      return 'The request was not sent: too many requests are queued, or the server asked to slow down.'
  }
}

const explainMalformed = ({ reason, expected, paths }: MalformedResponse): string => {
  switch (reason) {
    case 'shape':
    case 'status':
      return `The server sent something that is not a ${expected}${paths.length === 0 ? '' : `: look at ${paths.map((path) => (path === '' ? 'the whole body' : path)).join(', ')}`}.`
    case 'redirect':
      return 'The server redirects, and redirects are not followed: check the base URL and any proxy.'
    case 'empty':
      return `The server sent no body; expected a ${expected}.`
    case 'truncated':
      return 'The response ended early.'
    case 'contentType':
    case 'encoding':
    case 'notJson':
    case 'notHttp':
      return `The response is not ${expected} (${reason}): it may come from a proxy.`
    case 'tooLarge':
    case 'tooDeep':
      return `The response exceeds the limit of ${expected} (${reason}).`
  }
}

const explainToken = ({ reason, status, detail, correlationId }: TokenUnavailable): string => {
  const words = [
    status === null ? null : `HTTP ${status}`,
    detail,
    correlationId === null ? null : `correlation id ${correlationId}`,
  ]
  const told = words.filter((word) => word !== null).join(', ')
  const remark = told === '' ? '' : ` (${told})`
  switch (reason) {
    case 'keyRejected':
      return `The API key was rejected${remark}: use it exactly as the dashboard shows it (it is already base64), from the right environment.`
    case 'accountDisabled':
      return `The API account is disabled${remark}: ask the API's support to enable it.`
    case 'throttled':
      return `Too many tokens were requested${remark}: wait some minutes, and share one adapter between all connections.`
    case 'refused':
      return `The server issued no token${remark}.`
    case 'malformed':
      return `The server's response contains no valid token${remark}.`
    case 'provider':
      return 'The token provider failed: see its own log.'
  }
}

const explainRefused = ({ status, code, detail, correlationId }: Refused): string =>
  `The server refused the request with HTTP ${status} ${code}${detail === null ? '' : `: ${detail}`}${correlationId === null ? '' : ` (correlation id ${correlationId})`}`

const explainNotRestored = ({ reason, version, paths }: NotRestored): string => {
  switch (reason) {
    case 'foreign':
      return 'The loaded value is not a saved connection: check where it was loaded from.'
    case 'newer':
      return `The connection was saved by a later version of this library (format ${version}): restore it with that version.`
    case 'corrupt':
      return `The saved connection is damaged: look at ${paths.map((path) => (path === '' ? 'the whole' : path)).join(', ')}.`
  }
}

const explainPort = (error: PortError): string => {
  switch (error._tag) {
    case 'Unreachable':
      return explainUnreachable(error)
    case 'MalformedResponse':
      return explainMalformed(error)
    case 'Refused':
      return explainRefused(error)
    case 'TokenUnavailable':
      return explainToken(error)
  }
}

/** Every failure that has an explanation. */
type ExplainedFailure = ConnectionFailure | PagingFailure | InputRejected | NotRestored | NotStored | StoreFailure

/**
 * Describes a failure to a developer, in one sentence. It contains no secret that this library was given, and only
 * known words of the server if the failure is a connection's.
 */
export const explain = (failure: ExplainedFailure): string => {
  switch (failure._tag) {
    case 'Unreachable':
    case 'MalformedResponse':
    case 'Refused':
    case 'TokenUnavailable':
      return explainPort(failure)
    case 'StepFailed':
      return `The job ${failure.jobId} failed at ${failure.step}${
        failure.code === 'unknown' && failure.detail === null
          ? ', and the server does not say why.'
          : ` with ${failure.code}${failure.detail === null ? '.' : `: ${failure.detail}`}`
      }`
    case 'CredentialsIncomplete':
      return `The credentials do not fit the institution: ${[
        failure.missing.length === 0 ? '' : `give ${failure.missing.join(', ')}`,
        failure.unexpected.length === 0 ? '' : `leave out ${failure.unexpected.join(', ')}`,
      ]
        .filter((part) => part !== '')
        .join('; ')}.`
    case 'AuthorizationUnsupported':
      return `This institution's authorization is "${failure.authorization}", which cannot be used to ${failure.intent} a connection.`
    case 'ChallengeExpired':
      return `The challenge of job ${failure.jobId} was not answered in time.`
    case 'ChallengeUnanswered':
      return `The bank asks the user of job ${failure.jobId}, but there is no onChallenge to answer.`
    case 'AnswersRefused':
      return `The bank rejected ${failure.attempts} answers; job ${failure.jobId} was given up before the account gets locked.`
    case 'JobTimedOut':
      return `The job ${failure.jobId} did not end in the time allowed; it may still be running.`
    case 'OutcomeUnknown':
      return `The response to the request was lost, and its job could not be searched for. ${explainPort(failure.lookup)}`
    case 'InputInvalid':
      return `${failure.fields.join(', ')}: ${failure.remedy}`
    case 'Cancelled':
      if (failure.jobId !== null) return `The connection was cancelled; job ${failure.jobId} continues at the server.`
      return failure.mayHaveStarted
        ? 'The connection was cancelled while its request was being sent: check the jobs of the user before trying again.'
        : 'The connection was cancelled; no job is running.'
    case 'NotExpected':
      return `The connection is not waiting for ${failure.call}: its view is ${failure.view}.`
    case 'AnswersIncomplete':
      return `The challenge needs ${failure.expected} non-empty ${failure.expected === 1 ? 'answer' : 'answers'}, one per prompt; ${failure.given} given.`
    case 'PagingStuck':
      return failure.reason === 'cycle'
        ? `A link leads back to a page that was already read, after ${failure.pages} pages.`
        : `The list has more than ${failure.pages} pages, the limit.`
    case 'NotRestored':
      return explainNotRestored(failure)
    case 'StoreConflict':
      return `Another owner has saved or deleted the connection ${failure.id}, or the id is taken; this handle stops.`
    case 'StoreUnavailable':
      return `The store failed at ${failure.operation} (${failure.reason}): resume the connection when it works again.`
    case 'StoreCorrupt':
      return `The stored connection ${failure.id} cannot be read: restore it from a backup, or delete it.`
    case 'NotStored':
      return `There is no connection ${failure.id} in the store.`
    case 'Defect':
      return `${failure.operation} threw, which is a bug in the adapter or callback.`
  }
}
