import { ConnectionId, UserId } from '@bank-connection/core'
import { function as F, taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import { BigInteger, type Database, type DatabaseFailure, Nothing } from './database.ts'

/** Whose a connection is, and what became of it; what is in progress is in the store. */
export interface ConnectionRecord {
  readonly id: string
  readonly userId: string
  readonly bankUserId: UserId
  readonly institutionId: string
  readonly institutionName: string
  readonly state: 'running' | 'connected' | 'failed'
  /** 1 for the first job, one more for each refresh. */
  readonly run: number
  /** The bank's own id of it; null until it was connected once. */
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

/** A connection as it begins. */
export type NewRecord = Omit<ConnectionRecord, 'state' | 'run' | 'bankConnectionId' | 'updatedAt'> & {
  readonly idempotencyKey: string
}

/** How many connections one person may have, and have in progress. */
export interface RecordLimits {
  readonly perUserMax: number
  readonly runningPerUserMax: number
}

/** Why there is no new record. */
export interface NotBegun {
  readonly _tag: 'TooManyConnections' | 'TooManyRunning' | 'KeyUsedOtherwise'
}

interface Begun {
  readonly record: ConnectionRecord
  readonly isNew: boolean
}

type Result<A> = TE.TaskEither<DatabaseFailure, A>

export interface ConnectionRecords {
  /** One that was begun with the same key is given again, `isNew` false. */
  readonly begin: (record: NewRecord, limits: RecordLimits) => TE.TaskEither<DatabaseFailure | NotBegun, Begun>
  readonly ofUser: (userId: string) => Result<readonly ConnectionRecord[]>
  /** null when there is none of this id, or it is somebody else's. */
  readonly find: (userId: string, id: string) => Result<ConnectionRecord | null>
  /** Those of the bank that are in progress. */
  readonly running: () => Result<readonly ConnectionRecord[]>
  /** Begins the next run; null when another has begun it, or too many are in progress. */
  readonly beginRun: (record: ConnectionRecord, limits: RecordLimits, now: number) => Result<ConnectionRecord | null>
  /** What became of a run. */
  readonly end: (
    record: ConnectionRecord,
    state: 'connected' | 'failed',
    bankConnectionId: ConnectionId | null,
    now: number,
  ) => Result<unknown>
  readonly remove: (record: ConnectionRecord) => Result<unknown>
}

const SELECT = `select connections.*, end_users.bank_user_id from connections
  join end_users on end_users.id = connections.user_id`

/** @param bank - the bank whose connections these are */
export const createConnectionRecords = (database: Database, bank: string): ConnectionRecords => {
  const { query } = database
  const many = F.flow(
    query<t.TypeOf<typeof Row>>,
    TE.map((rows) => rows.map(recordOf)),
  )
  return {
    begin: (record, limits) =>
      database.transaction((within) =>
        F.pipe(
          within(Nothing, LOCK_USER, [record.userId]),
          TE.chain(() => within(Row, `${SELECT} where user_id = $1`, [record.userId])),
          TE.chainW((rows): TE.TaskEither<DatabaseFailure | NotBegun, Begun> => {
            const same = rows.find((row) => row.idempotency_key === record.idempotencyKey)
            if (same === undefined) return insert(within, record, rows.map(recordOf), limits)
            return same.institution_id === record.institutionId
              ? TE.right({ record: recordOf(same), isNew: false })
              : TE.left({ _tag: 'KeyUsedOtherwise' })
          }),
        ),
      ),
    ofUser: (userId) => many(Row, `${SELECT} where user_id = $1 order by created_at desc, connections.id`, [userId]),
    find: (userId, id) =>
      F.pipe(
        many(Row, `${SELECT} where user_id = $1 and connections.id = $2`, [userId, id]),
        TE.map(([record]) => record ?? null),
      ),
    running: () => many(Row, `${SELECT} where state = 'running' and bank = $1`, [bank]),
    beginRun: (record, { runningPerUserMax }, now) =>
      database.transaction((within) =>
        F.pipe(
          within(Nothing, LOCK_USER, [record.userId]),
          TE.chain(() => within(Nothing, BEGIN_RUN, [record.id, record.run, now, record.userId, runningPerUserMax])),
          TE.map(([row]) =>
            row === undefined ? null : { ...record, state: 'running' as const, run: record.run + 1, updatedAt: now },
          ),
        ),
      ),
    end: (record, state, bankConnectionId, now) =>
      query(Nothing, END, [record.id, record.run, state, bankConnectionId, now]),
    remove: (record) => query(Nothing, 'delete from connections where id = $1', [record.id]),
  }
}

const insert = (
  query: Database['query'],
  record: NewRecord,
  present: readonly ConnectionRecord[],
  limits: RecordLimits,
): TE.TaskEither<DatabaseFailure | NotBegun, Begun> => {
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

/** Two requests of one person are counted one after the other. */
const LOCK_USER = 'select id from end_users where id = $1 for update'

const INSERT = `insert into connections
  (id, user_id, institution_id, institution_name, idempotency_key, state, run, created_at, updated_at)
  values ($1, $2, $3, $4, $5, 'running', 1, $6, $6)`

const BEGIN_RUN = `update connections set run = run + 1, state = 'running', updated_at = $3
  where id = $1 and run = $2 and state <> 'running'
  and (select count(*) from connections where user_id = $4 and state = 'running') < $5
  returning id`

const END = `update connections set state = $3, bank_connection_id = coalesce($4, bank_connection_id), updated_at = $5
  where id = $1 and run = $2 returning id`
