// For services and views: run a connection, and show it

export {
  type AuthorizationDemand,
  AuthorizationType,
  type CredentialsPurpose,
  demandedFields,
  givenFields,
  type MfaExpectation,
  mfaExpectation,
  missingFields,
  unwantedFields,
} from './authorization.ts'
export { CREDENTIAL_FIELDS, type CredentialField, Credentials } from './codec/credentials.ts'
export type {
  AnswerLost,
  AnswersIncomplete,
  AnswersRefused,
  AuthorizationUnsupported,
  Broken,
  Cancelled,
  ChallengeExpired,
  ChallengeUnanswered,
  ConnectionFailure,
  CredentialsIncomplete,
  InputInvalid,
  MalformedResponse,
  NotAwaited,
  OutOfTime,
  PagingFailure,
  PagingStuck,
  PortError,
  Refusal,
  Refused,
  StepFailed,
  Unreachable,
} from './failure.ts'
export {
  type PagingOptions,
  type TransactionsQuery,
  transactionPages,
  transactions,
} from './protocol/transaction-pages.ts'

// For those who drive the machine themselves

export { type Sealed, seal, unseal } from './sealed.ts'
export { isFinished, type Stage, stageOf } from './stage.ts'

// For adapters

export { type CancelSignal, type CancelSource, createCancelSource, neverCancelled } from './cancel-signal.ts'
export {
  type Clock,
  createRealClock,
  createVirtualClock,
  type Timers,
  type VirtualClock,
  type VirtualClockOptions,
} from './clock.ts'
export { decodeWith } from './decode.ts'
export { malformedResponse, unreachable } from './failure.ts'
export type {
  AccountFilter,
  BankCalls,
  BankPort,
  Call,
  ConnectionFilter,
  InstitutionFilter,
  JobStart,
  TransactionFilter,
  TransactionQuery,
} from './port.ts'
export { portOver } from './protocol/port-over.ts'
export type { Scope, Send, WireRequest, WireResponse } from './protocol/wire.ts'

// What crosses the border: ids and codecs

export { Account, AccountClass, AccountClassType, AccountStatus, AccountSummary } from './codec/account.ts'
export { Connection, ConnectionStatus, Profile } from './codec/connection.ts'
export { Decimal } from './codec/decimal.ts'
export { ErrorBody, ErrorCode, ErrorItem } from './codec/error-body.ts'
export { Duration, Instant } from './codec/instant.ts'
export { Institution, InstitutionStage, InstitutionStatus, StepMeans } from './codec/institution.ts'
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
  type StepResultUnrecognised,
  StepStatus,
  StepTitle,
} from './codec/job.ts'
export { type ListEnvelope, listOf } from './codec/list.ts'
export { isRecognised, type Unrecognised } from './codec/open.ts'
export {
  Direction,
  Enrichment,
  Transaction,
  TransactionClass,
  TransactionPage,
  TransactionStatus,
} from './codec/transaction.ts'
export { NewUser, User } from './codec/user.ts'
export { AccountId, ConnectionId, InstitutionId, JobId, TransactionId, UserId } from './ids.ts'
