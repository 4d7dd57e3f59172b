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

/** A way to a bank, and how its faults are set. */
interface FaultyBank {
  /** A client of its own for each call: nothing that one learns holds the next one back. */
  readonly client: () => Send
  readonly injectFault: (fault: Fault) => Promise<unknown>
  /** What its links begin with. */
  readonly origin: string
}

type Connect = (bank: MemoryBank) => Promise<FaultyBank>

const ORIGIN = 'https://au-api.basiq.io'
const NEVER_MS = 2 ** 31 - 1

/** No limit of the adapter matters, and it asks once, as memory does. */
const optionsOf = ({ clock }: MemoryBank) => ({
  apiKey: sandboxApiKey,
  clock,
  limits: { ...defaultHttpLimits, headersTimeoutMs: NEVER_MS, bodyTimeoutMs: NEVER_MS, callTimeoutMs: NEVER_MS },
  retry: { attemptsMax: 1 },
  random: () => 0,
})

const steered = (): BankHandlerOptions => ({ control: true, clock: createVirtualClock() })

const post = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body) })

interface Client {
  readonly send: Send
  readonly close: () => Promise<void>
}

const onSocket =
  (create: (bank: MemoryBank, baseUrl: string) => Client): Connect =>
  async (bank) => {
    const served = await serveMemoryBank(bank, steered())()
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
    'a handler in the same process',
    async (bank) => {
      const handler = createBankHandler(bank, steered())
      const asked: Fetch = (url, init) => handler(new Request(url, init))
      const client = () => createFetchBank({ ...optionsOf(bank), fetch: asked }).send
      return { client, injectFault: (rule) => handler(`${ORIGIN}/_sandbox/faults`, post(rule)), origin: ORIGIN }
    },
  ],
  ['undici on a socket', withUndici],
  ['fetch on a socket', onSocket((bank, baseUrl) => createFetchBank({ ...optionsOf(bank), baseUrl }))],
]

const institutionId = 'AU00000' as InstitutionId
const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }

interface Known {
  readonly userId: UserId
  readonly jobId: JobId
  readonly connectionId: ConnectionId
  readonly cursor: string | null
}

const right = <A>(made: E.Either<unknown, A>): A => {
  if (E.isLeft(made)) throw new Error('not prepared')
  return made.right
}

/** One connection that is ready, and one on its way. */
const prepare = async ({ port, userId, advance }: MemoryBank): Promise<Known> => {
  const { connectionId } = right(await connect(port, { userId, institutionId, credentials })())
  const other = { loginId: 'jared', password: 'django' }
  const { jobId } = right(await port.createConnection({ userId, institutionId, credentials: other })())
  await advance(1_500)
  const { next: cursor } = right(await port.listTransactions({ userId, limit: 2, cursor: null })())
  return { userId, connectionId, jobId, cursor }
}

type Call = (port: BankPort, known: Known, signal: AbortSignalLike) => TE.TaskEither<unknown, unknown>

/** What is asked while the fault lasts. */
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

/** What becomes of each call while a fault lasts, and of the bank in the minute after; null: nothing goes wrong. */
const run = async (reach: Connect, fault: Fault | null): Promise<Outcome> => {
  const bank = createMemoryBank()
  const known = await prepare(bank)
  let arrived: () => void = () => undefined
  const takeFault: MemoryBank['takeFault'] = (method, path) => {
    const taken = bank.takeFault(method, path)
    if (taken !== null) arrived()
    return taken
  }
  const { client, injectFault, origin } = await reach({ ...bank, takeFault })
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
    const settling = call(createBankPort(held, bank.clock), known, stop.signal)()
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
  // Not 401: over HTTP it is taken for a refusal at the door, and the request is sent again.
  ...[204, 205, 302, 404, 429, 500, 504].map((status): Fault => ({ fault: 'status-after', status })),
  ...changeNames.map((change): Fault => ({ fault: 'distorted', change })),
]

/** What a body says is the same on every way. */
const isForHandlerOnly = (fault: Fault): boolean =>
  fault.fault === 'distorted' && !['null-body', 'deep', 'proto'].includes(fault.change)

test.each(faults)('%j fails over HTTP as it does in memory, and leaves the same world', async (fault) => {
  const told = await run(inMemory, fault)
  for (const [name, reach] of isForHandlerOnly(fault) ? overHttp.slice(0, 1) : overHttp)
    expect([name, await run(reach, fault)]).toStrictEqual([name, told])
})

test('407 fails over a socket as it does in memory; fetch alone does not show it', async () => {
  const fault: Fault = { fault: 'status', status: 407 }
  expect(await run(withUndici, fault)).toStrictEqual(await run(inMemory, fault))
})

test('a refused connection fails as one to a port where nobody listens', async () => {
  const bank = createMemoryBank({ faults: [{ fault: 'refused' }] })
  const served = right(await serveMemoryBank(createMemoryBank())())
  await served.close()
  const gone = createHttpBank({ ...optionsOf(bank), baseUrl: served.url })
  onTestFinished(gone.close)
  const told = E.left(unreachable('offline', 'no'))
  expect(await bank.port.createUser({ email: 'a@example.com' })()).toStrictEqual(told)
  expect(await bank.freezeTime(gone.createUser({ email: 'a@example.com' }))).toStrictEqual(told)
})

test('over HTTP a bank that listens cannot refuse: the connection is reset', async () => {
  const told = await run(inMemory, { fault: 'reset' })
  for (const [, reach] of overHttp) expect(await run(reach, { fault: 'refused' })).toStrictEqual(told)
})

test('only what the codecs see through leaves everything as it is', async () => {
  const calm = await run(inMemory, null)
  const harmless: Fault[] = []
  for (const fault of faults)
    if (JSON.stringify(await run(inMemory, fault)) === JSON.stringify(calm)) harmless.push(fault)
  expect(harmless).toStrictEqual([
    { fault: 'delay', ms: 0 },
    { fault: 'distorted', change: 'result-array' },
    { fault: 'distorted', change: 'proto' },
  ])
})
