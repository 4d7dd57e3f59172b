import type { taskEither as TE } from 'fp-ts'
import type { AccountId, ConnectionId, InstitutionId, JobId } from '../../codec/ids.ts'
import type { PortError } from '../../failure/port-error.ts'
import type { BankCalls } from '../../protocol/port.ts'
import type { AbortSignalLike } from '../../time/abort.ts'
import type { BankPortLawSubject } from './bank-port-law-subject.ts'

/** An id that the server has never issued. */
const UNKNOWN = '00000000-0000-4000-8000-000000000000'
export const UNKNOWN_JOB = UNKNOWN as JobId
export const UNKNOWN_CONNECTION = UNKNOWN as ConnectionId
export const UNKNOWN_INSTITUTION = 'AU99999' as InstitutionId
const UNKNOWN_ACCOUNT = UNKNOWN as AccountId

/** The name of an operation, and one call of it that has not been run. */
export type AnyCall = readonly [operation: keyof BankCalls, task: TE.TaskEither<PortError, unknown>]

/** Every operation of the port; the one that deletes the user comes last. */
export const everyCall = (
  { port, userId, institutionId, credentials }: BankPortLawSubject,
  signal: AbortSignalLike,
): readonly AnyCall[] => {
  const connection = { userId, connectionId: UNKNOWN_CONNECTION }
  return [
    ['createUser', port.createUser({ email: 'law@example.com' }, signal)],
    ['getUser', port.getUser({ userId }, signal)],
    ['listInstitutions', port.listInstitutions({ filter: { country: 'Australia' } }, signal)],
    ['getInstitution', port.getInstitution({ institutionId }, signal)],
    ['createConnection', port.createConnection({ userId, institutionId, credentials }, signal)],
    ['listConnections', port.listConnections({ userId, filter: { status: 'active' } }, signal)],
    ['getConnection', port.getConnection(connection, signal)],
    ['refreshConnection', port.refreshConnection(connection, signal)],
    ['refreshAllConnections', port.refreshAllConnections({ userId }, signal)],
    ['updateConnection', port.updateConnection({ ...connection, credentials }, signal)],
    ['deleteConnection', port.deleteConnection(connection, signal)],
    ['getJob', port.getJob({ jobId: UNKNOWN_JOB }, signal)],
    ['listJobs', port.listJobs({ userId }, signal)],
    ['answerMfa', port.answerMfa({ jobId: UNKNOWN_JOB, answers: ['1234'] }, signal)],
    ['listAccounts', port.listAccounts({ userId, filter: { accountId: UNKNOWN_ACCOUNT } }, signal)],
    ['listTransactions', port.listTransactions({ userId, cursor: null }, signal)],
    ['deleteUser', port.deleteUser({ userId }, signal)],
  ]
}
