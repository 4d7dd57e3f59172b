import { type BankPort, InstitutionId } from '@bank-connection/core'
import { createAbortController, neverAborted, unreachable } from '@bank-connection/core/adapter'
import { connectionIdOf } from '@bank-connection/core/codec'
import { stageOf } from '@bank-connection/core/machine'
import {
  createMemoryBank,
  createPlatformClock,
  createWorld,
  type MemoryBank,
  type MemoryBankOptions,
  sandboxInstitutions,
  sandboxLogins,
} from '@bank-connection/memory-adapter'
import { either as E, type taskEither as TE } from 'fp-ts'
import { expect, test } from 'vitest'

const idOf = (text: string): InstitutionId => {
  if (!InstitutionId.is(text)) throw new Error('no institution id')
  return text
}

const run = async <A>(task: TE.TaskEither<unknown, A>): Promise<A> => {
  const settled = await task()
  if (E.isLeft(settled)) throw new Error(JSON.stringify(settled.left))
  return settled.right
}

const begin = (
  { port, userId }: MemoryBank,
  institution = 'AU00000',
  credentials: object = { loginId: 'gavinBelson', password: 'hooli2016' },
) => run(port.createConnection({ userId, institutionId: idOf(institution), credentials }, neverAborted))

const follow = async (port: BankPort, jobId: Awaited<ReturnType<typeof begin>>['jobId']) => {
  for (let i = 0; i < 200; i++) {
    const job = await run(port.getJob({ jobId }, neverAborted))
    if (['Done', 'Failed'].includes(stageOf(job)._tag)) return job
    await port.clock.sleep(1_000, neverAborted)
  }
  throw new Error('the job did not end')
}

test('a connection through the port has accounts and transactions that core can decode', async () => {
  const bank = createMemoryBank()
  const { jobId, outcome } = await begin(bank)
  const job = await follow(bank.port, jobId)
  const accounts = await run(bank.port.listAccounts({ userId: bank.userId }, neverAborted))
  const page = await run(bank.port.listTransactions({ userId: bank.userId, cursor: null }, neverAborted))
  const user = await run(bank.port.getUser({ userId: bank.userId }, neverAborted))
  expect({ outcome, stage: stageOf(job)._tag }).toStrictEqual({ outcome: 'created', stage: 'Done' })
  expect(accounts.length).toBeGreaterThanOrEqual(3)
  expect({ count: page.transactions.length, isLast: page.next === null }).toStrictEqual({ count: 500, isLast: false })
  expect(user.id).toBe(bank.userId)
  expect(bank.world().connectionCount).toBe(1)
})

test('core can decode all other responses', async () => {
  const bank = createMemoryBank()
  const { port, userId } = bank
  const { jobId } = await begin(bank)
  const connectionId = connectionIdOf(await follow(port, jobId))
  if (connectionId === null) throw new Error('no connection')
  const institutions = await run(port.listInstitutions({}, neverAborted))
  const connections = await run(port.listConnections({ userId }, neverAborted))
  const connection = await run(port.getConnection({ userId, connectionId }, neverAborted))
  const refreshed = await run(port.refreshConnection({ userId, connectionId }, neverAborted))
  const again = await run(port.refreshAllConnections({ userId }, neverAborted))
  await follow(port, refreshed.jobId)
  const updated = await run(
    port.updateConnection({ userId, connectionId, credentials: { password: 'hooli2016' } }, neverAborted),
  )
  const jobs = await run(port.listJobs({ userId, connectionId }, neverAborted))
  const user = await run(port.createUser({ email: 'a@example.com' }, neverAborted))
  await run(port.deleteConnection({ userId, connectionId }, neverAborted))
  await run(port.deleteUser({ userId: user.id }, neverAborted))
  expect(institutions.map(({ id }) => id)).toStrictEqual(sandboxInstitutions.map(({ id }) => id))
  expect(connections.map(({ id, status }) => [id, status])).toStrictEqual([[connectionId, 'active']])
  expect(connection.id).toBe(connectionId)
  expect(again).toStrictEqual([refreshed.jobId])
  expect(updated.outcome).toBe('created')
  expect(jobs.map(({ id }) => id)).toStrictEqual([updated.jobId, refreshed.jobId, jobId])
})

