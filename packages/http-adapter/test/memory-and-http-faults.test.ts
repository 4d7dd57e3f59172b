import {
  type BankPort,
  type ConnectionId,
  connect,
  type InstitutionId,
  type JobId,
  type UserId,
} from '@bank-connection/core'
import {
  type AbortSignalLike,
  createAbortController,
  createBankPort,
  createVirtualClock,
  type Send,
  unreachable,
} from '@bank-connection/core/adapter'
import { createHttpBank, defaultHttpLimits } from '@bank-connection/http-adapter'
import { createFetchBank, type Fetch } from '@bank-connection/http-adapter/fetch'
import {
  changeNames,
  createMemoryBank,
  type Fault,
  type MemoryBank,
  sandboxApiKey,
} from '@bank-connection/memory-adapter'
import { type BankHandlerOptions, createBankHandler, serveMemoryBank } from '@bank-connection/sandbox'
import { either as E, type taskEither as TE } from 'fp-ts'
import { expect, onTestFinished, test } from 'vitest'

/** A connection to a bank, and a way to inject faults. */
interface FaultyBank {
  /** Creates a client per call, so that a throttle or a cached failure does not affect the next call. */
  readonly client: () => Send
  readonly injectFault: (fault: Fault) => Promise<unknown>
  /** Origin of its links. */
  readonly origin: string
}

type Connect = (bank: MemoryBank) => Promise<FaultyBank>

const ORIGIN = 'https://au-api.basiq.io'
const NEVER_MS = 2 ** 31 - 1

/** Without timeouts and retries, like the bank in memory. */
const optionsOf = ({ clock }: MemoryBank) => ({
  apiKey: sandboxApiKey,
  clock,
  limits: { ...defaultHttpLimits, headersTimeoutMs: NEVER_MS, bodyTimeoutMs: NEVER_MS, callTimeoutMs: NEVER_MS },
  retry: { attemptsMax: 1 },
  random: () => 0,
})

const controlOptions = (): BankHandlerOptions => ({ control: true, clock: createVirtualClock() })

const post = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body) })

interface Client {
  readonly send: Send
  readonly close: () => Promise<void>
}

const onSocket =
  (create: (bank: MemoryBank, baseUrl: string) => Client): Connect =>
  async (bank) => {
    const served = await serveMemoryBank(bank, controlOptions())()
    if (E.isLeft(served)) throw new Error('the bank cannot listen')
    const { url, close } = served.right
    onTestFinished(close)
    const client = (): Send => {
      const { send, close: hangUp } = create(bank, url)
      onTestFinished(hangUp)
      return send
    }
    return { client, injectFault: (rule) => fetch(`${url}/_sandbox/faults`, post(rule)), origin: url }
  }

const inMemory: Connect = async ({ send, injectFault }) => ({
  client: () => send,
  injectFault: async (rule) => injectFault(rule),
  origin: ORIGIN,
})

const withUndici = onSocket((bank, baseUrl) => createHttpBank({ ...optionsOf(bank), baseUrl }))

const overHttp: readonly (readonly [string, Connect])[] = [
  [
    'a request handler in the same process',
    async (bank) => {
      const handler = createBankHandler(bank, controlOptions())
      const fetch: Fetch = (url, init) => handler(new Request(url, init))
      const client = () => createFetchBank({ ...optionsOf(bank), fetch }).send
      return { client, injectFault: (rule) => handler(`${ORIGIN}/_sandbox/faults`, post(rule)), origin: ORIGIN }
    },
  ],
  ['undici on a socket', withUndici],
  ['fetch on a socket', onSocket((bank, baseUrl) => createFetchBank({ ...optionsOf(bank), baseUrl }))],
]

const institutionId = 'AU00000' as InstitutionId
const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }

interface Prepared {
  readonly userId: UserId
  readonly jobId: JobId
  readonly connectionId: ConnectionId
  readonly cursor: string | null
}

const right = <A>(made: E.Either<unknown, A>): A => {
  if (E.isLeft(made)) throw new Error('preparation failed')
  return made.right
}

/** Creates a finished connection and one in progress. */
const prepare = async ({ port, userId, advance }: MemoryBank): Promise<Prepared> => {
  const { connectionId } = right(await connect(port, { userId, institutionId, credentials })())
  const other = { loginId: 'jared', password: 'django' }
  const { jobId } = right(await port.createConnection({ userId, institutionId, credentials: other })())
  await advance(1_500)
  const { next: cursor } = right(await port.listTransactions({ userId, limit: 2, cursor: null })())
  return { userId, connectionId, jobId, cursor }
}

type Call = (port: BankPort, prepared: Prepared, signal: AbortSignalLike) => TE.TaskEither<unknown, unknown>

