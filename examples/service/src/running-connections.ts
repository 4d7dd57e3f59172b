import { setMaxListeners } from 'node:events'
import {
  type BankPort,
  type ConnectionFailure,
  type ConnectionId,
  type ConnectionStore,
  explain,
  type KeptConnection,
  type KeptView,
  resumeConnection,
  type StoreFailure,
} from '@bank-connection/core'
import { either as E } from 'fp-ts'
import type { Logger } from 'pino'
import type { ConnectionRecord, ConnectionRecords } from './connection-records.ts'
import { inParallel } from './in-parallel.ts'

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
  /** Watches a connection until its end, which is written into its record. */
  readonly adopt: (record: ConnectionRecord, kept: KeptConnection) => void
  /** Goes on with everything that was in progress when the process before ended. Gives how many go on. */
  readonly resumeAll: () => Promise<number>
  /** Waits until no request is on its way that must not be repeated, or `graceMs`; then stops all, each where it is. */
  readonly release: (graceMs: number) => Promise<void>
}

/** The name of a run in the store: each has one of its own. */
export const storeIdOf = ({ id, run }: Pick<ConnectionRecord, 'id' | 'run'>): string => `${id}_${run}`

/** How many connections are read from the store at a time after a start. */
const RESUMED_AT_ONCE = 16
const RETRY_FIRST_MS = 2_000
const RETRY_LAST_MS = 60_000

/** @param stopSaving - from then on the store takes nothing */
export const createRunningConnections = (context: RunningContext, stopSaving: () => void): RunningConnections => {
  const { bank, store, records, log, onChange, wait } = context
  const running = new Map<string, KeptConnection>()
  const closing = new AbortController()
  // Every connection that is resumed later listens to it.
  setMaxListeners(0, closing.signal)

  const finish = async (record: ConnectionRecord, connectionId: ConnectionId | null): Promise<void> => {
    const state = connectionId === null ? 'failed' : 'connected'
    const at = bank.clock.now()
    const kept = running.get(record.id)
    const written = await records.end(record, state, connectionId, at)()
    // Meanwhile a refresh may have begun.
    if (running.get(record.id) === kept) running.delete(record.id)
    if (E.isLeft(written)) return retryLater(record, written.left.reason)
    log.info({ connection: record.id, run: record.run, state }, 'connection ended')
    onChange({ ...record, state, bankConnectionId: connectionId ?? record.bankConnectionId, updatedAt: at })
  }

  const settle = async (record: ConnectionRecord, kept: KeptConnection): Promise<void> => {
    const end = await kept.ended()
    if (closing.signal.aborted) return
    if (E.isLeft(end) && isOfStore(end.left)) {
      running.delete(record.id)
      log.warn({ connection: record.id, reason: explain(end.left) }, 'connection does not run here any more')
      onChange(record)
      if (end.left._tag === 'StoreUnavailable') retryLater(record, end.left.reason)
      return
    }
    if (E.isLeft(end)) log.info({ connection: record.id, failure: explain(end.left) }, 'connection failed')
    await finish(record, E.isRight(end) ? end.right.connectionId : null)
  }

  const adopt = (record: ConnectionRecord, kept: KeptConnection): void => {
    running.set(record.id, kept)
    let shown = ''
    kept.subscribe((view) => {
      if (isEnd(view) || closing.signal.aborted) return
      const state = stateOf(view)
      if (state !== shown) log.info({ connection: record.id, run: record.run, state }, 'connection')
      shown = state
      onChange(record)
    })
    void settle(record, kept)
  }

  const resume = async (record: ConnectionRecord): Promise<'resumed' | 'later' | 'over'> => {
    const resumed = await resumeConnection(bank, store, storeIdOf(record))()
    if (E.isRight(resumed)) {
      adopt(record, resumed.right)
      return 'resumed'
    }
    log.warn({ connection: record.id, reason: explain(resumed.left) }, 'connection not resumed')
    switch (resumed.left._tag) {
      case 'StoreUnavailable':
        return 'later'
      case 'StoreConflict':
        return 'over'
      case 'NotStored':
        // The process died between its record and its first save: nothing was sent.
        await (record.bankConnectionId === null ? records.remove(record)() : finish(record, record.bankConnectionId))
        return 'over'
      case 'NotRestored':
      case 'StoreCorrupt':
      case 'InputInvalid':
        await finish(record, null)
        return 'over'
    }
  }

  const retryLater = (record: ConnectionRecord, reason: string): void => {
    const retry = async (): Promise<void> => {
      log.warn({ connection: record.id, reason }, 'connection is resumed later')
      for (let ms = RETRY_FIRST_MS; ; ms = Math.min(ms * 2, RETRY_LAST_MS)) {
        await wait(ms, closing.signal)
        if (running.has(record.id) || (await resume(record)) !== 'later') return
      }
    }
    // It rejects when the service closes.
    retry().catch(() => undefined)
  }

  return {
    get: (id) => running.get(id) ?? null,
    count: () => running.size,
    adopt,
    resumeAll: async () => {
      const found = await records.running()()
      if (E.isLeft(found)) throw new Error(`connections in progress cannot be read: ${found.left.reason}`)
      let resumed = 0
      await inParallel(RESUMED_AT_ONCE, found.right, async (record) => {
        const outcome = await resume(record)
        if (outcome === 'resumed') resumed += 1
        if (outcome === 'later') retryLater(record, 'store')
      })
      return resumed
    },
    release: async (graceMs) => {
      const isSending = (): boolean => [...running.values()].some((kept) => SENDING.has(stateOf(kept.view())))
      for (let waitedMs = 0; waitedMs < graceMs && isSending(); waitedMs += 50) await wait(50, closing.signal)
      closing.abort()
      stopSaving()
      for (const kept of running.values()) kept.cancel()
      running.clear()
    },
  }
}

/** What it does, in one word. */
const stateOf = (view: KeptView): string => (view._tag === 'Working' ? view.stage : view._tag)

/** A request is on its way that must not be repeated. */
const SENDING: ReadonlySet<string> = new Set(['Creating', 'answering'])

const isEnd = ({ _tag }: KeptView): boolean => _tag === 'Connected' || _tag === 'Failed'

const isOfStore = (failure: ConnectionFailure | StoreFailure): failure is StoreFailure =>
  ['StoreConflict', 'StoreUnavailable', 'StoreCorrupt'].includes(failure._tag)
