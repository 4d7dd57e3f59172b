import { setTimeout as wait } from 'node:timers/promises'
import { either as E } from 'fp-ts'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { createShowing } from './connections/connection-presenter.ts'
import { createConnections } from './connections/connections.ts'
import { createInstitutions } from './connections/institutions.ts'
import { createListeners } from './connections/connection-events.ts'
import { createRunningConnections, type RunningConnections } from './connections/running-connections.ts'
import { createBankUsers } from './database/bank-users.ts'
import { type ConnectionRecord, createConnectionRecords } from './database/connection-records.ts'
import { createConnectionStore } from './database/connection-store.ts'
import type { Database } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import { createSessions } from './database/sessions.ts'
import { forgetOldBanks, sweep, sweepEveryHour } from './database/cleanup.ts'
import { createApp, type Phase } from './http/app.ts'
import { listen } from './http/listen.ts'
import { defaultServiceLimits, type ServiceLimits } from './http/service-limits.ts'
import { createStreams } from './http/streams.ts'
import type { OpenBank } from './open-bank.ts'

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
 * Takes the port, so that it takes over nothing from a service that listens there; then migrates the database, goes on
 * with the connections that were in progress, and answers.
 *
 * @throws Error when the database cannot be used, or the port cannot be listened at
 */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const { bank, database, publicOrigin } = options
  let phase: Phase = 'starting'
  let origins: readonly string[] = []
  const parts = partsOf(options)
  const { now, streams, running, institutions } = parts
  const app = await createApp({ ...parts, origins: () => origins }, () => phase)
  const { address, end } = await listen(app.fetch, options)
  origins = publicOrigin === null ? [address, address.replace('127.0.0.1', 'localhost')] : [publicOrigin]

  let resumed = 0
  try {
    await prepareDatabase(options)
    resumed = await running.resumeAll()
  } catch (error) {
    await end(0)
    throw error
  }
  // For the usual times of connections that go on; nobody waits for it.
  void institutions.list()()
  const stopSweeping = sweepEveryHour(() => sweep(database, now()))
  phase = 'open'

  const close = async (): Promise<void> => {
    phase = 'closing'
    stopSweeping()
    streams.close()
    await running.release(SENDING_GRACE_MS)
    await end(REQUESTS_GRACE_MS)
    await bank.close()
    await database.close()
  }
  let closed: Promise<void> | null = null
  return {
    url: publicOrigin ?? address,
    address,
    resumed,
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

const prepareDatabase = async ({ bank, database, log }: ServiceOptions): Promise<void> => {
  const steps = await migrate(database)()
  if (E.isLeft(steps)) throw new Error(`the database cannot be used: ${steps.left.reason}`)
  if (steps.right > 0) log.info({ steps: steps.right }, 'database migrated')
  if (bank.isForgetful) await forgetOldBanks(database, bank.id)
}

/** Everything that the routes are made of, but where the service is reached. Nothing is sent anywhere yet. */
const partsOf = (options: ServiceOptions) => {
  const { bank, database, log, publicOrigin, now = Date.now } = options
  const limits = { ...defaultServiceLimits, ...options.limits }
  const store = createConnectionStore(database)
  const records = createConnectionRecords(database, bank.id)
  const institutions = createInstitutions(bank.port, now)
  const listeners = createListeners()
  const onChange = (record: ConnectionRecord): void =>
    void showing.changeOf(record).then((change) => listeners.tell(record.userId, change))
  const running: RunningConnections = createRunningConnections({
    bank: bank.port,
    store,
    records,
    log,
    onChange,
    wait: (ms, signal) => wait(ms, undefined, { signal, ref: false }),
  })
  const shared = { bank: bank.port, store, records, running, institutions, listeners, limits }
  const showing = createShowing(shared)
  return {
    ...shared,
    database,
    log,
    now,
    sessions: createSessions(database, bank.id),
    connections: createConnections({ ...shared, bankUserOf: createBankUsers(database, bank.port) }),
    streams: createStreams(limits),
    isHttps: publicOrigin?.startsWith('https:') ?? false,
  }
}
