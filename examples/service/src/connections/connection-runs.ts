import {
  type BankPort,
  type ConnectionRequest,
  type ConnectionStore,
  type Institution,
  keepConnection,
  type PortError,
} from '@bank-connection/core'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { ConnectionRecord, ConnectionRecords, RecordLimits } from '../database/connection-records.ts'
import type { DatabaseFailure } from '../database/database.ts'
import { type EndUser, newId } from '../database/sessions.ts'
import { storeIdOf } from '../database/store-id.ts'
import type { ActionFailure } from './action-failure.ts'
import type { PresenterContext } from './connection-presenter.ts'

export interface RunsContext extends PresenterContext {
  readonly bank: BankPort
  readonly store: ConnectionStore
  readonly records: ConnectionRecords
  readonly bankUserOf: (user: EndUser) => TE.TaskEither<DatabaseFailure | PortError, ConnectionRecord['bankUserId']>
  readonly limits: RecordLimits & { readonly runningMax: number }
}

type Result<A> = TE.TaskEither<ActionFailure, A>

export interface StartedConnection {
  readonly record: ConnectionRecord
  /** `false` if an earlier request with the same idempotency key started it. */
  readonly isNew: boolean
}

/** Starts the runs of a connection: the first one, and each refresh. */
export interface ConnectionRuns {
  readonly start: (user: EndUser, institution: Institution, idempotencyKey: string) => Result<StartedConnection>
  readonly refresh: (record: ConnectionRecord) => Result<ConnectionRecord>
}

export const createConnectionRuns = ({
  bank,
  store,
  records,
  running,
  bankUserOf,
  limits,
}: RunsContext): ConnectionRuns => {
  /** Starts the run of a record. If that fails, nothing was sent, and `undo` reverts the record. */
  const keep = async (
    record: ConnectionRecord,
    request: ConnectionRequest,
    undo: TE.TaskEither<DatabaseFailure, unknown>,
  ): Promise<E.Either<ActionFailure, ConnectionRecord>> => {
    const kept = await keepConnection(bank, store, storeIdOf(record), request)()
    if (E.isRight(kept)) {
      running.adopt(record, kept.right)
      return E.right(record)
    }
    const undone = await undo()
    // The record would stay `running` for ever.
    if (E.isLeft(undone)) running.resumeLater(record, undone.left.reason)
    return kept
  }

  const isFull = (): boolean => running.count() >= limits.runningMax

  return {
    start: (user, institution, idempotencyKey) => async () => {
      if (isFull()) return E.left({ _tag: 'ServiceFull' })
      const bankUserId = await bankUserOf(user)()
      if (E.isLeft(bankUserId)) return bankUserId
      const newRecord = {
        id: newId('c'),
        userId: user.id,
        bankUserId: bankUserId.right,
        institutionId: institution.id,
        institutionName: institution.name,
        idempotencyKey,
        createdAt: bank.clock.now(),
      }
      const created = await records.create(newRecord, limits)()
      if (E.isLeft(created) || !created.right.isNew) return created
      const { record } = created.right
      const kept = await keep(record, { userId: record.bankUserId, institution }, records.remove(record))
      return E.isLeft(kept) ? kept : created
    },
    refresh: (record) => async () => {
      const { bankUserId: userId, bankConnectionId: connectionId } = record
      if (isFull()) return E.left({ _tag: 'ServiceFull' })
      if (connectionId === null) return E.left({ _tag: 'NotConnected' })
      const next = await records.startRun(record, limits, bank.clock.now())()
      if (E.isLeft(next)) return next
      if (next.right === null) return E.left({ _tag: 'StillRunning' })
      // The previous run is no longer needed. If this fails, the cleanup deletes it.
      await store.delete(storeIdOf(record))()
      const undo = records.finishRun(next.right, 'connected', null, bank.clock.now())
      return keep(next.right, { userId, connectionId: String(connectionId), intent: 'refresh' }, undo)
    },
  }
}
