import type { connectionMachine } from '@bank-connection/core/machine'

/** A guard of the connection machine. */
export type GuardName = keyof NonNullable<Parameters<(typeof connectionMachine)['provide']>[0]['guards']>

/**
 * What each guard checks: it passes if the sentence is true. A guard without an entry fails the build.
 *
 * @internal
 */
export const guardMeanings: Readonly<Record<GuardName, string>> = {
  isSaved: 'The connection was saved and is restored.',
  wasAt: 'The saved connection was in the state named by the parameter.',
  isFollow: 'The intent is to follow a job that was started elsewhere, so nothing is requested or sent.',
  isRefresh: 'The intent is a refresh, which takes no credentials.',
  lacksInstitution: 'The authorization type of the institution is not known yet.',
  isUnsupported: 'The authorization type of the institution takes no credentials, so it cannot be connected this way.',
  hasRequiredFields: 'The credentials have exactly the fields that the authorization type requires.',
  answersEveryPrompt: 'There is one answer per prompt (one confirmation if there are no prompts), before the deadline.',
  succeeds: 'The call succeeded.',
  finds: 'A job was found that the lost request must have started.',
  findsNoneForRefresh: 'No job was found, and the intent is a refresh, which has no form to show again.',
  mayHaveArrived: 'The call failed, but the request may have taken effect.',
  rejectedMayRetry: 'The server rejected the credentials, other credentials may work, and an attempt is left.',
  notSent: 'The call failed before the request was sent, so it can be repeated.',
  notSentFromForm: 'The same for a request with credentials: the form is shown again.',
  refusesAnswer: 'The server rejected the answers, and others can be sent.',
  refusesAnswerTooOften: 'The server rejected the answers, and no attempt is left.',
  succeedsOrMayHaveArrived: 'The answers were accepted, or may have been: the job will show it.',
  jobRejectedMayRetry: 'The job failed because of the credentials, other credentials may work, and an attempt is left.',
  jobContinues: 'The job has not ended.',
  jobFailed: 'A step of the job failed.',
  jobDone: 'All steps of the job succeeded, and the connection id is known.',
  jobDoneWithoutConnection: 'All steps of the job succeeded, but the connection id is unknown.',
  jobParked: 'The job waits because the bank is down.',
  jobChallenges: 'The bank sent a challenge.',
  jobChallengesTooOften: 'The bank sent another challenge after the maximum number of answers.',
  jobShowsSameChallenge: 'The challenge is the one that the user is answering already.',
  jobGoesBack: 'The job shows an earlier stage than before: a stale response.',
  jobVerifies: 'The bank verifies the credentials.',
  jobVerifiesAnswer: 'The bank verifies the answers.',
  jobRetrievesAccounts: 'The server fetches the accounts.',
}

/** The meaning of a guard by its name; `null` if there is no guard. */
export const guardMeaning = (guard: string | null): string | null =>
  guard === null ? null : ((guardMeanings as Readonly<Record<string, string>>)[guard] ?? null)
