/**
 * The lifecycle of a bank connection: what runs it, what it needs, and what crosses the border.
 *
 * @packageDocumentation
 */

// For services and views: run a connection, and show it

export { CREDENTIAL_FIELDS, type CredentialField, Credentials } from './codec/credentials.ts'
export { adviceForView } from './connect/advice-for-view.ts'
export type { AutoResponses } from './connect/auto-responder.ts'
export { CONNECT_TIMEOUT_MS, type ConnectOptions, connect } from './connect/connect.ts'
export type {
  ConnectionRequest,
  CreateRequest,
  FollowRequest,
  RefreshRequest,
  UpdateRequest,
} from './connect/connection-request.ts'
export {
  type KeptConnection,
  type KeptFailedView,
  type KeptView,
  keepConnection,
  resumeConnection,
} from './connect/keep/keep-connection.ts'
export { type ConnectionHandle, openConnection, type WatchOptions } from './connect/open-connection.ts'
export { restoreConnection } from './connect/restore-connection.ts'
export {
  type AuthorizationRequirements,
  AuthorizationType,
  type CredentialsPurpose,
  givenFields,
  type MfaExpectation,
  mfaExpectation,
  missingFields,
  requiredFields,
  unexpectedFields,
} from './domain/authorization.ts'
export type { StepProgress } from './domain/progress.ts'
export { type Advice, adviceFor } from './failure/advice/advice.ts'
export { adviceByCode, type DocumentedCode } from './failure/advice/advice-by-code.ts'
export {
  type AdviceActor,
  type AdviceRetry,
  type AdviceRule,
  type MessageKey,
  messages,
} from './failure/advice/advice-messages.ts'
export type {
  AnswersIncomplete,
  AnswersRefused,
  AuthorizationUnsupported,
  Cancelled,
  ChallengeExpired,
  ChallengeUnanswered,
  ConnectionFailure,
  CredentialsIncomplete,
  Defect,
  InputInvalid,
  InputRejected,
  JobTimedOut,
  MalformedReason,
  MalformedResponse,
  NotExpected,
  NotRestored,
  NotStored,
  OutcomeUnknown,
  PagingFailure,
  PagingStuck,
  PortError,
  Refused,
  StepFailed,
  StoreConflict,
  StoreCorrupt,
  StoreFailure,
  StoreUnavailable,
  TokenUnavailable,
  Unreachable,
} from './failure/connection-failure.ts'
export { explain } from './failure/explain.ts'
export type { Anomaly, Challenge, Connected, Intent, JobOrigin, Rejection } from './machine/context.ts'
export { defaultLimits, type Limits } from './machine/limits.ts'
export type { SavedConnection } from './machine/saved/saved-connection.ts'
export type {
  ChallengedView,
  CollectingView,
  ConnectedView,
  ConnectionView,
  FailedView,
  JobProgress,
  RequiredField,
  WaitingView,
  WorkingView,
} from './machine/view.ts'
export {
  type PagingOptions,
  type TransactionListRequest,
  transactionPages,
  transactions,
} from './protocol/transaction-pages.ts'
export type { ConnectionStore, StoredConnection } from './store/connection-store.ts'
export { createMemoryStore } from './store/create-memory-store.ts'
export { checkStoreId } from './store/store-id.ts'

// For those who drive the machine themselves

export { type InstitutionProfile, profileOf } from './domain/institution-profile.ts'
export { isFinished, type JobStage, stageOf } from './domain/job-stage.ts'
export {
  afterFailure,
  afterPoll,
  initialPollState,
  nextPollAt,
  type PollContext,
  type PollState,
} from './machine/actors/poll-schedule.ts'
export { withPort } from './machine/actors/with-port.ts'
export type { ConnectionInput, Context, Memory, ResumePoint } from './machine/context.ts'
export {
  type Answer,
  answer,
  type Cancel,
  type ConnectionEvent,
  cancel,
  type Submit,
  submit,
  type UserEvent,
} from './machine/event.ts'
export { connectionMachine } from './machine/machine.ts'
export { readUserEvent } from './machine/read-user-event.ts'
export { type ConnectionSnapshot, viewOf } from './machine/view.ts'
export { createSecret, exposeSecret, type Secret } from './secrets/secret.ts'

// For adapters

export { malformedResponse, unreachable } from './failure/connection-failure.ts'
export { createBankPort } from './protocol/create-bank-port.ts'
export { decodeWith } from './protocol/decode.ts'
export type {
  AccountFilter,
  BankCalls,
  BankPort,
  Call,
  ConnectionFilter,
  InstitutionFilter,
  JobStart,
  TransactionFilter,
  TransactionPageRequest,
} from './protocol/port.ts'
export { isTokenRefused, readToken, type Token, tokenForm } from './protocol/token.ts'
export type { Scope, Send, WireRequest, WireResponse } from './protocol/wire.ts'
export { type AbortControllerLike, type AbortSignalLike, createAbortController, neverAborted } from './time/abort.ts'
export {
  type Clock,
  createRealClock,
  createVirtualClock,
  type Timers,
  type VirtualClock,
  type VirtualClockOptions,
} from './time/clock.ts'

// What crosses the border: ids and codecs

export { Account, AccountClass, AccountClassType, AccountStatus, AccountSummary } from './codec/account.ts'
export { Connection, ConnectionStatus, Profile } from './codec/connection.ts'
export { Decimal } from './codec/decimal.ts'
export { ErrorBody, ErrorCode, ErrorItem } from './codec/error-body.ts'
export { AccountId, ConnectionId, InstitutionId, JobId, TransactionId, UserId } from './codec/ids.ts'
export { DurationMs, InstantMs } from './codec/instant.ts'
export { AverageStepDurations, Institution, InstitutionStage, InstitutionStatus } from './codec/institution.ts'
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
} from './codec/job.ts'
export { type ListEnvelope, listOf } from './codec/list.ts'
export { isKnown, type UnknownValue } from './codec/open.ts'
export { ConnectionUpdate, MfaAnswers, NewConnection } from './codec/request-body.ts'
export {
  Direction,
  Enrichment,
  Transaction,
  TransactionClass,
  TransactionPage,
  TransactionStatus,
} from './codec/transaction.ts'
export { NewUser, User } from './codec/user.ts'
