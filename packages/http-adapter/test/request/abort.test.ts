import { createAbortController, createVirtualClock, neverAborted, unreachable } from '@bank-connection/core/adapter'
import { defaultHttpLimits } from '@bank-connection/http-adapter'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { json as respondWith } from '../faults/raw-responses.ts'
import { inSequence, startRawServer } from '../faults/raw-server.ts'
import { transports } from '../faults/with-bank.ts'
import { createScriptedFetch, createTokenReply, flushMicrotasks, json, type Reply, refusal } from '../scripted-fetch.ts'

interface Scenario {
  readonly method: 'GET' | 'POST'
  readonly replies: readonly Reply[]
  readonly token?: Reply
  /** Number of calls ahead of it in the queue. */
  readonly before?: number
}

const good = json({ ok: true }, { afterMs: 10, bodyAfterMs: 10 })

const subject = ({ method, replies, token = { afterMs: 10 }, before = 0 }: Scenario) => {
  const clock = createVirtualClock({ startAt: 0 })
  const tokenReply = createTokenReply(token)
  let attempts = 0
  const scripted = createScriptedFetch(clock, ({ path }) => {
    if (path === '/token') return tokenReply()
    if (path !== '/users') return good
    attempts += 1
    return replies[attempts - 1] ?? good
  })
  const limits = { ...defaultHttpLimits, concurrentMax: 1 }
  const bank = createFetchBank({ apiKey: 'api-key', clock, fetch: scripted.fetch, random: () => 0.5, limits })
  const source = createAbortController()
  const request = { method, template: '/users', body: null, scope: 'SERVER_ACCESS' } as const
  const others = Array.from({ length: before }, () => bank.send({ ...request, path: '/others' }, neverAborted)())
  const settled: E.Either<unknown, unknown>[] = []
  const running = bank.send({ ...request, path: '/users' }, source.signal)()
  running.then((result) => settled.push(result))
  const sent = (): number => scripted.requests.filter(({ path }) => path === '/users').length
  return { clock, scripted, bank, source, settled, sent, others }
}

/** Number of microtask turns after a change in which work may continue. */
const BUSY_TURNS = 30

/** Runs a scenario without an abort; returns the turns in which work is done, and the result. */
const undisturbed = async (scenario: Scenario) => {
  const { clock, scripted, settled } = subject(scenario)
  const turns: number[] = []
  let news = ''
  let newsAt = 0
  for (let turn = 0; settled.length === 0; turn++) {
    const seen = `${clock.now()} ${scripted.requests.length} ${clock.sleepers()}`
    if (seen !== news) newsAt = turn
    news = seen
    if (turn - newsAt <= BUSY_TURNS) turns.push(turn)
    await undefined
  }
  return { turns, end: JSON.stringify(settled[0]) }
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'a read': { method: 'GET', replies: [] },
  'a write': { method: 'POST', replies: [] },
  'a read that is retried': {
    method: 'GET',
    replies: [
      { ...refusal(503, 'x'), afterMs: 10, headers: { 'retry-after': '1' } },
      { kind: 'rejects', error: { code: 'ECONNRESET' }, afterMs: 10 },
    ],
  },
  'a write whose token is rejected': { method: 'POST', replies: [refusal(401, 'x', { afterMs: 10 })] },
  'a read that is throttled': { method: 'GET', replies: [refusal(429, 'x', { headers: { 'retry-after': '2' } })] },
  'a read in a queue': { method: 'GET', replies: [], before: 3 },
  'a write without a response': { method: 'POST', replies: [{ kind: 'hangs' }] },
}

