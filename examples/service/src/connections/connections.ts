import type { Account, BankPort, Credentials, InputRejected } from '@bank-connection/core'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import type { ConnectionRecord } from '../database/connection-records.ts'
import type { EndUser } from '../database/sessions.ts'
import { storeIdOf } from '../database/store-id.ts'
import { createShowing } from './connection-presenter.ts'
import { type ConnectionRuns, createRuns, type RunsContext } from './connection-runs.ts'
import type { ShownConnection } from './public-connection.ts'
import type { Listeners } from './connection-events.ts'
import type { NotDone } from './action-failure.ts'
import type { RunningConnections } from './running-connections.ts'

type Result<A> = TE.TaskEither<NotDone, A>

/** What a person can do with their connections; for all others they do not exist. */
export interface Connections {
  /** The same idempotency key begins one connection, and gives it again. */
  readonly begin: ConnectionRuns['begin']
  readonly list: (user: EndUser) => Result<readonly ShownConnection[]>
  readonly find: (user: EndUser, id: string) => Result<ShownConnection>
  readonly submit: (user: EndUser, id: string, credentials: Credentials) => Result<ShownConnection>
  readonly answer: (user: EndUser, id: string, answers: readonly string[]) => Result<ShownConnection>
  readonly cancel: (user: EndUser, id: string) => Result<ShownConnection>
  /** Fetches what is new. */
  readonly refresh: (user: EndUser, id: string) => Result<ShownConnection>
  /** Takes one that does not run away from here, and from the bank's API. */
  readonly remove: (user: EndUser, id: string) => Result<void>
  readonly accounts: (user: EndUser, id: string) => Result<readonly Account[]>
}

/** As `newId` makes them: nothing else is looked for. */
const ID = /^c_[\w-]{22}$/

export const createConnections = (context: RunsContext & { readonly listeners: Listeners }): Connections => {
  const { bank, store, records, running, listeners } = context
  const { show } = createShowing(context)
  const runs = createRuns(context)

  const owned = (user: EndUser, id: string): Result<ConnectionRecord> =>
    F.pipe(
      ID.test(id) ? records.find(user.id, id) : TE.right(null),
      TE.chainW((record) => (record === null ? TE.left({ _tag: 'NotFound' as const }) : TE.right(record))),
    )
  const shown = (record: ConnectionRecord): Result<ShownConnection> => TE.fromTask(() => show(record))

  const onRunning = <A>(
    user: EndUser,
    id: string,
    act: (kept: NonNullable<ReturnType<RunningConnections['get']>>) => E.Either<InputRejected, A>,
  ): Result<ShownConnection> =>
    F.pipe(
      owned(user, id),
      TE.chainFirstEitherK((record): E.Either<NotDone, A> => {
        const kept = running.get(record.id)
        return kept === null ? E.left({ _tag: 'NotRunning' }) : act(kept)
      }),
      TE.chainW(shown),
    )

  return {
    begin: runs.begin,
    list: (user) =>
      F.pipe(
        records.ofUser(user.id),
        TE.chainW((found) => TE.traverseArray(shown)(found)),
      ),
    find: (user, id) => F.pipe(owned(user, id), TE.chainW(shown)),
    submit: (user, id, credentials) => onRunning(user, id, (kept) => kept.submit(credentials)),
    answer: (user, id, answers) => onRunning(user, id, (kept) => kept.answer(answers)),
    cancel: (user, id) => onRunning(user, id, (kept) => E.right(kept.cancel())),
    refresh: (user, id) => F.pipe(owned(user, id), TE.chain(runs.refresh)),
    remove: (user, id) =>
      F.pipe(
        owned(user, id),
        TE.chainW((record) =>
          record.state === 'running' ? TE.left({ _tag: 'StillRunning' as const }) : TE.right(record),
        ),
        TE.chainFirstW((record) => forgetAtBank(bank, record)),
        TE.chainFirstW((record) => store.delete(storeIdOf(record))),
        TE.chainFirstW((record) => records.remove(record)),
        TE.map((record) => listeners.tell(user.id, { tag: 'Removed', id: record.id })),
      ),
    accounts: (user, id) =>
      F.pipe(
        owned(user, id),
        TE.chain(
          ({ bankUserId: userId, bankConnectionId: connectionId }): Result<readonly Account[]> =>
            connectionId === null
              ? TE.left({ _tag: 'NotConnected' })
              : bank.listAccounts({ userId, filter: { connectionId } }),
        ),
      ),
  }
}

const forgetAtBank = (bank: BankPort, { bankUserId, bankConnectionId }: ConnectionRecord) =>
  bankConnectionId === null
    ? TE.right(undefined)
    : F.pipe(
        bank.deleteConnection({ userId: bankUserId, connectionId: bankConnectionId }),
        // It is what was wanted.
        TE.orElse((failure) =>
          failure._tag === 'Refused' && failure.status === 404 ? TE.right(undefined) : TE.left(failure),
        ),
      )
