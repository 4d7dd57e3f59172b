import type { JobId, UserId } from '@bank-connection/core'
import { createAbortController, createVirtualClock, neverAborted } from '@bank-connection/core/adapter'
import { defaultHttpLimits } from '@bank-connection/http-adapter'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import {
  createScriptedFetch,
  createTokenReply,
  type FetchRequest,
  flushMicrotasks,
  json,
  type Reply,
  refusal,
} from '../scripted-fetch.ts'

const userId = 'user-1' as UserId

const subject = (reply: (seen: FetchRequest) => Reply, limits = defaultHttpLimits) => {
  const clock = createVirtualClock({ startAt: 0 })
  const token = createTokenReply({ afterMs: 30 })
  const scripted = createScriptedFetch(clock, (seen) => (seen.path === '/token' ? token() : reply(seen)))
  const bank = createFetchBank({ apiKey: 'api-key', clock, fetch: scripted.fetch, random: () => 0.5, limits })
  return { clock, scripted, bank }
}

const user = json({ id: 'user-1', email: 'a@b.c' }, { afterMs: 50 })

const times = (
  count: number,
  make: (i: number) => Promise<E.Either<unknown, unknown>>,
): Promise<readonly E.Either<unknown, unknown>[]> => Promise.all(Array.from({ length: count }, (_, i) => make(i)))

test('a hundred calls request one token per scope, and never exceed the concurrency limit', async () => {
  const { scripted, bank } = subject(() => user, { ...defaultHttpLimits, concurrentMax: 7 })
  await times(100, (i) =>
    i % 2 === 0 ? bank.getUser({ userId })() : bank.answerMfa({ jobId: 'j-1' as JobId, answers: ['1'] })(),
  )
  expect(scripted.tokenRequests().map(({ body }) => body)).toStrictEqual(['scope=SERVER_ACCESS', 'scope=CLIENT_ACCESS'])
  expect(scripted.apiRequests()).toHaveLength(100)
  expect(Math.max(...scripted.apiRequests().map(({ inFlight }) => inFlight))).toBe(7)
})

test('a hundred calls with an expired token request one new token, and all succeed', async () => {
  const expired = refusal(403, 'access-denied', { afterMs: 20 }, 'Token has expired')
  const { scripted, bank } = subject(({ headers }) => (headers['authorization'] === 'Bearer token-1' ? expired : user))
  const results = await times(100, () => bank.getUser({ userId })())
  expect(results.filter(E.isLeft)).toStrictEqual([])
  expect(scripted.tokenRequests()).toHaveLength(2)
})

test('a 403 for another reason than the token requests no new token', async () => {
  const { scripted, bank } = subject(() => refusal(403, 'access-denied', {}, 'You may not'))
  expect(await bank.getUser({ userId })()).toMatchObject(E.left({ status: 403 }))
  expect(scripted.requests).toHaveLength(2)
})

test('calls beyond the queue limit fail at once as busy, not delivered', async () => {
  const { clock, scripted, bank } = subject(() => user, { ...defaultHttpLimits, concurrentMax: 2, queuedMax: 3 })
  const results = await times(8, () => bank.getUser({ userId })())
  const busy = results.filter(E.isLeft).map(({ left }) => left)
  expect(busy).toStrictEqual(
    Array.from({ length: 3 }, () => ({ _tag: 'Unreachable', reason: 'busy', delivered: 'no' })),
  )
  expect(scripted.apiRequests().length).toBe(5)
  expect(clock.now()).toStrictEqual(30 + 3 * 50)
})

