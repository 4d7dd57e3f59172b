import { setMaxListeners } from 'node:events'
import {
  type ConnectionFailure,
  type ConnectionId,
  explain,
  type KeptConnection,
  type KeptView,
  type StoreFailure,
} from '@bank-connection/core'
import { either as E } from 'fp-ts'
import type { ConnectionRecord } from '../database/connection-records.ts'
import { createConnectionResumer } from './resume-connections.ts'
import type { RunningContext } from './running-context.ts'

/** The connections that run in this process. */
export interface RunningConnections {
  readonly get: (id: string) => KeptConnection | null
  readonly count: () => number
  /** Watches a connection until its end, and writes the end to its record. After `release` it is released at once. */
  readonly adopt: (record: ConnectionRecord, kept: KeptConnection) => void
  /** Resumes a record that is `running` but does not run in this process, as soon as the database allows it. */
  readonly resumeLater: (record: ConnectionRecord, reason: string) => void
  /** Resumes every connection that was running when the last process ended. Returns how many were resumed. */
  readonly resumeAll: () => Promise<number>
  /**
   * Waits up to `graceMs` for requests that must not be repeated; then releases all connections in their current state,
   * which takes up to another `graceMs`.
   */
  readonly release: (graceMs: number) => Promise<void>
}

/** How often pending requests are checked. */
const CHECK_MS = 50

export const createRunningConnections = (context: RunningContext): RunningConnections => {
  const { bank, records, log, onChange, wait } = context
  const running = new Map<string, KeptConnection>()
  const closing = new AbortController()
  // Every connection that waits to be resumed adds a listener.
  setMaxListeners(0, closing.signal)

  /** `false` if a later run has replaced it. */
  const drop = (id: string, kept: KeptConnection | undefined): boolean => running.get(id) === kept && running.delete(id)

  const finish = async (record: ConnectionRecord, connectionId: ConnectionId | null): Promise<void> => {
    const state = connectionId === null ? 'failed' : 'connected'
    const at = bank.clock.now()
    const kept = running.get(record.id)
    const written = await records.finishRun(record, state, connectionId, at)()
    drop(record.id, kept)
    if (E.isLeft(written)) return resumer.later(record, written.left.reason)
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
    log.warn({ connection: record.id, reason }, 'connection stopped running in this process')
    if (!drop(record.id, kept)) return
    onChange(record)
    if (end.left._tag === 'StoreUnavailable') resumer.later(record, end.left.reason)
  }

  const adopt = (record: ConnectionRecord, kept: KeptConnection): void => {
    if (closing.signal.aborted) {
      void kept.release()
      return
    }
    running.set(record.id, kept)
    reportWhileRunning(record, kept, context, closing.signal)
    void settle(record, kept)
  }

  const resumer = createConnectionResumer(
    context,
    { adopt, finish, isRunning: (id) => running.has(id) },
    closing.signal,
  )

  return {
    get: (id) => running.get(id) ?? null,
    count: () => running.size,
    adopt,
    resumeLater: resumer.later,
    resumeAll: resumer.all,
    release: async (graceMs) => {
      const isSending = (): boolean => [...running.values()].some((kept) => SENDING.has(stateOf(kept.view())))
      for (let leftMs = graceMs; leftMs > 0 && isSending(); leftMs -= CHECK_MS) await wait(CHECK_MS, closing.signal)
      closing.abort()
      const released = Promise.all([...running.values()].map((kept) => kept.release()))
      // Do not wait for a database that does not respond: the last save is enough to resume from.
      const waited = new AbortController()
      await Promise.race([released, wait(graceMs, waited.signal).catch(() => undefined)])
      waited.abort()
      running.clear()
    },
  }
}

/** Reports every change except the end, and logs each state once. */
const reportWhileRunning = (
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

const stateOf = (view: KeptView): string => (view._tag === 'Working' ? view.stage : view._tag)

/** The states in which a request that must not be repeated is pending. */
const SENDING: ReadonlySet<string> = new Set(['Creating', 'answering'])

const isEnd = ({ _tag }: KeptView): boolean => _tag === 'Connected' || _tag === 'Failed'

const isOfStore = (failure: ConnectionFailure | StoreFailure): failure is StoreFailure =>
  ['StoreConflict', 'StoreUnavailable', 'StoreCorrupt'].includes(failure._tag)
