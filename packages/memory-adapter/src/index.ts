/**
 * A simulated bank: a pure function of a world, a time and a request, and the same bank behind a port.
 *
 * @packageDocumentation
 */

export { respond } from './api/respond.ts'
export { createMemoryBank, type MemoryBank, type MemoryBankOptions } from './bank/create-memory-bank.ts'
export { createPlatformClock } from './bank/platform-clock.ts'
export { applyEvent } from './events/apply-event.ts'
export type { BankEvent } from './events/bank-event.ts'
export { changeNames } from './faults/corrupt-body.ts'
export type { Fault, FaultRule } from './faults/fault.ts'
export { withFaults } from './faults/with-faults.ts'
export type { BankRequest, BankResponse } from './http/request.ts'
export { type BankAuthorization, type BankInstitution, sandboxInstitutions } from './world/institutions.ts'
export { type BankLogin, sandboxLogins } from './world/logins.ts'
export { type LoginScript, scriptedLogin, scriptedLogins, scriptedName, scriptedSteps } from './world/scripted-login.ts'
export { sandboxApiKey, type WorldOptions } from './world/setup.ts'
export {
  averageDurations,
  type DurationModel,
  defaultDurations,
  drawDurations,
  type JobDurations,
} from './world/step-durations.ts'
export { defaultUndocumentedBehaviour, type UndocumentedBehaviour } from './world/undocumented.ts'
export { createWorld, type World } from './world/world.ts'
