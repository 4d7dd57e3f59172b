import { type ConnectionId, explain, type KeptConnection, resumeConnection } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import type { ConnectionRecord } from '../database/connection-records.ts'
import { storeIdOf } from '../database/store-id.ts'
import { inParallel } from './for-each-concurrently.ts'
import type { RunningContext } from './running-connections.ts'

/** What is done with a connection that goes on, or has ended. */
interface ResumptionTargets {
  readonly adopt: (record: ConnectionRecord, kept: KeptConnection) => void
  readonly finish: (record: ConnectionRecord, connectionId: ConnectionId | null) => Promise<void>
  readonly isRunning: (id: string) => boolean
}

/** Goes on with connections that are stored and run nowhere. */
export interface Resumption {
  /**
   * Goes on with everything that was in progress when the process before ended. Gives how many go on.
   *
   * @throws Error when the database cannot say what was in progress
   */
  readonly all: () => Promise<number>
  /** Tries until it is resumed, or over: sooner at first, then each minute. */
  readonly later: (record: ConnectionRecord, reason: string) => void
}

/** `later`: the store or the database has failed. `over`: nothing is left to go on with. */
type Outcome = 'resumed' | 'later' | 'over'

/** How many connections are read from the store at a time after a start. */
const RESUMED_AT_ONCE = 16
const RETRY_FIRST_MS = 2_000
const RETRY_LAST_MS = 60_000

/** @param closing - aborts when nothing is to be resumed any more */
export const createResumption = (
  { bank, store, records, log, wait }: Omit<RunningContext, 'onChange'>,
  { adopt, finish, isRunning }: ResumptionTargets,
  closing: AbortSignal,
): Resumption => {
  const now = async (record: ConnectionRecord): Promise<Outcome> => {
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
        // It came no further than its record: nothing was sent.
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

  const later: Resumption['later'] = (record, reason) => {
    const retry = async (): Promise<void> => {
      log.warn({ connection: record.id, reason }, 'connection is resumed later')
      for (let ms = RETRY_FIRST_MS; ; ms = Math.min(ms * 2, RETRY_LAST_MS)) {
        await wait(ms, closing)
        if (isRunning(record.id) || (await now(record)) !== 'later') return
      }
    }
    // It rejects when the service closes.
    retry().catch(() => undefined)
  }

  const all = async (): Promise<number> => {
    const found = await records.running()()
    if (E.isLeft(found)) throw new Error(`connections in progress cannot be read: ${found.left.reason}`)
    let resumed = 0
    await inParallel(RESUMED_AT_ONCE, found.right, async (record) => {
      const outcome = await now(record)
      if (outcome === 'resumed') resumed += 1
      if (outcome === 'later') later(record, 'store')
    })
    return resumed
  }

  return { all, later }
}