test('a challenge is answered through the port, with a client token', async () => {
  const bank = createMemoryBank()
  const { jobId } = await begin(bank, 'AU00002', { loginId: 'jared', password: 'django' })
  await bank.clock.sleep(60_000, neverAborted)
  await run(bank.port.answerMfa({ jobId, answers: ['1234'] }, neverAborted))
  const job = await follow(bank.port, jobId)
  expect(job.steps.map(({ status }) => status)).toStrictEqual(['success', 'success', 'success', 'success'])
})

test('tokens are requested once, cached, and renewed a minute before they expire', async () => {
  const bank = createMemoryBank({ requestLimit: { requestsMax: 1_000, windowMs: 1e12 } })
  const startedAt = bank.clock.now()
  const tokensAt = async (seconds: number): Promise<number> => {
    await bank.clock.sleep(startedAt + seconds * 1_000 - bank.clock.now(), neverAborted)
    await Promise.all([1, 2, 3].map(() => run(bank.port.getUser({ userId: bank.userId }, neverAborted))))
    return (bank.world().window?.requests ?? 0) - bank.served()
  }
  const counts = [
    await tokensAt(0),
    await tokensAt(3_539),
    await tokensAt(3_541),
    await tokensAt(7_079),
    await tokensAt(7_082),
  ]
  expect(counts).toStrictEqual([1, 1, 2, 2, 3])
})

test('a wrong API key fails with the error of the token request', async () => {
  const bank = createMemoryBank({ apiKey: btoa('mine:own') })
  const response = await bank.handle({
    method: 'POST',
    path: '/token',
    headers: { authorization: `Basic ${btoa('an:other')}`, 'basiq-version': '2.1' },
    body: {},
  })
  expect(response.status).toBe(404)
  expect((await bank.port.listInstitutions({}, neverAborted)())._tag).toBe('Right')
})

test('a request takes the latency, half of it before delivery', async () => {
  const bank = createMemoryBank({ latencyMs: 200, startAt: 0 })
  await bank.port.listInstitutions({}, neverAborted)()
  expect(bank.clock.now()).toBe(400)
  await bank.port.listInstitutions({}, neverAborted)()
  expect(bank.clock.now()).toBe(600)
})

test('a request that is aborted before delivery does not reach the bank', async () => {
  const bank = createMemoryBank({ latencyMs: 200 })
  await bank.port.listInstitutions({}, neverAborted)()
  const source = createAbortController()
  const asked = bank.send(
    { method: 'POST', path: '/users', template: '/users', body: { email: 'e' }, scope: 'SERVER_ACCESS' },
    source.signal,
  )()
  await bank.clock.sleep(50, neverAborted)
  source.abort()
  expect(await asked).toStrictEqual(E.left(unreachable('cancelled', 'unknown')))
  expect(bank.served()).toBe(1)
})

test('banks with the same seed behave the same, with another seed differently', async () => {
  const [one, same, other] = await Promise.all(
    [1, 1, 2].map(async (seed) => {
      const bank = createMemoryBank({ seed })
      await follow(bank.port, (await begin(bank)).jobId)
      return JSON.stringify(bank.world())
    }),
  )
  expect(one).toBe(same)
  expect(one).not.toBe(other)
})

test('mutating the options afterwards has no effect', () => {
  const institutions = [{ id: 'AU77777', name: 'Mine', authorization: 'user' as const }]
  const failure = { step: 'retrieve-accounts' as const, code: 'c', title: 't', detail: 'd' }
  const logins = [{ loginId: 'me', password: 'p', holder: 'Me', challenge: null, failure }]
  const shares: [number, number, number] = [0.5, 0.25, 0.25]
  const bank = createMemoryBank({ institutions, logins, durations: { shares } })
  const before = JSON.stringify(bank.world())
  institutions.push({ id: 'AU77778', name: 'Other', authorization: 'user' })
  Object.assign(institutions[0] ?? {}, { name: 'Changed' })
  failure.code = 'changed'
  shares[0] = 0
  expect(JSON.stringify(bank.world())).toBe(before)
})

test.each(['retrieve-accounts', 'retrieve-transactions'] as const)(
  'a login of our own may fail at %s',
  async (step) => {
    const failure = { step, code: 'service-unavailable', title: 'Service unavailable', detail: 'Later.' }
    const logins = [{ loginId: 'me', password: 'p', holder: 'Me', challenge: null, failure }]
    const bank = createMemoryBank({ logins })
    const job = await follow(bank.port, (await begin(bank, 'AU00000', { loginId: 'me', password: 'p' })).jobId)
    expect(job.steps.find(({ status }) => status === 'failed')).toMatchObject({
      title: step,
      result: { code: failure.code },
    })
    const accounts = await run(bank.port.listAccounts({ userId: bank.userId }, neverAborted))
    const { transactions } = await run(bank.port.listTransactions({ userId: bank.userId, cursor: null }, neverAborted))
    expect(accounts.length > 0).toBe(step === 'retrieve-transactions')
    expect(transactions.length).toBe(0)
  },
)

