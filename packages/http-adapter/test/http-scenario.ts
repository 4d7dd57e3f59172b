import type { PortError } from '@bank-connection/core'
import {
  type AbortSignalLike,
  createAbortController,
  createVirtualClock,
  neverAborted,
  type WireResponse,
} from '@bank-connection/core/adapter'
import { defaultHttpLimits, defaultRetryPolicy } from '@bank-connection/http-adapter'
import { createFetchBank, type ResponseEvent } from '@bank-connection/http-adapter/fetch'
import fc from 'fast-check'
import type { either as E } from 'fp-ts'
import {
  createScriptedFetch,
  createTokenReply,
  type FetchRequest,
  json,
  type Reply,
  refusal,
} from './scripted-fetch.ts'

/** A call: when it starts, and when its caller aborts it. */
export interface ScenarioCall {
  readonly isGet: boolean
  readonly startMs: number
  readonly cancelAfterMs: number | null
}

/** Calls and responses of a bank over `fetch`. Replies are used in order, repeatedly. */
export interface Scenario {
  readonly calls: readonly ScenarioCall[]
  readonly replies: readonly Reply[]
  readonly tokenReplies: readonly (Reply | null)[]
  readonly closeAtMs: number | null
  readonly chances: readonly number[]
}

const grid = (max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 }), fc.nat({ max: max / 10 })).map((tens) => tens * 10)

const good = json({ ok: true })

const kind: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(good) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(429, 429, 500, 503), fc.constantFrom(null, '0', '1', '2', '30', '100000'))
      .map(([status, seconds]) =>
        refusal(status, 'x', seconds === null ? {} : { headers: { 'retry-after': seconds } }),
      ),
  },
  { weight: 2, arbitrary: fc.constant(refusal(401, 'invalid-authorization-token')) },
  { weight: 1, arbitrary: fc.constant(refusal(404, 'resource-not-found')) },
  { weight: 1, arbitrary: fc.constantFrom<Reply>({ kind: 'hangs' }, { ...good, bodyAfterMs: 60_000 }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('ECONNRESET', 'ECONNREFUSED')
      .map((code): Reply => ({ kind: 'rejects', error: { code } })),
  },
  { weight: 1, arbitrary: fc.constantFrom<Reply>({ body: '{"a":' }, { status: 302, body: null }) },
)

const timed = (reply: fc.Arbitrary<Reply>): fc.Arbitrary<Reply> =>
  fc.tuple(reply, grid(3_000)).map(([one, afterMs]) => ({ ...one, afterMs }))

export const scenarios: fc.Arbitrary<Scenario> = fc.record(
  {
    calls: fc.array(
      fc.record({
        isGet: fc.boolean(),
        startMs: grid(8_000),
        cancelAfterMs: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: grid(3_000) }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    replies: fc.array(timed(kind), { minLength: 1, maxLength: 8 }),
    tokenReplies: fc.array(
      fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: timed(kind) }),
      { minLength: 1, maxLength: 4 },
    ),
    closeAtMs: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: grid(5_000) }),
    chances: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
  },
  { noNullPrototype: true },
)

export const limits = {
  ...defaultHttpLimits,
  headersTimeoutMs: 4_000,
  bodyTimeoutMs: 2_000,
  callTimeoutMs: 9_000,
  concurrentMax: 3,
  queuedMax: 5,
}
export const retry = { ...defaultRetryPolicy, budgetMax: 4 }

/** A request and its reply. */
export type SentRequest = FetchRequest & { readonly reply: Reply }

/** The outcome of a call. */
export interface CallOutcome {
  readonly call: ScenarioCall
  readonly result: E.Either<PortError, WireResponse>
  readonly startedAt: number
  readonly cancelledAt: number | null
  readonly settledAt: number
  readonly requests: readonly SentRequest[]
}

/** An abort controller whose signal counts its listeners. */
const createCountingController = () => {
  const { signal, abort } = createAbortController()
  const listeners = new Set<() => void>()
  const counting: AbortSignalLike = {
    get aborted() {
      return signal.aborted
    },
    addEventListener: (type, listener) => {
      listeners.add(listener)
      signal.addEventListener(type, listener)
    },
    removeEventListener: (type, listener) => {
      listeners.delete(listener)
      signal.removeEventListener(type, listener)
    },
  }
  return { signal: counting, abort, listeners: () => listeners.size }
}

const pathOf = (index: number): string => `/users/user-${index}`

/** Runs a scenario until some time after its last call has settled. */
export const runScenario = async ({ calls, replies, tokenReplies, closeAtMs, chances }: Scenario) => {
  const clock = createVirtualClock({ startAt: 0 })
  const sent: SentRequest[] = []
  const responses: ResponseEvent[] = []
  const token = createTokenReply({ afterMs: 10 })
  const used = { token: 0, call: 0, chance: 0 }
  const scripted = createScriptedFetch(clock, (seen) => {
    const isToken = seen.path === '/token'
    used[isToken ? 'token' : 'call'] += 1
    const next = isToken
      ? (tokenReplies[(used.token - 1) % tokenReplies.length] ?? token())
      : replies[(used.call - 1) % replies.length]
    const reply = next ?? good
    sent.push({ ...seen, reply })
    return reply
  })
  const bank = createFetchBank({
    apiKey: 'api-key',
    clock,
    fetch: scripted.fetch,
    limits,
    retry,
    random: () => {
      used.chance += 1
      return chances[used.chance % chances.length] ?? 0
    },
    hooks: { onResponse: (event) => void responses.push(event) },
  })
  let left = 0
  let settlements = 0
  const run = async (call: ScenarioCall, index: number): Promise<CallOutcome> => {
    await clock.sleep(call.startMs, neverAborted)
    const { signal, abort, listeners } = createCountingController()
    const startedAt = clock.now()
    let cancelledAt: number | null = null
    if (call.cancelAfterMs !== null)
      clock.sleep(call.cancelAfterMs, neverAborted).then(() => {
        cancelledAt = clock.now()
        abort()
      })
    const path = pathOf(index)
    const method = call.isGet ? 'GET' : 'POST'
    const result = await bank.send(
      { method, path, template: '/users/{userId}', body: call.isGet ? null : { index }, scope: 'SERVER_ACCESS' },
      signal,
    )()
    settlements += 1
    const settledAt = clock.now()
    left += listeners()
    const isCancelled = cancelledAt !== null && cancelledAt <= settledAt
    const requests = sent.filter((one) => one.path === path)
    return { call, result, startedAt, cancelledAt: isCancelled ? cancelledAt : null, settledAt, requests }
  }
  if (closeAtMs !== null) clock.sleep(closeAtMs, neverAborted).then(bank.close)
  const settled = await Promise.all(calls.map(run))
  const sentBySettling = sent.length
  await clock.sleep(120_000, neverAborted)
  const late = sent.slice(sentBySettling).filter(({ path }) => path !== '/token')
  return { settled, settlements, sent, responses, listenersLeft: left, sleepers: clock.sleepers(), late }
}
