import { ConnectionId, UserId } from '@bank-connection/core'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import { BigInteger, type Database, type DatabaseFailure, Nothing } from './database.ts'

/** Who owns a connection, and its result. The state of a running connection is in the store. */
export interface ConnectionRecord {
  readonly id: string
  readonly userId: string
  readonly bankUserId: UserId
  readonly institutionId: string
  readonly institutionName: string
  readonly state: 'running' | 'connected' | 'failed'
  /** 1 for the first job, one more for each refresh. */
  readonly run: number
  /** The connection's id at the bank; `null` until it has been connected. */
  readonly bankConnectionId: ConnectionId | null
  readonly createdAt: number
  readonly updatedAt: number
}

const Row = t.strict(
  {
    id: t.string,
    user_id: t.string,
    bank_user_id: UserId,
    institution_id: t.string,
    institution_name: t.string,
    idempotency_key: t.string,
    state: t.keyof({ running: null, connected: null, failed: null }),
    run: t.number,
    bank_connection_id: t.union([ConnectionId, t.null]),
    created_at: BigInteger,
    updated_at: BigInteger,
  },
  'ConnectionRow',
)

const recordOf = (row: t.TypeOf<typeof Row>): ConnectionRecord => ({
  id: row.id,
  userId: row.user_id,
  bankUserId: row.bank_user_id,
  institutionId: row.institution_id,
  institutionName: row.institution_name,
  state: row.state,
  run: row.run,
  bankConnectionId: row.bank_connection_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export type NewRecord = Omit<ConnectionRecord, 'state' | 'run' | 'bankConnectionId' | 'updatedAt'> & {
  readonly idempotencyKey: string
}

/** How many connections a user may have, and how many of them may be running. */
export interface RecordLimits {
  readonly perUserMax: number
  readonly runningPerUserMax: number
}

/** Why no record was created. `KeyUsedOtherwise`: the idempotency key was used for another institution. */
export interface CreateRejected {
  readonly _tag: 'TooManyConnections' | 'TooManyRunning' | 'KeyUsedOtherwise'
}

interface CreatedRecord {
  readonly record: ConnectionRecord
  readonly isNew: boolean
}

type Result<A> = TE.TaskEither<DatabaseFailure, A>

export interface ConnectionRecords {
  /** Returns the record that was created with the same key, if there is one, with `isNew` false. */
  readonly create: (
    record: NewRecord,
    limits: RecordLimits,
  ) => TE.TaskEither<DatabaseFailure | CreateRejected, CreatedRecord>
  readonly listByUser: (userId: string) => Result<readonly ConnectionRecord[]>
  /** `null` if there is none with this id, or another user owns it. */
  readonly find: (userId: string, id: string) => Result<ConnectionRecord | null>
  /** The running connections of this bank, of all users. */
  readonly listRunning: () => Result<readonly ConnectionRecord[]>
  /** Starts the next run; `null` if one is running already, or the user has too many running. */
  readonly startRun: (record: ConnectionRecord, limits: RecordLimits, now: number) => Result<ConnectionRecord | null>
  /** Records the result of a run. */
  readonly finishRun: (
    record: ConnectionRecord,
    state: 'connected' | 'failed',
    bankConnectionId: ConnectionId | null,
    now: number,
  ) => Result<unknown>
  readonly remove: (record: ConnectionRecord) => Result<unknown>
}

const SELECT = `select connections.*, end_users.bank_user_id from connections
  join end_users on end_users.id = connections.user_id`

/** @param bank - id of the bank; connections at other banks are left alone */
export const createConnectionRecords = (database: Database, bank: string): ConnectionRecords => {
  const { query } = database
  const select = (sql: string, parameters: readonly string[]): Result<readonly ConnectionRecord[]> =>
    F.pipe(
      query(Row, sql, parameters),
      TE.map((rows) => rows.map(recordOf)),
    )
  return {
    create: (record, limits) =>
      database.transaction((within) => async () => {
        const locked = await within(Nothing, LOCK_USER, [record.userId])()
        if (E.isLeft(locked)) return locked
        const rows = await within(Row, `${SELECT} where user_id = $1`, [record.userId])()
        if (E.isLeft(rows)) return rows
        const same = rows.right.find((row) => row.idempotency_key === record.idempotencyKey)
        if (same === undefined) return insert(within, record, rows.right, limits)()
        return same.institution_id === record.institutionId
          ? E.right({ record: recordOf(same), isNew: false })
          : E.left({ _tag: 'KeyUsedOtherwise' } as const)
      }),
    listByUser: (userId) => select(`${SELECT} where user_id = $1 order by created_at desc, connections.id`, [userId]),
    find: (userId, id) =>
      F.pipe(
        select(`${SELECT} where user_id = $1 and connections.id = $2`, [userId, id]),
        TE.map(([record]) => record ?? null),
      ),
    listRunning: () => select(`${SELECT} where state = 'running' and bank = $1`, [bank]),
    startRun: (record, { runningPerUserMax }, now) =>
      database.transaction((within) => async () => {
        const { id, userId, run } = record
        const locked = await within(Nothing, LOCK_USER, [userId])()
        if (E.isLeft(locked)) return locked
        const updated = await within(Nothing, START_RUN, [id, run, now, userId, runningPerUserMax])()
        if (E.isLeft(updated)) return updated
        return E.right(
          updated.right.length === 0 ? null : { ...record, state: 'running' as const, run: run + 1, updatedAt: now },
        )
      }),
    finishRun: (record, state, bankConnectionId, now) =>
      query(Nothing, FINISH_RUN, [record.id, record.run, state, bankConnectionId, now]),
    remove: (record) => query(Nothing, 'delete from connections where id = $1', [record.id]),
  }
}

const insert = (
  query: Database['query'],
  record: NewRecord,
  present: readonly t.TypeOf<typeof Row>[],
  limits: RecordLimits,
): TE.TaskEither<DatabaseFailure | CreateRejected, CreatedRecord> => {
  if (present.length >= limits.perUserMax) return TE.left({ _tag: 'TooManyConnections' })
  if (present.filter(({ state }) => state === 'running').length >= limits.runningPerUserMax)
    return TE.left({ _tag: 'TooManyRunning' })
  const { idempotencyKey, ...rest } = record
  const { id, userId, institutionId, institutionName, createdAt } = rest
  return F.pipe(
    query(Nothing, INSERT, [id, userId, institutionId, institutionName, idempotencyKey, createdAt]),
    TE.map(() => ({
      record: { ...rest, state: 'running' as const, run: 1, bankConnectionId: null, updatedAt: createdAt },
      isNew: true,
    })),
  )
}

/** Serializes the requests of a user, so that limits hold. */
const LOCK_USER = 'select id from end_users where id = $1 for update'

const INSERT = `insert into connections
  (id, user_id, institution_id, institution_name, idempotency_key, state, run, created_at, updated_at)
  values ($1, $2, $3, $4, $5, 'running', 1, $6, $6)`

const START_RUN = `update connections set run = run + 1, state = 'running', updated_at = $3
  where id = $1 and run = $2 and state <> 'running'
  and (select count(*) from connections where user_id = $4 and state = 'running') < $5
  returning id`

const FINISH_RUN = `update connections set state = $3, bank_connection_id = coalesce($4, bank_connection_id), updated_at = $5
  where id = $1 and run = $2 returning id`
