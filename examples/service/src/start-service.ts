import { setTimeout as wait } from 'node:timers/promises'
import { either as E } from 'fp-ts'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { createConnectionEvents } from './connections/connection-events.ts'
import { createConnectionPresenter } from './connections/connection-presenter.ts'
import { createConnections } from './connections/connections.ts'
import { createInstitutions } from './connections/institutions.ts'
import { createRunningConnections, type RunningConnections } from './connections/running-connections.ts'
import { createBankUsers } from './database/bank-users.ts'
import { cleanUp, deleteSimulatedUsers, runHourly } from './database/cleanup.ts'
import { type ConnectionRecord, createConnectionRecords } from './database/connection-records.ts'
import { createConnectionStore } from './database/connection-store.ts'
import type { Database } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import { createSessions } from './database/sessions.ts'
import { createApp, type Phase } from './http/app.ts'
import { listen } from './http/listen.ts'
import { defaultServiceLimits, type ServiceLimits } from './http/service-limits.ts'
import { createStreams } from './http/streams.ts'
import type { OpenBank } from './open-bank.ts'

/** The service closes the bank and the database. */
export interface ServiceOptions extends Pick<Config, 'port' | 'host' | 'publicOrigin'> {
  readonly bank: OpenBank
  readonly database: Database
  readonly log: Logger
  readonly limits?: Partial<ServiceLimits>
  /** Milliseconds since the Unix epoch; `Date.now` when absent. */
  readonly now?: () => number
}

export interface Service {
  /** The URL for browsers. */
  readonly url: string
  /** The URL that it listens on. */
  readonly address: string
  /** How many connections of the last process were resumed. */
  readonly resumed: number
  /** Ends streams, waits for pending requests, and releases every connection; takes at most ten seconds. */
  readonly close: () => Promise<void>
}

/** How long `close` waits for bank requests that must not be repeated. */
const SENDING_GRACE_MS = 4_000
const REQUESTS_GRACE_MS = 2_000

/**
 * Starts the service: takes the port, migrates the database, resumes running connections, then accepts requests. The
 * port comes first, so that connections are not taken from a service that already listens on it.
 *
 * @throws Error when the database cannot be used, or the service cannot listen on the port
 */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const { bank, database, publicOrigin } = options
  let phase: Phase = 'starting'
  let origins: readonly string[] = []
  const parts = createParts(options)
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
  // Fills the cache, which has the average durations that pages show.
  void institutions.list()()
  const stopCleanup = runHourly(() => cleanUp(database, now()))
  phase = 'open'

  const close = async (): Promise<void> => {
    phase = 'closing'
    stopCleanup()
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
  if (bank.isEphemeral) await deleteSimulatedUsers(database, bank.id)
}

/** Everything that the routes need, except the origins. Sends no request. */
const createParts = (options: ServiceOptions) => {
  const { bank, database, log, publicOrigin, now = Date.now } = options
  const limits = { ...defaultServiceLimits, ...options.limits }
  const store = createConnectionStore(database)
  const records = createConnectionRecords(database, bank.id)
  const institutions = createInstitutions(bank.port, now)
  const events = createConnectionEvents()
  const onChange = async (record: ConnectionRecord): Promise<void> =>
    events.publish(record.userId, { tag: 'Updated', connection: await present(record) })
  const running: RunningConnections = createRunningConnections({
    bank: bank.port,
    store,
    records,
    log,
    onChange: (record) => void onChange(record),
    wait: (ms, signal) => wait(ms, undefined, { signal, ref: false }),
  })
  const shared = { bank: bank.port, store, records, running, institutions, events, limits }
  const present = createConnectionPresenter(shared)
  return {
    ...shared,
    database,
    log,
    now,
    sessions: createSessions(database, bank.id),
    connections: createConnections({ ...shared, present, bankUserOf: createBankUsers(database, bank.port) }),
    streams: createStreams(limits),
    isHttps: publicOrigin?.startsWith('https:') ?? false,
  }
}
