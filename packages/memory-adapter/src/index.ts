/**
 * A simulated bank: a pure function of a world, a time and a request, and the same behind a port.
 *
 * @packageDocumentation
 */

export { createMemoryBank, type MemoryBank, type MemoryBankOptions } from './bank.ts'
export { type Change, changeNames, distort } from './distort.ts'
export {
  type AverageDurations,
  averageDurations,
  type DurationModel,
  type DurationPlace,
  defaultDurations,
  drawDurations,
  type JobDurations,
} from './durations.ts'
export type { BankRequest, BankResponse } from './exchange.ts'
export type {
  ActiveRule,
  BodyFault,
  Fault,
  FaultRule,
  FaultScope,
  HttpFault,
  StatusAnswer,
  WayFault,
} from './fault.ts'
export { faultySend } from './faulty-send.ts'
export { happen } from './happen.ts'
export { type BankAuthorization, type BankInstitution, sandboxInstitutions } from './institutions.ts'
export { type BankLogin, type FailingStep, type LoginChallenge, sandboxLogins } from './logins.ts'
export { readFaultRule } from './read-fault.ts'
export { readWorldEvent } from './read-world-event.ts'
export { type RealTimeOptions, realTime } from './real-time.ts'
export { respond } from './respond.ts'
export {
  type LoginScript,
  type ScriptedLoginRow,
  type ScriptedStep,
  scriptedLogin,
  scriptedLogins,
  scriptedName,
  scriptedSteps,
} from './scripted-login.ts'
export { type Outage, type RequestLimit, sandboxApiKey, type WorldOptions } from './setup.ts'
export {
  accountLocked,
  challengeTimedOut,
  invalidCredentials,
  retriesExhausted,
  retryQueued,
  type StepProblem,
  serviceUnavailable,
  userActionRequired,
} from './step-problem.ts'
export { defaultUnknowns, type Unknowns } from './unknowns.ts'
export { type ConnectionRecord, type ConnectionState, createWorld, type UserRecord, type World } from './world.ts'
export type { WorldEvent } from './world-event.ts'
