/**
 * The connection machine, its events and states, for authors who drive it with XState themselves.
 *
 * @packageDocumentation
 */

export { isFinished, type JobStage, stageOf } from '../domain/job-stage.ts'
export { createSecret, exposeSecret, type Secret } from '../secrets/secret.ts'
export {
  afterFailure,
  afterPoll,
  initialPollState,
  nextPollAt,
  type PollContext,
  type PollState,
} from './actors/poll-schedule.ts'
export { withPort } from './actors/with-port.ts'
export type { Anomaly, ConnectionInput, Context, Intent, JobOrigin, Memory, ResumePoint } from './context.ts'
export {
  type Answer,
  answer,
  type Cancel,
  type ConnectionEvent,
  cancel,
  type Submit,
  submit,
  type UserEvent,
} from './event.ts'
export { connectionMachine } from './machine.ts'
export { readUserEvent } from './read-user-event.ts'
export { type ConnectionSnapshot, viewOf } from './view.ts'
