import { setMaxListeners } from 'node:events'
import {
  type BankPort,
  type ConnectionFailure,
  type ConnectionId,
  type ConnectionStore,
  explain,
  type KeptConnection,
  type KeptView,
  type StoreFailure,
} from '@bank-connection/core'
import { either as E } from 'fp-ts'
import type { Logger } from 'pino'
import type { ConnectionRecord, ConnectionRecords } from '../database/connection-records.ts'
import { createResumption } from './resume-connections.ts'

/** What the connections that run in this process need. */
export interface RunningContext {
  readonly bank: BankPort
  readonly store: ConnectionStore
  readonly records: ConnectionRecords
  readonly log: Logger
  /** Told after every change of a connection, also when it has ended or does not run here any more. */
  readonly onChange: (record: ConnectionRecord) => void
  /** Waits so many real milliseconds; rejects when `signal` aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>
}

/** The connections that run in this process. */
export interface RunningConnections {
  readonly get: (id: string) => KeptConnection | null
  readonly count: () => number
  /** Watches a connection until its end, which is written into its record. Once all are released it is let go at once. */
  readonly adopt: (record: ConnectionRecord, kept: KeptConnection) => void
  /** Goes on with a record that says `running` and does not run, as soon as the database lets it. */
  readonly resumeLater: (record: ConnectionRecord, reason: string) => void
  /** Goes on with everything that was in progress when the process before ended. Gives how many go on. */
  readonly resumeAll: () => Promise<number>
  /**
   * Waits until no request is on its way that must not be repeated, or `graceMs`; then lets all go, each where it is, which
   * takes `graceMs` more at most.
   */
  readonly release: (graceMs: number) => Promise<void>
}

/** How often it is looked whether a request has settled, in milliseconds. */
const LOOK_MS = 50

export const createRunningConnections = (context: RunningContext): RunningConnections => {
  const { bank, records, log, onChange, wait } = context
  const running = new Map<string, KeptConnection>()
  const closing = new AbortController()
  // Every connection that is resumed later listens to it.
  setMaxListeners(0, closing.signal)

  /** False when a later run of it is there already. */
  const drop = (id: string, kept: KeptConnection | undefined): boolean => running.get(id) === kept && running.delete(id)

  const finish = async (record: ConnectionRecord, connectionId: ConnectionId | null): Promise<void> => {
    const state = connectionId === null ? 'failed' : 'connected'
    const at = bank.clock.now()
    const kept = running.get(record.id)
    const written = await records.end(record, state, connectionId, at)()
    drop(record.id, kept)
    if (E.isLeft(written)) return resumption.later(record, written.left.reason)
    log.info({ connection: record.id, run: record.run, state }, 'connection ended')
    onChange({ ...record, state, bankConnectionId: connectionId ?? record.bankConnectionId, updatedAt: at })
  }

  const settle = async (record: ConnectionRecord, kept: KeptConnection): Promise<void> => {
    const end = await kept.ended()
    if (closing.signal.aborted) return
    if (E.isRight(end)) return finish(record, end.right.connectionId)
    const reason = explain(end.left)
    if (!isOfStore(end.left)) {
      log.info({ connection: record.id, failure: reason }, 'connection failed')
      return finish(record, null)
    }
    log.warn({ connection: record.id, reason }, 'connection does not run here any more')
    if (!drop(record.id, kept)) return
    onChange(record)
    if (end.left._tag === 'StoreUnavailable') resumption.later(record, end.left.reason)
  }

  const adopt = (record: ConnectionRecord, kept: KeptConnection): void => {
    if (closing.signal.aborted) {
      void kept.release()
      return
    }
    running.set(record.id, kept)
    tellWhileRunning(record, kept, context, closing.signal)
    void settle(record, kept)
  }

  const resumption = createResumption(context, { adopt, finish, isRunning: (id) => running.has(id) }, closing.signal)

  return {
    get: (id) => running.get(id) ?? null,
    count: () => running.size,
    adopt,
    resumeLater: resumption.later,
    resumeAll: resumption.all,
    release: async (graceMs) => {
      const isSending = (): boolean => [...running.values()].some((kept) => SENDING.has(stateOf(kept.view())))
      for (let leftMs = graceMs; leftMs > 0 && isSending(); leftMs -= LOOK_MS) await wait(LOOK_MS, closing.signal)
      closing.abort()
      const released = Promise.all([...running.values()].map((kept) => kept.release()))
      // A database that does not answer holds nobody up: what was stored before is enough to go on with.
      const waited = new AbortController()
      await Promise.race([released, wait(graceMs, waited.signal).catch(() => undefined)])
      waited.abort()
      running.clear()
    },
  }
}

/** Tells of every change but the end, and logs what it does. */
const tellWhileRunning = (
  record: ConnectionRecord,
  kept: KeptConnection,
  { log, onChange }: Pick<RunningContext, 'log' | 'onChange'>,
  closing: AbortSignal,
): void => {
  let logged = ''
  kept.subscribe((view) => {
    if (isEnd(view) || closing.aborted) return
    const state = stateOf(view)
    if (state !== logged) log.info({ connection: record.id, run: record.run, state }, 'connection')
    logged = state
    onChange(record)
  })
}

/** What it does, in one word. */
const stateOf = (view: KeptView): string => (view._tag === 'Working' ? view.stage : view._tag)

/** A request is on its way that must not be repeated. */
const SENDING: ReadonlySet<string> = new Set(['Creating', 'answering'])

const isEnd = ({ _tag }: KeptView): boolean => _tag === 'Connected' || _tag === 'Failed'

const isOfStore = (failure: ConnectionFailure | StoreFailure): failure is StoreFailure =>
  ['StoreConflict', 'StoreUnavailable', 'StoreCorrupt'].includes(failure._tag)
