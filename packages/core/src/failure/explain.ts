import type {
  ConnectionFailure,
  InputRejected,
  MalformedResponse,
  NotRestored,
  NotStored,
  PagingFailure,
  PortError,
  Refused,
  StoreFailure,
  TokenUnavailable,
  Unreachable,
} from './connection-failure.ts'

const explainUnreachable = ({ reason, delivered }: Unreachable): string => {
  const outcome = delivered === 'no' ? 'never left' : 'may have arrived'
  switch (reason) {
    case 'cancelled':
      return 'The request was stopped before its answer came.'
    case 'offline':
    case 'timeout':
      return `The server could not be reached (${reason}); the request ${outcome}.`
    case 'untrusted':
      return `The server could not prove who it is (TLS), and nothing was sent to it: check its certificate, the base URL, and proxies on the way.`
    case 'busy':
      return 'The request was held back: too many requests wait already, or the server has asked to slow down.'
  }
}

const explainMalformed = ({ reason, expected, paths }: MalformedResponse): string => {
  switch (reason) {
    case 'shape':
    case 'status':
      return `The server sent something that is not a ${expected}${paths.length === 0 ? '' : `: look at ${paths.map((path) => (path === '' ? 'the whole body' : path)).join(', ')}`}.`
    case 'redirect':
      return 'The server redirects, which is not followed: check the base URL, and proxies on the way.'
    case 'empty':
      return `The server sent no body where a ${expected} should be.`
    case 'truncated':
      return 'The answer of the server broke off.'
    case 'contentType':
    case 'encoding':
    case 'notJson':
    case 'notHttp':
      return `The answer is not ${expected} (${reason}): it may come from a proxy on the way.`
    case 'tooLarge':
    case 'tooDeep':
      return `The answer is more than is taken (${reason}): the limit is ${expected}.`
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
      return `The API key is not accepted${remark}: give it as the dashboard shows it, of the right environment; it is base64 already.`
    case 'accountDisabled':
      return `The account of the API may not be used${remark}: ask the support of the API to enable it.`
    case 'throttled':
      return `Too many tokens were asked for${remark}: wait some minutes, and share one adapter between all connections.`
    case 'refused':
      return `The server gave no token${remark}.`
    case 'malformed':
      return `What the server gave is no token${remark}.`
    case 'provider':
      return 'The provider of tokens failed: see its own log.'
  }
}

const explainRefused = ({ status, code, detail, correlationId }: Refused): string =>
  `The server refused the request with HTTP ${status} ${code}${detail === null ? '' : `: ${detail}`}${correlationId === null ? '' : ` (correlation id ${correlationId})`}`

const explainNotRestored = ({ reason, version, paths }: NotRestored): string => {
  switch (reason) {
    case 'foreign':
      return 'What was loaded is no saved connection: check where it was loaded from.'
    case 'newer':
      return `The connection was saved by a later version of this library (format ${version}): restore it with that one.`
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

/** Everything that there is a sentence on. */
type ExplainedFailure = ConnectionFailure | PagingFailure | InputRejected | NotRestored | NotStored | StoreFailure

/**
 * One plain sentence about a failure for a developer: the only place where a failure becomes prose. It holds no secret
 * that this library was given. Of what the server says, a connection passes on the words that it knows.
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
      return `The bank asks the user of job ${failure.jobId}, and there is nobody to answer: give onChallenge.`
    case 'AnswersRefused':
      return `The bank asked ${failure.attempts} times and took no answer: job ${failure.jobId} was given up before the account is locked.`
    case 'JobTimedOut':
      return `The job ${failure.jobId} did not end in the time allowed for it; it may still be running.`
    case 'OutcomeUnknown':
      return `The answer to the request was lost, and its job could not be looked for. ${explainPort(failure.lookup)}`
    case 'InputInvalid':
      return `${failure.fields.join(', ')}: ${failure.remedy}`
    case 'Cancelled':
      if (failure.jobId !== null) return `The connection was cancelled; job ${failure.jobId} goes on at the server.`
      return failure.mayHaveStarted
        ? 'The connection was cancelled while its request was on its way: look at the jobs of the user before trying again.'
        : 'The connection was cancelled; no job is running.'
    case 'NotExpected':
      return `The connection does not wait for ${failure.call} now: its view is ${failure.view}.`
    case 'AnswersIncomplete':
      return `The challenge takes ${failure.expected} ${failure.expected === 1 ? 'answer' : 'answers'}, one per prompt and none of them empty; ${failure.given} given.`
    case 'PagingStuck':
      return failure.reason === 'cycle'
        ? `The server leads back to a page that was read, after ${failure.pages} pages.`
        : `There are more pages than the ${failure.pages} that may be read.`
    case 'NotRestored':
      return explainNotRestored(failure)
    case 'StoreConflict':
      return `Another owner has saved the connection ${failure.id}, or it is deleted, or exists already: this one goes no further.`
    case 'StoreUnavailable':
      return `The store failed at ${failure.operation} (${failure.reason}): resume the connection when it works again.`
    case 'StoreCorrupt':
      return `What is stored of the connection ${failure.id} cannot be read: restore it from a copy, or delete it.`
    case 'NotStored':
      return `There is no connection ${failure.id} in the store.`
    case 'Defect':
      return `${failure.operation} threw, which no adapter or callback may do: this is a bug in it.`
  }
}
