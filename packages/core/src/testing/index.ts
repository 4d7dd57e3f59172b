/**
 * Generators, laws and simulated users for tests of connections, adapters and stores. Needs fast-check.
 *
 * @packageDocumentation
 */

export type { ConnectionLaw } from '../trace/trace.ts'
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
  unknownValue,
  userId,
} from './arbitrary/arbitrary.ts'
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
} from './arbitrary/arbitrary-account.ts'
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
} from './arbitrary/arbitrary-job.ts'
export { person } from './arbitrary/arbitrary-person.ts'
export { type JsonVariant, jsonVariant } from './arbitrary/json-variant.ts'
export { brokenLaws, type CheckableLaw } from './broken-laws.ts'
export {
  type CommandsOptions,
  type ConnectionCommand,
  connectionCommands,
  runConnectionCommands,
} from './commands/connection-commands.ts'
export type { ConnectionModel } from './commands/connection-model.ts'
export type { CommandSubject, ConnectionReal } from './commands/connection-real.ts'
export { type Breach, type BreachAt, checkTrace, connectionLaws, watchLaws } from './connection-laws/connection-laws.ts'
export { callsMax } from './connection-laws/read-laws.ts'
export { type DriveOptions, type DriveResult, driveConnection } from './drive/drive-connection.ts'
export {
  type AnswerAction,
  type Crash,
  helpfulPerson,
  type Knowledge,
  type Person,
  type SubmitAction,
  type TimedAction,
} from './drive/person.ts'
export type { BankPortLawSubject } from './port-laws/bank-port-law-subject.ts'
export { type BankPortLaw, bankPortLaws } from './port-laws/bank-port-laws.ts'
export { type StoreLaw, type StoreLawSubject, storeLaws } from './store-laws.ts'
