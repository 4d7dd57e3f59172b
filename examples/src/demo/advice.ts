import type { ConnectionFailure, StepFailed } from '@bank-connection/core'

/** What a person at the demo can do about a failure, in one or two sentences. */
export const adviceOn = (failure: ConnectionFailure): string => {
  switch (failure._tag) {
    case 'StepFailed':
      return adviceOnStep(failure)
    case 'Unreachable':
      return failure.reason === 'cancelled'
        ? 'Nothing needs to be undone: run the command again to connect.'
        : 'Check the network, and BASIQ_BASE_URL where it is set, then run the same command again.'
    case 'MalformedResponse':
    case 'Defect':
      return 'This is a bug: please report it with the line above.'
    case 'Refused':
      return failure.status >= 500
        ? 'Wait some minutes, then run the same command again.'
        : 'Check what was sent against the line above; the server will not change its mind by itself.'
    case 'TokenUnavailable':
      return failure.reason === 'keyRejected'
        ? 'Give the API key that the dashboard shows as BASIQ_API_KEY, then run the same command again.'
        : 'Do what the line above says, then run the same command again.'
    case 'CredentialsIncomplete':
      return 'Give exactly the fields that the institution asks for; leave --login, --password and the others out to be asked.'
    case 'AuthorizationUnsupported':
      return 'Choose another institution: pnpm demo --list shows which can be connected.'
    case 'ChallengeExpired':
      return 'Connect again and answer sooner; in its own time, which is that of --speed 1, the bank waits for two minutes.'
    case 'ChallengeUnanswered':
      return 'Connect again with --answer, or at a terminal, so that somebody can answer.'
    case 'AnswersRefused':
      return 'Check the answers before connecting again, so that the bank does not lock the account.'
    case 'JobTimedOut':
    case 'OutcomeUnknown':
      return 'Look for the job before connecting again: it may have succeeded meanwhile.'
    case 'InputInvalid':
      return 'Correct the field that is named, then run the same command again.'
    case 'Cancelled':
      return 'Nothing needs to be undone: run the command again to connect.'
  }
}

const adviceOnStep = ({ step, code, detail }: StepFailed): string => {
  if (step === 'mfa-challenge')
    return 'The answer was wrong or too late. Connect again with another one; pnpm demo --list shows what this bank takes.'
  switch (code) {
    case 'invalid-credentials':
      return (detail ?? '').toLowerCase().includes('locked')
        ? 'The account has to be unlocked at the bank itself; other credentials will not help.'
        : 'Check the login and the password, then connect again; pnpm demo --list shows the logins that this bank knows.'
    case 'account-not-accessible-requires-user-action':
      return "Log in at the bank's own site, do what it asks there, then connect again."
    default:
      return 'Wait ten minutes, then connect again.'
  }
}
