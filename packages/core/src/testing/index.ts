/**
 * What tests of connections, adapters and stores need: generators, laws, people and traces.
 *
 * @packageDocumentation
 */

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
export { person } from './arbitrary-person.ts'
export { brokenLaws, type CheckableLaw } from './broken-laws.ts'
export {
  type CommandsOptions,
  type ConnectionCommand,
  connectionCommands,
  runConnectionCommands,
} from './connection-commands.ts'
export { type Breach, type BreachAt, checkTrace, connectionLaws, watchLaws } from './connection-laws.ts'
export type { ConnectionModel } from './connection-model.ts'
export type { CommandSubject, ConnectionReal } from './connection-real.ts'
export { type Drive, type Driven, driveConnection } from './drive-connection.ts'
export { bankPortLaws, type Law, type LawSubject } from './laws.ts'
export { callsMax } from './laws-of-reads.ts'
export { type MortalPort, mortalPort } from './mortal-port.ts'
export {
  type Crash,
  type Doing,
  helpfulPerson,
  type Knowledge,
  type Person,
  type Replying,
  type Typing,
} from './person.ts'
export { punctualClock } from './punctual-clock.ts'
export { recordingPort } from './recording-port.ts'
export { replayTrace, type TraceMismatch } from './replay-trace.ts'
export { type StoreLaw, type StoreLawSubject, storeLaws } from './store-laws.ts'
export type { CallSubject, ConnectionLaw, Trace, TracedRequest, TraceEvent } from './trace.ts'
export { createTraceRecorder, type Recordable, type TraceRecorder } from './trace-recorder.ts'
export { readTrace, type TracedJson, type TraceMalformed, tracedJson } from './traced-json.ts'
export { type Writing, writing } from './writing.ts'
