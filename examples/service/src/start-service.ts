import { setTimeout as wait } from 'node:timers/promises'
import { either as E } from 'fp-ts'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { createBankUsers } from './bank-users.ts'
import type { Config } from './config.ts'
import { type ConnectionRecord, createConnectionRecords } from './connection-records.ts'
import { createConnections } from './connections.ts'
import type { Database } from './database.ts'
import { createInstitutions } from './institutions.ts'
import { listen } from './listen.ts'
import { createListeners } from './listeners.ts'
import { migrate } from './migrate.ts'
import type { OpenBank } from './open-bank.ts'
import { releasableStore } from './releasable-store.ts'
import { createRunningConnections, type RunningConnections } from './running-connections.ts'
import { defaultServiceLimits, type ServiceLimits } from './service-limits.ts'
import { createSessions } from './sessions.ts'
import { createShowing } from './showing.ts'
import { createSqlConnectionStore } from './sql-connection-store.ts'
import { createStreams } from './streams.ts'
import { forgetOldBanks, sweepEveryHour } from './sweep.ts'

/** What a service is made of. It closes the bank and the database that it is given. */
export interface ServiceOptions extends Pick<Config, 'port' | 'host' | 'publicOrigin'> {
  readonly bank: OpenBank
  readonly database: Database
  readonly log: Logger
  readonly limits?: Partial<ServiceLimits>
  /** The time of this service; the platform's when absent. */
  readonly now?: () => number
}

export interface Service {
  /** Where people reach it. */
  readonly url: string
  /** Where it listens. */
  readonly address: string
  /** How many connections of the process before go on. */
  readonly resumed: number
  /** Ends the streams, lets requests end, and stops every connection where it is; within ten seconds. */
  readonly close: () => Promise<void>
}

/** How long requests that must not be repeated may take to settle when the service closes. */
const SENDING_GRACE_MS = 4_000
const REQUESTS_GRACE_MS = 2_000

/**
 * Migrates the database, goes on with the connections that were in progress, then listens.
 *
 * @throws Error when the database cannot be used, or the port cannot be listened at
 */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const { bank, database, log, publicOrigin, now = Date.now } = options
  const limits = { ...defaultServiceLimits, ...options.limits }
  const isHttps = publicOrigin?.startsWith('https:') ?? false
  const steps = await migrate(database)()
  if (E.isLeft(steps)) throw new Error(`the database cannot be used: ${steps.left.reason}`)
  if (steps.right > 0) log.info({ steps: steps.right }, 'database migrated')
  if (bank.isForgetful) await forgetOldBanks(database, bank.id)

  const { store, release } = releasableStore(createSqlConnectionStore(database))
  const records = createConnectionRecords(database, bank.id)
  const sessions = createSessions(database, bank.id)
  const institutions = createInstitutions(bank.port, now)
  const listeners = createListeners()
  const streams = createStreams(limits)
  const running: RunningConnections = createRunningConnections(
    {
      bank: bank.port,
      store,
      records,
      log,
      onChange: (record: ConnectionRecord) =>
        void showing.changeOf(record).then((change) => listeners.tell(record.userId, change)),
      wait: (ms, signal) => wait(ms, undefined, { signal, ref: false }),
    },
    release,
  )
  const shared = { bank: bank.port, store, records, running, institutions, listeners, limits }
  const showing = createShowing(shared)
  const connections = createConnections({ ...shared, bankUserOf: createBankUsers(database, bank.port) })

  let isClosing = false
  let origins: readonly string[] = []
  const context = { ...shared, database, sessions, connections, streams, log, now, isHttps, origins: () => origins }
  const app = await createApp(context, () => isClosing)
  const resumed = await running.resumeAll()
  // For the usual times of connections that go on; nobody waits for it.
  void institutions.list()()
  const stopSweeping = sweepEveryHour(() => sessions.sweep(now()))

  const { server, address } = await listen(app.fetch, options)
  const url = publicOrigin ?? address
  origins = publicOrigin === null ? [address, address.replace('127.0.0.1', 'localhost')] : [publicOrigin]

  let closed: Promise<void> | null = null
  const close = async (): Promise<void> => {
    isClosing = true
    stopSweeping()
    const ended = new Promise<void>((resolve) => server.close(() => resolve()))
    streams.close()
    await running.release(SENDING_GRACE_MS)
    server.closeIdleConnections()
    await Promise.race([ended, wait(REQUESTS_GRACE_MS)])
    server.closeAllConnections()
    await ended
    await bank.close()
    await database.close()
  }
  return {
    url,
    address,
    resumed,
    close: () => {
      closed ??= close()
      return closed
    },
  }
}
