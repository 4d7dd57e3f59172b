export {
  accountId,
  connectionId,
  credentials,
  decimal,
  duration,
  instant,
  institution,
  institutionId,
  jobId,
  openMember,
  stepMeans,
  transactionId,
  unrecognised,
  userId,
} from './arbitrary.ts'
export {
  account,
  accountSummary,
  connection,
  cursor,
  errorBody,
  newUser,
  profile,
  transaction,
  transactionPage,
  user,
} from './arbitrary-account.ts'
export {
  challengedJob,
  failedJob,
  finishedJob,
  job,
  jobRef,
  jobStep,
  queuedJob,
  stepChallenge,
  stepLink,
  stepProblem,
  stepResult,
} from './arbitrary-job.ts'
export { bankPortLaws, type Law, type LawSubject } from './laws.ts'
export { type StoreLaw, type StoreLawSubject, storeLaws } from './store-laws.ts'
export { type Writing, writing } from './writing.ts'
