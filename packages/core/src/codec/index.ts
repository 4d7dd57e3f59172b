/**
 * Codecs of the Basiq API beyond those that the root entry exports.
 *
 * @packageDocumentation
 */

export { AccountClass, AccountClassType, AccountStatus, AccountSummary } from './account.ts'
export { Connection, ConnectionStatus, Profile } from './connection.ts'
export { Decimal } from './decimal.ts'
export { ErrorBody, ErrorCode, ErrorItem } from './error-body.ts'
export { AccountId, TransactionId } from './ids.ts'
export { DurationMs, InstantMs } from './instant.ts'
export { AverageStepDurations, InstitutionStage, InstitutionStatus } from './institution.ts'
export {
  ChallengeMethod,
  connectionIdOf,
  Job,
  JobRef,
  JobStep,
  type StepChallenge,
  type StepLink,
  type StepProblem,
  StepResult,
  type StepResultUnknown,
  StepStatus,
  StepTitle,
} from './job.ts'
export { type ListEnvelope, listOf } from './list.ts'
export { isKnown, type UnknownValue } from './open.ts'
export { ConnectionUpdate, MfaAnswers, NewConnection } from './request-body.ts'
export { Direction, Enrichment, TransactionClass, TransactionPage, TransactionStatus } from './transaction.ts'
export { NewUser, User } from './user.ts'
