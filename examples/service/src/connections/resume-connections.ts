import { type ConnectionId, explain, type KeptConnection, resumeConnection } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import type { ConnectionRecord } from '../database/connection-records.ts'
import { storeIdOf } from '../database/store-id.ts'
import { forEachConcurrently } from './for-each-concurrently.ts'
import type { RunningContext } from './running-context.ts'

interface ResumeCallbacks {
  readonly adopt: (record: ConnectionRecord, kept: KeptConnection) => void
  readonly finish: (record: ConnectionRecord, connectionId: ConnectionId | null) => Promise<void>
  readonly isRunning: (id: string) => boolean
}

/** Resumes connections that are stored and not running. */
export interface ConnectionResumer {
  /**
   * Resumes every connection that was running when the last process ended. Returns how many were resumed.
   *
   * @throws Error when the database fails
   */
  readonly all: () => Promise<number>
  /** Retries until the connection is resumed or has ended, with a backoff of up to a minute. */
  readonly later: (record: ConnectionRecord, reason: string) => void
}

/** `later`: the store or the database failed. `over`: there is nothing to resume. */
type Outcome = 'resumed' | 'later' | 'over'

/** How many connections are resumed at a time after a start. */
const CONCURRENCY = 16
const RETRY_FIRST_MS = 2_000
const RETRY_LAST_MS = 60_000

/** @param closing - aborts when the service closes */
export const createConnectionResumer = (
  { bank, store, records, log, wait }: Omit<RunningContext, 'onChange'>,
  { adopt, finish, isRunning }: ResumeCallbacks,
  closing: AbortSignal,
): ConnectionResumer => {
  const resume = async (record: ConnectionRecord): Promise<Outcome> => {
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
        // Only the record was created: nothing was sent.
        if (record.bankConnectionId === null) return E.isLeft(await records.remove(record)()) ? 'later' : 'over'
        await finish(record, record.bankConnectionId)
        return 'over'
      case 'NotRestored':
      case 'StoreCorrupt':
      case 'InputInvalid':
        await finish(record, null)
        return 'over'
    }
  }

  const later: ConnectionResumer['later'] = (record, reason) => {
    const retry = async (): Promise<void> => {
      log.warn({ connection: record.id, reason }, 'connection not resumed: retrying')
      for (let ms = RETRY_FIRST_MS; ; ms = Math.min(ms * 2, RETRY_LAST_MS)) {
        await wait(ms, closing)
        if (isRunning(record.id) || (await resume(record)) !== 'later') return
      }
    }
    // Rejects when the service closes.
    retry().catch(() => undefined)
  }

  const all = async (): Promise<number> => {
    const found = await records.listRunning()()
    if (E.isLeft(found)) throw new Error(`running connections cannot be read: ${found.left.reason}`)
    let resumed = 0
    await forEachConcurrently(CONCURRENCY, found.right, async (record) => {
      const outcome = await resume(record)
      if (outcome === 'resumed') resumed += 1
      if (outcome === 'later') later(record, 'store')
    })
    return resumed
  }

  return { all, later }
}
