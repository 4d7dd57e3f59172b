/**
 * Connect a bank account: start, show, save and resume a connection, and turn each failure into advice.
 *
 * @packageDocumentation
 */

export { Account } from './codec/account.ts'
export { AuthorizationType } from './codec/authorization-type.ts'
export { CREDENTIAL_FIELDS, type CredentialField, Credentials } from './codec/credentials.ts'
export { ConnectionId, InstitutionId, JobId, UserId } from './codec/ids.ts'
export { Institution } from './codec/institution.ts'
export { Transaction } from './codec/transaction.ts'
export { adviceForView } from './connect/advice-for-view.ts'
export { type ConnectOptions, connect } from './connect/connect.ts'
export type { ConnectionRequest } from './connect/connection-request.ts'
export { keepConnection } from './connect/keep/keep-connection.ts'
export type { KeptConnection } from './connect/keep/kept-handle.ts'
export { resumeConnection } from './connect/keep/resume-connection.ts'
export type { KeptFailedView, KeptView } from './connect/kept-view.ts'
export { type ConnectionHandle, openConnection, type WatchOptions } from './connect/open-connection.ts'
export { restoreConnection } from './connect/restore-connection.ts'
export {
  type AuthorizationRequirements,
  givenFields,
  mfaExpectation,
  missingFields,
  requiredFields,
  unexpectedFields,
} from './domain/authorization.ts'
export { type InstitutionProfile, profileOf } from './domain/institution-profile.ts'
export type { StepProgress } from './domain/progress.ts'
export { type Advice, adviceFor } from './failure/advice/advice.ts'
export { type AdviceActor, type AdviceRetry, type MessageKey, messages } from './failure/advice/advice-messages.ts'
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
  NotExpected,
  OutcomeUnknown,
  PagingFailure,
  PagingStuck,
  StepFailed,
} from './failure/connection-failure.ts'
export { explain } from './failure/explain.ts'
export type {
  MalformedReason,
  MalformedResponse,
  PortError,
  Refused,
  TokenUnavailable,
  Unreachable,
} from './failure/port-error.ts'
export type {
  NotRestored,
  NotStored,
  StoreConflict,
  StoreCorrupt,
  StoreFailure,
  StoreUnavailable,
} from './failure/store-failure.ts'
export type { Challenge, Connected, Rejection } from './machine/context.ts'
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
export type { BankPort } from './protocol/port.ts'
export { transactionPages, transactions } from './protocol/transaction-pages.ts'
export type { ConnectionStore, StoredConnection } from './store/connection-store.ts'
export { createMemoryStore } from './store/create-memory-store.ts'
