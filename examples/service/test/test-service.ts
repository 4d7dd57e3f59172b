import { randomUUID } from 'node:crypto'
import { createMemoryBank, type MemoryBank, type MemoryBankOptions } from '@bank-connection/memory-adapter'
import { either as E, taskEither as TE } from 'fp-ts'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { type Database, databaseFailure } from '../src/database/database.ts'
import type { ServiceLimits } from '../src/http/service-limits.ts'
import { type Service, startService } from '../src/start-service.ts'
import { createTestClient, type TestClient } from './test-client.ts'
import { memoryDatabase } from './test-database.ts'

/** Speed of the bank: a job takes about 60 ms, and a challenge stays open for 1.2 s. */
const SPEED = 100

export interface TestService extends Service {
  readonly bank: MemoryBank
  /** The lines of the log. */
  readonly lines: readonly string[]
  readonly database: Database
  /** From now on statements that match fail; `null`: none. */
  readonly setFailing: (statements: RegExp | null) => void
  /** A client with a new session. */
  readonly openClient: () => Promise<TestClient>
  /** Starts another service on the same database and bank. @param port - any free port when absent */
  readonly restart: (port?: number) => Promise<TestService>
}

export interface TestOptions {
  readonly limits?: Partial<ServiceLimits>
  readonly bank?: MemoryBankOptions
  readonly publicOrigin?: string
  readonly now?: () => number
}

export const testService = async ({
  limits = {},
  bank: options = {},
  ...rest
}: TestOptions = {}): Promise<TestService> => {
  const bank = createMemoryBank({ time: { speed: SPEED }, ...options })
  return start(bank, `test:${randomUUID()}`, limits, rest)
}

const start = async (
  bank: MemoryBank,
  id: string,
  limits: Partial<ServiceLimits>,
  {
    publicOrigin = null,
    now = Date.now,
    port = 0,
  }: { readonly publicOrigin?: string | null; readonly now?: () => number; readonly port?: number },
): Promise<TestService> => {
  const lines: string[] = []
  const shared = await memoryDatabase()
  let failing: RegExp | null = null
  const down = TE.left(databaseFailure('08006'))
  const database: Database = {
    ...shared,
    query: (row, sql, parameters) => () => (failing?.test(sql) ? down() : shared.query(row, sql, parameters)()),
    transaction: (work) => () => (failing?.test('transaction') ? down() : shared.transaction(work)()),
  }
  const setFailing = (statements: RegExp | null): void => {
    failing = statements
  }
  const service = await startService({
    port,
    host: '127.0.0.1',
    publicOrigin,
    bank: { port: bank.port, id, isEphemeral: false, hints: {}, close: async () => undefined },
    database,
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    limits,
    now,
  })
  onTestFinished(service.close)
  const restart = (port = 0) => start(bank, id, limits, { publicOrigin, now, port })
  const openClient = async () => {
    const client = createTestClient(service.url)
    const opened = await client.post('/api/session')
    if (opened.status !== 201) throw new Error(`no session: ${opened.status}`)
    return client
  }
  return { ...service, bank, lines, database: shared, setFailing, openClient, restart }
}

export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}