/** The calls that run while the fault is active. */
const calls: readonly Call[] = [
  (port, { jobId }, signal) => port.getJob({ jobId }, signal),
  (port, { userId }, signal) => port.listJobs({ userId }, signal),
  (port, _, signal) => port.listInstitutions({}, signal),
  (port, { userId }, signal) => port.listAccounts({ userId }, signal),
  (port, { userId, cursor }, signal) => port.listTransactions({ userId, limit: 2, cursor }, signal),
  (port, _, signal) => port.createUser({ email: 'a@example.com' }, signal),
  (port, { userId }, signal) => port.createConnection({ userId, institutionId, credentials }, signal),
  (port, { userId, connectionId }, signal) => port.refreshConnection({ userId, connectionId }, signal),
  (port, { userId, connectionId }, signal) => port.deleteConnection({ userId, connectionId }, signal),
  (port, { userId }, signal) => port.listJobs({ userId }, signal),
]

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Outcome {
  readonly results: readonly string[]
  readonly world: string
}

/** Runs all calls with a fault (null: without), and the bank for a minute after it. */
const run = async (connectTo: Connect, fault: Fault | null): Promise<Outcome> => {
  const bank = createMemoryBank()
  const prepared = await prepare(bank)
  let arrived: () => void = () => undefined
  const takeFault: MemoryBank['takeFault'] = (method, path) => {
    const taken = bank.takeFault(method, path)
    if (taken !== null) arrived()
    return taken
  }
  const { client, injectFault, origin } = await connectTo({ ...bank, takeFault })
  const rule = fault === null ? null : { ...fault, times: null }
  if (rule !== null) await injectFault(rule)
  const results: string[] = []
  for (const call of calls) {
    const stop = createAbortController()
    const coming = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const send = client()
    const held: Send = (request, signal) => () => bank.freezeTime(send(request, signal))
    const settling = call(createBankPort(held, bank.clock), prepared, stop.signal)()
    if (fault?.fault === 'hang' || fault?.fault === 'late') {
      await (send === bank.send ? turn() : coming)
      stop.abort()
    }
    results.push(JSON.stringify(await settling).replaceAll(origin, ORIGIN))
  }
  bank.clearFaults()
  await bank.advance(60_000)
  await turn()
  return { results, world: JSON.stringify(bank.world()) }
}

const STATUSES = [204, 205, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 408, 409, 422, 429, 451, 500, 503, 504]

const faults: readonly Fault[] = [
  { fault: 'reset' },
  { fault: 'lost-answer' },
  { fault: 'hang' },
  { fault: 'late', ms: 30_000 },
  { fault: 'delay', ms: 0 },
  { fault: 'duplicate', answer: 'first' },
  { fault: 'duplicate', answer: 'second' },
  { fault: 'stale' },
  { fault: 'html', status: 200 },
  { fault: 'html', status: 502 },
  { fault: 'empty' },
  { fault: 'truncated' },
  { fault: 'broken-off' },
  { fault: 'garbage' },
  ...STATUSES.map((status): Fault => ({ fault: 'status', status })),
  // Not 401: over HTTP the request would be sent again with a new token.
  ...[204, 205, 302, 404, 429, 500, 504].map((status): Fault => ({ fault: 'status-after', status })),
  ...changeNames.map((change): Fault => ({ fault: 'distorted', change })),
]

/** Faults of the body that all transports handle alike. */
const isForHandlerOnly = (fault: Fault): boolean =>
  fault.fault === 'distorted' && !['null-body', 'deep', 'proto'].includes(fault.change)

test.each(faults)('%j fails over HTTP as in memory, and leaves the bank in the same state', async (fault) => {
  const expected = await run(inMemory, fault)
  for (const [name, connectTo] of isForHandlerOnly(fault) ? overHttp.slice(0, 1) : overHttp)
    expect(await run(connectTo, fault), name).toStrictEqual(expected)
})

test('407 fails over undici as in memory (fetch hides it)', async () => {
  const fault: Fault = { fault: 'status', status: 407 }
  expect(await run(withUndici, fault)).toStrictEqual(await run(inMemory, fault))
})

test('a refused connection fails like one to a closed port', async () => {
  const bank = createMemoryBank({ faults: [{ fault: 'refused' }] })
  const served = right(await serveMemoryBank(createMemoryBank())())
  await served.close()
  const gone = createHttpBank({ ...optionsOf(bank), baseUrl: served.url })
  onTestFinished(gone.close)
  const expected = E.left(unreachable('offline', 'no'))
  expect(await bank.port.createUser({ email: 'a@example.com' })()).toStrictEqual(expected)
  expect(await bank.freezeTime(gone.createUser({ email: 'a@example.com' }))).toStrictEqual(expected)
})

test('over HTTP the fault refused resets the connection, because the server is listening', async () => {
  const expected = await run(inMemory, { fault: 'reset' })
  for (const [, connectTo] of overHttp) expect(await run(connectTo, { fault: 'refused' })).toStrictEqual(expected)
})

test('only delays and changes that the codecs accept have no effect', async () => {
  const unaffected = await run(inMemory, null)
  const harmless: Fault[] = []
  for (const fault of faults)
    if (JSON.stringify(await run(inMemory, fault)) === JSON.stringify(unaffected)) harmless.push(fault)
  expect(harmless).toStrictEqual([
    { fault: 'delay', ms: 0 },
    { fault: 'distorted', change: 'result-array' },
    { fault: 'distorted', change: 'proto' },
  ])
})
