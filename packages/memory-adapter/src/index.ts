/**
 * A simulated bank: a pure function of a world, a time and a request, and the same behind a port.
 *
 * @packageDocumentation
 */

export { respond } from './api/respond.ts'
export { createMemoryBank, type MemoryBank, type MemoryBankOptions } from './bank/create-memory-bank.ts'
export { createPlatformClock, type PlatformClockOptions } from './bank/platform-clock.ts'
export {
  accountLocked,
  challengeTimedOut,
  invalidCredentials,
  retriesExhausted,
  retryQueued,
  type StepError,
  serviceUnavailable,
  userActionRequired,
} from './errors/step-error.ts'
export { applyEvent } from './events/apply-event.ts'
export type { BankEvent } from './events/bank-event.ts'
export { readBankEvent } from './events/read-bank-event.ts'
export { type BodyChange, changeNames, corruptBody } from './faults/corrupt-body.ts'
export type {
  ActiveRule,
  BodyFault,
  Fault,
  FaultRule,
  FaultScope,
  HttpFault,
  NetworkFault,
  StatusResponse,
} from './faults/fault.ts'
export { readFaultRule } from './faults/read-fault.ts'
export { withFaults } from './faults/with-faults.ts'
export type { BankRequest, BankResponse } from './http/request.ts'
export {
  type AverageDurations,
  averageDurations,
  type DurationModel,
  type DurationPlace,
  defaultDurations,
  drawDurations,
  type JobDurations,
} from './world/durations.ts'
export { type BankAuthorization, type BankInstitution, sandboxInstitutions } from './world/institutions.ts'
export { type BankLogin, type FailingStep, type LoginChallenge, sandboxLogins } from './world/logins.ts'
export {
  type LoginScript,
  type ScriptedLoginRow,
  type ScriptedStep,
  scriptedLogin,
  scriptedLogins,
  scriptedName,
  scriptedSteps,
} from './world/scripted-login.ts'
export { type Outage, type RequestLimit, sandboxApiKey, type WorldOptions } from './world/setup.ts'
export { defaultUndocumentedBehaviour, type UndocumentedBehaviour } from './world/undocumented.ts'
export { type ConnectionRecord, type ConnectionState, createWorld, type UserRecord, type World } from './world/world.ts'