test('aborted calls release their slots', async () => {
  let isHanging = true
  const reply = (): Reply => (isHanging ? { kind: 'hangs' } : user)
  const { clock, scripted, bank } = subject(reply, { ...defaultHttpLimits, concurrentMax: 2 })
  const { signal, abort } = createAbortController()
  const stopped = times(5, () => bank.getUser({ userId }, signal)())
  await clock.sleep(1_000, neverAborted)
  expect(scripted.apiRequests()).toHaveLength(2)
  abort()
  await stopped
  isHanging = false
  const at = clock.now()
  const results = await times(4, () => bank.getUser({ userId })())
  expect(results.filter(E.isLeft)).toStrictEqual([])
  expect(clock.now() - at).toBe(100)
  expect(
    scripted
      .apiRequests()
      .slice(2)
      .map(({ inFlight }) => inFlight),
  ).toStrictEqual([1, 2, 2, 2])
})

test('user-facing calls go before reads in the queue', async () => {
  const { scripted, bank } = subject(() => user, { ...defaultHttpLimits, concurrentMax: 1 })
  await bank.getUser({ userId })()
  await times(5, (i) => (i < 3 ? bank.getUser({ userId })() : bank.createUser({ email: 'a@b.c' })()))
  expect(scripted.apiRequests().map(({ method }) => method)).toStrictEqual(['GET', 'GET', 'POST', 'POST', 'GET', 'GET'])
})

test('when every request fails, retries stop when the shared budget is used up', async () => {
  const { scripted, bank } = subject(() => refusal(503, 'x'))
  await times(200, () => bank.getUser({ userId })())
  expect(scripted.apiRequests()).toHaveLength(200 + 50)
})