describe('a call that is aborted at any microtask', () => {
  test.each(Object.entries(scenarios))(
    '%s: settles as cancelled within a few microtasks, and sends nothing more',
    async (_, scenario) => {
      const { turns, end } = await undisturbed(scenario)
      const seen = { no: 0, unknown: 0, finished: 0 }
      const wrong: unknown[] = []
      for (const turn of turns) {
        const { clock, scripted, source, settled, sent, others } = subject(scenario)
        for (let i = 0; i < turn; i++) await undefined
        const isFinished = settled.length > 0
        const before = sent()
        source.abort()
        await flushMicrotasks(8)
        const allBefore = scripted.requests.length
        // The virtual clock does not advance: that takes 64 turns without a change.
        await flushMicrotasks(30)
        const [result] = settled
        const cancelled = E.left(unreachable('cancelled', before === 0 ? 'no' : 'unknown'))
        const notDelivered = E.left(unreachable('cancelled', 'no'))
        const isCancelled = [cancelled, notDelivered].some((one) => JSON.stringify(one) === JSON.stringify(result))
        const left =
          result !== undefined && E.isLeft(result) ? (result.left as { delivered: 'no' | 'unknown' }).delivered : null
        if (isFinished || left === null) seen.finished += 1
        else seen[left] += 1
        const others200 = await Promise.all(others)
        await clock.sleep(120_000, neverAborted)
        const problems = {
          turn,
          isSettledWrongly: !(isFinished || isCancelled || JSON.stringify(result) === end),
          saysThatItLeft: left === 'unknown' && before === 0,
          sentAfter: sent() - before,
          sentAtAll: scenario.before === undefined ? scripted.requests.length - allBefore : 0,
          settlements: settled.length - 1,
          sleepers: clock.sleepers(),
          others: others200.filter(E.isLeft).length,
        }
        if (Object.values({ ...problems, turn: 0 }).some(Boolean)) wrong.push(problems)
      }
      expect(wrong).toStrictEqual([])
      expect(seen.no).toBeGreaterThan(0)
      expect(seen.unknown).toBeGreaterThan(0)
      // In the last turns the response has arrived, and the call completes.
      expect(seen.finished).toBeLessThan(80)
    },
  )
})

describe('an adapter that is closed', () => {
  test.each(Object.entries(scenarios))(
    'during %s sends nothing more, and the call is cancelled',
    async (_, scenario) => {
      const { turns, end } = await undisturbed(scenario)
      const wrong: unknown[] = []
      for (const turn of turns.filter((_, i) => i % 4 === 0)) {
        const { clock, scripted, bank, settled, others } = subject(scenario)
        for (let i = 0; i < turn; i++) await undefined
        const before = scripted.requests.length
        await bank.close()
        await flushMicrotasks(60)
        const [result] = settled
        const isCancelled = (JSON.stringify(result) ?? '').includes('"reason":"cancelled"')
        await Promise.all(others)
        await clock.sleep(120_000, neverAborted)
        const problems = {
          turn,
          isSettledWrongly: !(isCancelled || JSON.stringify(result) === end),
          sentAfter: scripted.requests.length - before,
          sleepers: clock.sleepers(),
        }
        if (Object.values({ ...problems, turn: 0 }).some(Boolean)) wrong.push(problems)
      }
      expect(wrong).toStrictEqual([])
    },
  )

  test('rejects further calls, and may be closed again', async () => {
    const { scripted, bank } = subject(scenarios['a read'] as Scenario)
    await bank.close()
    await bank.close()
    const before = scripted.requests.length
    expect(await bank.listInstitutions({})()).toStrictEqual(E.left(unreachable('cancelled', 'no')))
    expect(scripted.requests).toHaveLength(before)
  })
})

describe.each(transports)('a hook that aborts its call, over $name', ({ open }) => {
  const abortedBy = async (method: 'GET' | 'POST', when: 'the token' | 'the call') => {
    const server = await startRawServer({ handler: inSequence(respondWith(200, {})) })
    const source = createAbortController()
    const onRequest = ({ template }: { readonly template: string }): void => {
      if ((template === '/token') === (when === 'the token')) source.abort()
    }
    const bank = open({ apiKey: 'api-key', baseUrl: server.origin, hooks: { onRequest } })
    const request = { method, template: '/users', path: '/users', body: null, scope: 'SERVER_ACCESS' } as const
    const result = await bank.send(request, source.signal)()
    const after = await bank.send({ ...request, path: '/after' }, neverAborted)()
    await bank.close()
    await server.close()
    return { result, after, heard: server.requests.map(({ path }) => path) }
  }

  test.each([
    ['GET', 'the call'],
    ['POST', 'the call'],
    ['GET', 'the token'],
    ['POST', 'the token'],
  ] as const)('of a %s, on the request for %s: the call never reaches the server', async (method, when) => {
    const { result, after, heard } = await abortedBy(method, when)
    expect(result).toStrictEqual(E.left(unreachable('cancelled', 'no')))
    expect(E.isRight(after)).toBe(true)
    expect(heard).toStrictEqual(['/after'])
  })
})
