import type { Cancelled, ConnectionFailure, InputRejected, PagingFailure, StepFailed } from '../connection-failure.ts'
import type { MalformedResponse, Refused, TokenUnavailable, Unreachable } from '../port-error.ts'
import type { NotRestored, NotStored, StoreFailure } from '../store-failure.ts'
import { counselOn } from './advice-by-code.ts'
import {
  type AdviceRule,
  bankActs,
  checksJobs,
  developerActs,
  done,
  isTemporary,
  messages,
  never,
  supportActs,
  userActs,
} from './advice-messages.ts'

/** What to do about a failure. */
export interface Advice extends AdviceRule {
  /** The message in English. Safe to show to the end user: it doesn't repeat the server's words. */
  readonly text: string
  /** The server's code, for logs and support; null if the failure has none. Don't show it to users. */
  readonly code: string | null
  /** The id to quote to the API's support; null if there is none. */
  readonly correlationId: string | null
}

/** Every failure that has advice. */
type AdvisedFailure = ConnectionFailure | PagingFailure | InputRejected | NotRestored | NotStored | StoreFailure

/** Returns what to do about a failure and what to tell the user. Pure and total; exhaustive by type. */
export const adviceFor = (failure: AdvisedFailure): Advice => {
  const counsel = counselFor(failure)
  const { code, correlationId } = referencesOf(failure)
  return { ...counsel, text: messages[counsel.messageKey], code, correlationId }
}

const counselFor = (failure: AdvisedFailure): AdviceRule => {
  switch (failure._tag) {
    case 'Unreachable':
      return onUnreachable(failure)
    case 'MalformedResponse':
      return onMalformed(failure)
    case 'Refused':
      return onRefused(failure)
    case 'TokenUnavailable':
      return onToken(failure)
    case 'StepFailed':
      return onStep(failure)
    case 'CredentialsIncomplete':
    case 'AnswersIncomplete':
      return userActs('fields-missing')
    case 'AuthorizationUnsupported':
      return never('nobody', 'not-supported')
    case 'ChallengeExpired':
      return userActs('answer-late')
    case 'ChallengeUnanswered':
      return userActs('answer-missing')
    case 'AnswersRefused':
      return userActs('answers-refused')
    case 'JobTimedOut':
      return checksJobs('still-running')
    case 'OutcomeUnknown':
      return checksJobs('outcome-unknown')
    case 'InputInvalid':
    case 'NotExpected':
    case 'Defect':
      return developerActs()
    case 'NotRestored':
    case 'StoreCorrupt':
      return developerActs()
    case 'StoreConflict':
      return checksJobs('continued-elsewhere')
    case 'StoreUnavailable':
      return checksJobs('outcome-unknown')
    case 'NotStored':
      return developerActs('not-found')
    case 'PagingStuck':
      return failure.reason === 'cycle' ? supportActs() : developerActs()
    case 'Cancelled':
      return onCancelled(failure)
  }
}

const onUnreachable = ({ reason, delivered }: Unreachable): AdviceRule => {
  switch (reason) {
    case 'offline':
    case 'timeout':
      return delivered === 'unknown' ? checksJobs('outcome-unknown') : isTemporary(10, 'no-connection')
    case 'cancelled':
      return delivered === 'unknown' ? checksJobs('cancelled-unknown') : done('cancelled')
    case 'untrusted':
      return developerActs()
    case 'busy':
      return isTemporary(60, 'too-many')
  }
}

const onMalformed = ({ reason }: MalformedResponse): AdviceRule => {
  switch (reason) {
    case 'shape':
    case 'status':
    case 'tooLarge':
    case 'tooDeep':
      return supportActs()
    case 'redirect':
      return developerActs()
    case 'empty':
    case 'truncated':
    case 'contentType':
    case 'encoding':
    case 'notJson':
    case 'notHttp':
      return checksJobs('outcome-unknown')
  }
}

const onRefused = ({ status, code, detail }: Refused): AdviceRule => {
  if (code === 'invalid-credentials') return onCredentials(detail)
  const counsel = counselOn(code)
  if (counsel !== null) return counsel
  if (status === 429) return isTemporary(60, 'too-many')
  if (status >= 500) return bankActs(5, 'bank-busy')
  return developerActs()
}

const onToken = ({ reason }: TokenUnavailable): AdviceRule => {
  switch (reason) {
    case 'keyRejected':
    case 'malformed':
    case 'provider':
      return developerActs()
    case 'accountDisabled':
      return supportActs()
    case 'throttled':
      return isTemporary(300, 'too-many')
    case 'refused':
      return isTemporary(60, 'no-connection')
  }
}

const onStep = ({ step, code, detail }: StepFailed): AdviceRule => {
  if (code === 'invalid-credentials') return onCredentials(detail)
  const counsel = counselOn(code)
  if (counsel !== null) return counsel
  return step === 'mfa-challenge' ? userActs('answer-wrong') : bankActs(10, 'bank-busy')
}

/** @source Basiq API v2.1, "Codes": four meanings of one code, distinguished by the text alone */
const onCredentials = (detail: string | null): AdviceRule => {
  const words = (detail ?? '').toLowerCase()
  if (words.includes('locked')) return userActs('account-locked')
  if (words.includes('multi-factor authentication is not supported')) return userActs('mfa-unsupported')
  return userActs('check-login')
}

const onCancelled = ({ mayHaveStarted }: Cancelled): AdviceRule =>
  mayHaveStarted ? checksJobs('cancelled-unknown') : done('cancelled')

const referencesOf = (failure: AdvisedFailure): Pick<Advice, 'code' | 'correlationId'> => {
  if (failure._tag === 'OutcomeUnknown') return referencesOf(failure.lookup)
  return {
    code: 'code' in failure ? failure.code : null,
    correlationId: 'correlationId' in failure ? failure.correlationId : null,
  }
}
