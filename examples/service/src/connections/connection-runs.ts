import {
  type BankPort,
  type ConnectionRequest,
  type ConnectionStore,
  type Institution,
  keepConnection,
  type PortError,
} from '@bank-connection/core'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import type { ConnectionRecord, ConnectionRecords, RecordLimits } from '../database/connection-records.ts'
import type { DatabaseFailure } from '../database/database.ts'
import { type EndUser, newId } from '../database/sessions.ts'
import { storeIdOf } from '../database/store-id.ts'
import { createShowing, type ShowingContext } from './connection-presenter.ts'
import type { ShownConnection } from './public-connection.ts'
import type { NotDone } from './action-failure.ts'

/** What is needed to begin a run. */
export interface RunsContext extends ShowingContext {
  readonly bank: BankPort
  readonly store: ConnectionStore
  readonly records: ConnectionRecords
  readonly bankUserOf: (user: EndUser) => TE.TaskEither<DatabaseFailure | PortError, ConnectionRecord['bankUserId']>
  readonly limits: RecordLimits & { readonly runningMax: number }
}

type Result<A> = TE.TaskEither<NotDone, A>

/** Begins what runs: a connection, and a refresh of it. */
export interface ConnectionRuns {
  readonly begin: (user: EndUser, institution: Institution, idempotencyKey: string) => Result<BegunConnection>
  readonly refresh: (record: ConnectionRecord) => Result<ShownConnection>
}

interface BegunConnection {
  readonly connection: ShownConnection
  readonly isNew: boolean
}

/** Starts what a record says. When that fails nothing was sent, and `undo` takes the record back. */
type Keep = (
  record: ConnectionRecord,
  request: ConnectionRequest,
  undo: TE.TaskEither<DatabaseFailure, unknown>,
) => Result<ShownConnection>

export const createRuns = (context: RunsContext): ConnectionRuns => {
  const { bank, store, running, limits } = context
  const { show } = createShowing(context)
  const shown = (record: ConnectionRecord): Result<ShownConnection> => TE.fromTask(() => show(record))

  const keep: Keep = (record, request, undo) => async () => {
    const kept = await keepConnection(bank, store, storeIdOf(record), request)()
    if (E.isLeft(kept)) {
      const undone = await undo()
      // Else it would be in progress for ever, and run nowhere.
      if (E.isLeft(undone)) running.resumeLater(record, undone.left.reason)
      return kept
    }
    running.adopt(record, kept.right)
    return shown(record)()
  }

  const unlessFull: Result<void> = () =>
    Promise.resolve(running.count() >= limits.runningMax ? E.left({ _tag: 'ServiceFull' }) : E.right(undefined))

  return {
    begin: (user, institution, idempotencyKey) =>
      F.pipe(
        unlessFull,
        TE.chain(() => begun(context, keep, shown, user, institution, idempotencyKey)),
      ),
    refresh: (record) =>
      F.pipe(
        unlessFull,
        TE.chain(() => refreshed(context, keep, record)),
      ),
  }
}

const begun = (
  { bank, records, bankUserOf, limits }: RunsContext,
  keep: Keep,
  shown: (record: ConnectionRecord) => Result<ShownConnection>,
  user: EndUser,
  institution: Institution,
  idempotencyKey: string,
): Result<BegunConnection> =>
  F.pipe(
    bankUserOf(user),
    TE.chainW((bankUserId) =>
      records.begin(
        {
          id: newId('c'),
          userId: user.id,
          bankUserId,
          institutionId: institution.id,
          institutionName: institution.name,
          idempotencyKey,
          createdAt: bank.clock.now(),
        },
        limits,
      ),
    ),
    TE.chainW(({ record, isNew }) =>
      F.pipe(
        isNew ? keep(record, { userId: record.bankUserId, institution }, records.remove(record)) : shown(record),
        TE.map((connection) => ({ connection, isNew })),
      ),
    ),
  )

const refreshed = (
  { bank, store, records, limits }: RunsContext,
  keep: Keep,
  record: ConnectionRecord,
): Result<ShownConnection> =>
  record.bankConnectionId === null
    ? TE.left({ _tag: 'NotConnected' })
    : F.pipe(
        records.beginRun(record, limits, bank.clock.now()),
        TE.chainW((next) => (next === null ? TE.left({ _tag: 'StillRunning' as const }) : TE.right(next))),
        // The run before is of no use any more; where this fails the sweep takes it.
        TE.chainFirstTaskK(() => store.delete(storeIdOf(record))),
        TE.chainW((next) =>
          keep(
            next,
            { userId: record.bankUserId, connectionId: String(record.bankConnectionId), intent: 'refresh' },
            records.end(next, 'connected', null, bank.clock.now()),
          ),
        ),
      )
