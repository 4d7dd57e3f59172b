import type {
  Account,
  BankPort,
  Credentials,
  InputRejected,
  Institution,
  KeptConnection,
  PortError,
} from '@bank-connection/core'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { ConnectionRecord } from '../database/connection-records.ts'
import type { EndUser } from '../database/sessions.ts'
import { storeIdOf } from '../database/store-id.ts'
import type { ActionFailure } from './action-failure.ts'
import type { ConnectionEvents } from './connection-events.ts'
import type { PresentConnection } from './connection-presenter.ts'
import { createConnectionRuns, type RunsContext } from './connection-runs.ts'
import type { PublicConnection } from './public-connection.ts'

type Result<A> = TE.TaskEither<ActionFailure, A>

/** What users can do with their connections. The connections of other users do not exist for them. */
export interface Connections {
  /** Starts a connection, or returns the one that was started with the same idempotency key. */
  readonly start: (
    user: EndUser,
    institution: Institution,
    idempotencyKey: string,
  ) => Result<{ readonly connection: PublicConnection; readonly isNew: boolean }>
  readonly list: (user: EndUser) => Result<readonly PublicConnection[]>
  readonly find: (user: EndUser, id: string) => Result<PublicConnection>
  readonly submit: (user: EndUser, id: string, credentials: Credentials) => Result<PublicConnection>
  readonly answer: (user: EndUser, id: string, answers: readonly string[]) => Result<PublicConnection>
  readonly cancel: (user: EndUser, id: string) => Result<PublicConnection>
  /** Fetches new data from the bank. */
  readonly refresh: (user: EndUser, id: string) => Result<PublicConnection>
  /** Deletes a connection that is not running, here and at the bank's API. */
  readonly remove: (user: EndUser, id: string) => Result<void>
  readonly accounts: (user: EndUser, id: string) => Result<readonly Account[]>
}

export interface ConnectionsContext extends RunsContext {
  readonly present: PresentConnection
  readonly events: ConnectionEvents
}

/** The form of the ids that `newId` makes. */
const ID = /^c_[\w-]{22}$/

export const createConnections = (context: ConnectionsContext): Connections => {
  const { bank, store, records, running, present, events } = context
  const runs = createConnectionRuns(context)

  const ownedBy = async (user: EndUser, id: string): Promise<E.Either<ActionFailure, ConnectionRecord>> => {
    const found = ID.test(id) ? await records.find(user.id, id)() : E.right(null)
    if (E.isLeft(found)) return found
    return found.right === null ? E.left({ _tag: 'NotFound' }) : E.right(found.right)
  }

  const onRunning =
    (
      user: EndUser,
      id: string,
      act: (kept: KeptConnection) => E.Either<InputRejected, void>,
    ): Result<PublicConnection> =>
    async () => {
      const owned = await ownedBy(user, id)
      if (E.isLeft(owned)) return owned
      const kept = running.get(id)
      if (kept === null) return E.left({ _tag: 'NotRunning' })
      const accepted = act(kept)
      return E.isLeft(accepted) ? accepted : E.right(await present(owned.right))
    }

  return {
    start: (user, institution, idempotencyKey) => async () => {
      const started = await runs.start(user, institution, idempotencyKey)()
      if (E.isLeft(started)) return started
      const { record, isNew } = started.right
      return E.right({ connection: await present(record), isNew })
    },
    list: (user) => async () => {
      const found = await records.listByUser(user.id)()
      return E.isLeft(found) ? found : E.right(await Promise.all(found.right.map(present)))
    },
    find: (user, id) => async () => {
      const owned = await ownedBy(user, id)
      return E.isLeft(owned) ? owned : E.right(await present(owned.right))
    },
    submit: (user, id, credentials) => onRunning(user, id, (kept) => kept.submit(credentials)),
    answer: (user, id, answers) => onRunning(user, id, (kept) => kept.answer(answers)),
    cancel: (user, id) => onRunning(user, id, (kept) => E.right(kept.cancel())),
    refresh: (user, id) => async () => {
      const owned = await ownedBy(user, id)
      if (E.isLeft(owned)) return owned
      const started = await runs.refresh(owned.right)()
      return E.isLeft(started) ? started : E.right(await present(started.right))
    },
    remove: (user, id) => async () => {
      const owned = await ownedBy(user, id)
      if (E.isLeft(owned)) return owned
      const record = owned.right
      if (record.state === 'running') return E.left({ _tag: 'StillRunning' })
      const atBank = await deleteAtBank(bank, record)
      if (E.isLeft(atBank)) return atBank
      const stored = await store.delete(storeIdOf(record))()
      if (E.isLeft(stored)) return stored
      const removed = await records.remove(record)()
      if (E.isLeft(removed)) return removed
      events.publish(user.id, { tag: 'Removed', id })
      return E.right(undefined)
    },
    accounts: (user, id) => async () => {
      const owned = await ownedBy(user, id)
      if (E.isLeft(owned)) return owned
      const { bankUserId: userId, bankConnectionId: connectionId } = owned.right
      if (connectionId === null) return E.left({ _tag: 'NotConnected' })
      return bank.listAccounts({ userId, filter: { connectionId } })()
    },
  }
}

const deleteAtBank = async (
  bank: BankPort,
  { bankUserId: userId, bankConnectionId: connectionId }: ConnectionRecord,
): Promise<E.Either<PortError, void>> => {
  if (connectionId === null) return E.right(undefined)
  const deleted = await bank.deleteConnection({ userId, connectionId })()
  const isGone = E.isLeft(deleted) && deleted.left._tag === 'Refused' && deleted.left.status === 404
  return E.isLeft(deleted) && !isGone ? deleted : E.right(undefined)
}
