import type { ConnectionFailure, PagingFailure, PortError, Refusal } from './failure.ts'

const explainPort = (error: PortError): string => {
  switch (error._tag) {
    case 'Unreachable':
      return error.reason === 'cancelled'
        ? 'The request was stopped before its answer came.'
        : `The server could not be reached (${error.reason}); the request ${error.delivered === 'no' ? 'never left' : 'may have arrived'}.`
    case 'MalformedResponse':
      return `The server sent something that is not a ${error.expected}${error.paths.length === 0 ? '' : `: look at ${error.paths.map((path) => (path === '' ? 'the whole body' : path)).join(', ')}`}.`
    case 'Refused':
      return `The server refused the request with HTTP ${error.status} ${error.code}${error.detail === null ? '' : `: ${error.detail}`}${error.correlationId === null ? '' : ` (correlation id ${error.correlationId})`}`
  }
}

/**
 * One plain sentence about a failure for a developer: the only place where a failure becomes prose. It holds no secret
 * that this library was given; what the server says in its own words is passed on.
 */
export const explain = (failure: ConnectionFailure | PagingFailure | Refusal): string => {
  switch (failure._tag) {
    case 'Unreachable':
    case 'MalformedResponse':
    case 'Refused':
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
        failure.unwanted.length === 0 ? '' : `leave out ${failure.unwanted.join(', ')}`,
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
    case 'OutOfTime':
      return `The job ${failure.jobId} did not end in the time allowed for it; it may still be running.`
    case 'AnswerLost':
      return `The answer to the request was lost, and its job could not be looked for. ${explainPort(failure.lookup)}`
    case 'InputInvalid':
      return `${failure.fields.join(', ')}: ${failure.remedy}`
    case 'Cancelled':
      if (failure.jobId !== null) return `The connection was cancelled; job ${failure.jobId} goes on at the server.`
      return failure.mayHaveStarted
        ? 'The connection was cancelled while its request was on its way: look at the jobs of the user before trying again.'
        : 'The connection was cancelled; no job is running.'
    case 'NotAwaited':
      return `The connection does not wait for ${failure.call} now: its view is ${failure.view}.`
    case 'AnswersIncomplete':
      return `The challenge takes ${failure.demanded} ${failure.demanded === 1 ? 'answer' : 'answers'}, one per prompt and none of them empty; ${failure.given} given.`
    case 'PagingStuck':
      return failure.reason === 'cycle'
        ? `The server leads back to a page that was read, after ${failure.pages} pages.`
        : `There are more pages than the ${failure.pages} that may be read.`
    case 'Broken':
      return `${failure.operation} threw, which no adapter or callback may do: this is a bug in it.`
  }
}