test('after 429, requests wait for Retry-After, are spread out, and return to full speed', async () => {
  let isLimited = true
  const { clock, scripted, bank } = subject(() =>
    isLimited ? refusal(429, 'x', { headers: { 'retry-after': '5' }, afterMs: 10 }) : user,
  )
  const burst = times(20, () => bank.getUser({ userId })())
  await clock.sleep(1_000, neverAborted)
  isLimited = false
  const results = await burst
  expect(results.filter(E.isLeft)).toStrictEqual([])
  const again = scripted
    .apiRequests()
    .slice(20)
    .map(({ at }) => at)
  expect(again).toHaveLength(20)
  expect(Math.min(...again)).toBeGreaterThanOrEqual(40 + 5_000)
  const gaps = again.slice(1).map((at, i) => at - (again[i] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThan(0)
  for (let i = 0; i < 40; i++) await bank.getUser({ userId })()
  const before = scripted.apiRequests().length
  await times(5, () => bank.getUser({ userId })())
  expect(
    new Set(
      scripted
        .apiRequests()
        .slice(before)
        .map(({ at }) => at),
    ).size,
  ).toBe(1)
})

/** A bank after this many 429 responses to writes, each of which doubles the gap: 25, 50, 100 … ms. */
const slowedDown = async (refusals: number) => {
  let isLimited = true
  const made = subject(() => (isLimited ? refusal(429, 'x') : user))
  for (let i = 0; i < refusals; i++) await made.bank.createUser({ email: 'a@b.c' })()
  isLimited = false
  const since = () => made.scripted.requests.slice(1 + refusals)
  return { ...made, since, gapMs: 25 * 2 ** (refusals - 1) }
}

test('sixty aborted calls during throttling leave no timer, and do not delay others', async () => {
  const { clock, bank, scripted, since, gapMs } = await slowedDown(7)
  const before = bank.getUser({ userId })()
  const stopped: E.Either<unknown, unknown>[] = []
  for (let i = 0; i < 60; i++) {
    const { signal, abort } = createAbortController()
    const running = bank.getUser({ userId }, signal)()
    await clock.sleep(1, neverAborted)
    abort()
    stopped.push(await running)
  }
  expect(stopped).toMatchObject(Array(60).fill(E.left({ reason: 'cancelled' })))
  const refusedAt = scripted.requests[7]?.at ?? 0
  expect(E.isRight(await before)).toBe(true)
  expect(E.isRight(await bank.getUser({ userId })())).toBe(true)
  const [first = 0, fresh = 0, ...others] = since().map(({ at }) => at)
  expect(first - refusedAt).toBeLessThanOrEqual(gapMs)
  expect(fresh - first).toBeLessThanOrEqual(gapMs)
  expect(others).toStrictEqual([])
  expect(clock.sleepers()).toBe(0)
})

test('a call after sixty aborted ones during throttling starts within one gap', async () => {
  const { clock, bank, since, gapMs } = await slowedDown(7)
  const { signal, abort } = createAbortController()
  const stopped = times(60, () => bank.getUser({ userId }, signal)())
  await clock.sleep(1, neverAborted)
  abort()
  expect((await stopped).every(E.isLeft)).toBe(true)
  await flushMicrotasks()
  expect(clock.sleepers()).toBe(0)
  expect(since().length).toBe(0)
  const at = clock.now()
  expect(E.isRight(await bank.getUser({ userId })())).toBe(true)
  expect(since()).toHaveLength(1)
  expect((since()[0]?.at ?? 0) - at).toBeLessThanOrEqual(gapMs)
})

test('a quarter of an hour after the last response, calls are no longer throttled', async () => {
  const { clock, bank, since } = await slowedDown(9)
  await clock.sleep(900_000, neverAborted)
  const at = clock.now()
  await times(20, () => bank.getUser({ userId })())
  expect(since().map((one) => one.at)).toStrictEqual(Array(20).fill(at))
})

test('after 429, each response shortens the gap until calls start at once', async () => {
  const { bank, since } = await slowedDown(5)
  await times(100, () => bank.getUser({ userId })())
  const at = since().map((one) => one.at)
  const gaps = at.slice(1).map((one, i) => one - (at[i] ?? 0))
  expect(gaps).toHaveLength(99)
  expect(gaps[0]).toBeGreaterThan(300)
  expect(gaps).toStrictEqual(gaps.toSorted((a, b) => b - a))
  expect(gaps.at(-1)).toBe(0)
})

test('during throttling a token request goes first, and a challenge response before waiting reads', async () => {
  const { clock, bank, since } = await slowedDown(6)
  const reads = times(4, () => bank.getUser({ userId })())
  await clock.sleep(1, neverAborted)
  const answer = bank.answerMfa({ jobId: 'j-1' as JobId, answers: ['1'] })()
  expect(E.isRight(await answer)).toBe(true)
  expect(since().map(({ method, path }) => `${method} ${path}`)).toStrictEqual(['POST /token', 'POST /jobs/j-1/mfa'])
  await reads
  expect(since().map(({ method }) => method)).toStrictEqual(['POST', 'POST', 'GET', 'GET', 'GET', 'GET'])
  const at = since().map((one) => one.at)
  expect(Math.min(...at.slice(1).map((one, i) => one - (at[i] ?? 0)))).toBeGreaterThan(0)
})

test('a token request is queued even when the queue is full', async () => {
  const { scripted, bank } = subject(() => user, { ...defaultHttpLimits, concurrentMax: 1, queuedMax: 1 })
  await bank.getUser({ userId })()
  const reads = times(2, () => bank.getUser({ userId })())
  expect(E.isRight(await bank.answerMfa({ jobId: 'j-1' as JobId, answers: ['1'] })())).toBe(true)
  expect((await reads).filter(E.isLeft)).toStrictEqual([])
  expect(scripted.requests.map(({ path }) => path).slice(2)).toStrictEqual([
    '/users/user-1',
    '/token',
    '/users/user-1',
    '/jobs/j-1/mfa',
  ])
})

test('with a Retry-After beyond the timeout, calls fail at once as busy and are not sent', async () => {
  const { clock, scripted, bank } = subject(() => refusal(429, 'x', { headers: { 'retry-after': '3600' } }))
  expect(await bank.getUser({ userId })()).toMatchObject(E.left({ _tag: 'Refused', status: 429 }))
  const at = clock.now()
  expect(await bank.getUser({ userId })()).toStrictEqual(
    E.left({ _tag: 'Unreachable', reason: 'busy', delivered: 'no' }),
  )
  expect(scripted.apiRequests().length).toBe(1)
  expect(clock.now()).toStrictEqual(at)
})