test('the initial users are those of the option, and an invalid id is rejected', () => {
  expect(createMemoryBank({ users: ['ann', 'bob'] }).users).toStrictEqual(['ann', 'bob'])
  expect(() => createMemoryBank({ users: ['a/b'] })).toThrow('ids that are valid in a URL path')
  expect(() => createMemoryBank({ users: [] })).toThrow('ids that are valid in a URL path')
})

test.each<readonly [string, MemoryBankOptions]>([
  ['speed', { time: { speed: -1 } }],
  ['speed', { time: { speed: Number.NaN } }],
  ['speed', { time: { speed: Number.POSITIVE_INFINITY } }],
  ['startAt', { startAt: Number.NaN }],
  ['startAt', { startAt: Number.POSITIVE_INFINITY }],
  ['startAt', { startAt: 9e15 }],
  ['startAt', { startAt: Number.NaN, time: { speed: 1 } }],
  ['latencyMs', { latencyMs: -5 }],
  ['latencyMs', { latencyMs: Number.NaN }],
  ['latencyMs', { latencyMs: Number.POSITIVE_INFINITY }],
  ['seed', { seed: 1.5 }],
  ['seed', { seed: Number.NaN }],
  ['seed', { seed: 2 ** 53 }],
])('an invalid %s is rejected with its name: %o', (name, options) => {
  expect(() => createMemoryBank(options)).toThrow(new RegExp(`^${name} must be `, 'u'))
})

test.each<MemoryBankOptions>([
  { time: { speed: 0.5 } },
  { time: { speed: 1_000 }, startAt: 0 },
  { startAt: -1 },
  { startAt: 0.5 },
  { latencyMs: 0 },
  { latencyMs: 0.5 },
  { seed: 0 },
  { seed: -1 },
])('options at the limits are accepted: %o', (options) => {
  expect(createMemoryBank(options).userId).toBe('user-1')
})

test('createWorld and createPlatformClock reject the same options', () => {
  expect(() => createWorld({ seed: 1.5 })).toThrow('seed must be ')
  expect(() => createPlatformClock({ speed: 0 })).toThrow('speed must be ')
  expect(() => createPlatformClock({ startAt: Number.NaN })).toThrow('startAt must be ')
})

test('a clock in real time starts at startAt', () => {
  const clock = createPlatformClock({ startAt: 1_000_000 })
  expect(clock.now()).toBeGreaterThanOrEqual(1_000_000)
  expect(clock.now()).toBeLessThan(1_060_000)
})

test('a login of the options replaces the published one', async () => {
  const logins = [{ loginId: 'gavinBelson', password: 'mine', holder: 'Me', challenge: null, failure: null }]
  const ends = ['mine', 'hooli2016'].map(async (password) => {
    const bank = createMemoryBank({ logins })
    const { jobId } = await begin(bank, 'AU00000', { loginId: 'gavinBelson', password })
    return stageOf(await follow(bank.port, jobId))._tag
  })
  expect(await Promise.all(ends)).toStrictEqual(['Done', 'Failed'])
})

test('the published data is that of the sandbox', () => {
  expect(sandboxLogins.map(({ loginId }) => loginId)).toStrictEqual([
    'Wentworth-Smith',
    'Whistler',
    'Gilfoyle',
    'gavinBelson',
    'jared',
    'richard',
    'bighead',
    'erlich',
    'jianYang',
    undefined,
  ])
})

test('an aborted call does not abort the shared token request', async () => {
  const bank = createMemoryBank({ latencyMs: 1_000 })
  const source = createAbortController()
  const stopped = bank.port.getUser({ userId: bank.userId }, source.signal)()
  const other = bank.port.getUser({ userId: bank.userId }, neverAborted)()
  await bank.clock.sleep(100, neverAborted)
  source.abort()
  expect(await stopped).toMatchObject(E.left({ _tag: 'Unreachable', reason: 'cancelled' }))
  expect(await other).toMatchObject(E.right({ id: bank.userId }))
})
