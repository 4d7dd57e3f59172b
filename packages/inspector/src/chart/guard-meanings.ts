import type { connectionMachine } from '@bank-connection/core/machine'

/** The names of the guards of the connection machine. */
export type GuardName = keyof NonNullable<Parameters<(typeof connectionMachine)['provide']>[0]['guards']>

/** What each guard decides: it says yes when the sentence is true. A new guard breaks the build here. */
export const guardMeanings: Readonly<Record<GuardName, string>> = {
  isSaved: 'The connection was saved, and goes on where it was.',
  wasAt: 'The connection was in the state that is named beside it when it was saved.',
  isFollow: 'A job is followed that was started elsewhere: nothing is asked and nothing is sent.',
  isRefresh: 'What is asked for is a refresh, which takes no credentials.',
  lacksInstitution: 'It is not known yet how the institution lets its users in.',
  isUnsupported: 'The institution cannot be connected this way: its authorization type takes no credentials.',
  fitsDemands: 'Exactly the fields are given that the authorization type demands.',
  answersEveryPrompt: 'There is one answer for each prompt (one confirmation when there is none), before the deadline.',
  succeeds: 'The call succeeded.',
  finds: 'A job was found that the lost request must have started.',
  findsNoneForRefresh: 'No job was found, and what was asked for is a refresh, for which no form can be shown again.',
  leavesUnknown: 'The call failed, and the request may have had its effect all the same.',
  deniesAndMayTryAgain: 'The server refused the credentials, other ones may help, and an attempt is left.',
  neverLeaves: 'The call failed before the request left, and the same request may be made again.',
  neverLeavesForm: 'The same, of a request with credentials: the form is shown again.',
  refusesAnswer: 'The server refused the answer itself, and another one may be given.',
  refusesAnswerTooOften: 'The server refused the answer itself, and it was the last one allowed.',
  settlesOrLeavesUnknown: 'The answer was taken, or may have been: the job will show which.',
  jobDeniesAndMayTryAgain: 'The job failed at the credentials, other ones may help, and an attempt is left.',
  jobGoesOn: 'The job has not ended.',
  jobFailed: 'A step of the job failed.',
  jobDone: 'All steps of the job succeeded, and the connection is known by its id.',
  jobDoneNamelessly: 'All steps of the job succeeded, and nothing says which connection it made.',
  jobParked: 'The job waits for the bank, which is down.',
  jobChallenges: 'The bank asks the user something.',
  jobChallengesTooOften: 'The bank asks again after as many answers as are allowed.',
  jobShowsSameChallenge: 'What the bank asks is what the user is being asked already.',
  jobGoesBack: 'The job shows an earlier stage than was shown before: an old reading.',
  jobVerifies: 'The bank checks the credentials.',
  jobVerifiesAnswer: 'The bank checks the answers.',
  jobRetrievesAccounts: 'The server fetches the accounts.',
}
