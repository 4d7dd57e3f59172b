import { isDeepStrictEqual } from 'node:util'
import { helpfulPerson } from '@bank-connection/core/testing'
import {
  createFetchBank,
  defaultHttpLimits,
  defaultRetryPolicy,
  type Fetch,
  type FetchBankOptions,
} from '@bank-connection/http-adapter/fetch'
import type { Fault } from '@bank-connection/memory-adapter'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { type FaultBurst, runStory, type Story, story } from '@bank-connection/memory-adapter/testing'
import * as fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { wireBreach } from '../../../src/simulate/over-http/http-laws.ts'
import {
  type CreateClient,
  createHttpPorts,
  type PlayedOverHttp,
  playOverHttp,
} from '../../../src/simulate/over-http/over-http.ts'

/** The path template of reading a job. */
const JOB = '/jobs/{jobId}'

const seed = Number(process.env['FC_SEED'] ?? 1)

const endsOf = ({ connections }: Pick<PlayedOverHttp, 'connections'>): readonly string[] =>
  connections.map(({ visit, intent, end }) => `${visit} ${intent} ${E.isRight(end) ? 'Connected' : end.left._tag}`)

/** A seed whose first client has the default limits and retry policy. */
const usualSeed = Array.from({ length: 1_000 }, (_, i) => i).find((at) => {
  const { way, wires } = createHttpPorts()
  way(createMemoryBank({ seed: at }), () => null)
  const { limits, retry } = wires[0]?.settings ?? {}
  return isDeepStrictEqual([limits, retry], [defaultHttpLimits, defaultRetryPolicy])
})

/** A story of one visit by a cooperative user, with the given faults. */
const oneVisit = (faultBursts: readonly FaultBurst[], more: Partial<Story> = {}): Story => ({
  seed: usualSeed ?? 0,
  weather: 'rain',
  undocumented: {},
  latencyMs: 40,
  visits: [
    {
      userId: 'user-1',
      institutionId: 'AU00002',
      login: { kind: 'own', method: 'token', prompts: 1 },
      afterMs: 0,
      intent: 'create',
      person: helpfulPerson,
      next: null,
      reads: true,
      limits: { jobTimeoutMs: 3_600_000 },
    },
  ],
  faultBursts,
  incidents: [],
  faultsEndAfterMs: 1_200_000,
  ...more,
})

const burst = (request: FaultBurst['request'], fault: Fault, nth = 1, times = 1): FaultBurst => ({
  visit: 0,
  request,
  during: null,
  nth,
  times,
  fault,
})

describe('a story over HTTP', () => {
  test.each(['fair', 'rain', 'storm'] as const)(
    'satisfies all laws in %s weather, and is deterministic',
    async (weather) => {
      for (const one of fc.sample(story({ weather }), { numRuns: 15, seed })) {
        const played = await playOverHttp(one)
        const again = await playOverHttp(one)
        expect(played.breach).toBeNull()
        expect(JSON.stringify([again.connections, again.wires])).toBe(
          JSON.stringify([played.connections, played.wires]),
        )
      }
    },
    60_000,
  )

  test('ends as in memory in fair weather, without cancels and crashes', async () => {
    for (const one of fc.sample(story({ weather: 'fair' }), { numRuns: 25, seed })) {
      const calm: Story = {
        ...one,
        visits: one.visits.map((visit) => ({ ...visit, person: helpfulPerson, next: null })),
      }
      expect(endsOf(await playOverHttp(calm)).toSorted()).toStrictEqual(endsOf(await runStory(calm)).toSorted())
    }
  }, 60_000)

  test('responds after exactly the latency: the transfer takes no time', async () => {
    for (const latencyMs of [0, 40]) {
      const { wires } = await playOverHttp(oneVisit([], { latencyMs }))
      const lasted = wires.flatMap(({ exchanges }) => exchanges.map(({ at, heardAt }) => (heardAt ?? 0) - at))
      expect(lasted.length).toBeGreaterThan(8)
      expect(new Set(lasted)).toStrictEqual(new Set([latencyMs]))
    }
  })

  test('injects faults on the wire, and hides from the core those that a retry fixes', async () => {
    const fault: Fault = { fault: 'status', status: 503, retryAfter: '1' }
    const { wires, connections } = await playOverHttp(oneVisit([burst('job', fault, 1, 2)]))
    const statuses = wires[0]?.exchanges.filter(({ template }) => template === JOB).map(({ status }) => status)
    expect(statuses?.slice(0, 3)).toStrictEqual([503, 503, 200])
    expect(JSON.stringify(connections[0]?.trace)).not.toContain('"status":503')
  })

  test('sends Retry-After as a date if the bank does', async () => {
    const fault: Fault = { fault: 'status', status: 429, retryAfter: '3' }
    const { wires } = await playOverHttp(oneVisit([burst('job', fault)], { undocumented: { retryAfter: 'date' } }))
    const retryAfter = wires[0]?.exchanges.find(({ status }) => status === 429)?.retryAfter ?? ''
    expect(retryAfter).toMatch(/^Sun, 04 Jan 2026 .* GMT$/)
  })

  test('also fails token requests when a fault burst affects all requests', async () => {
    const { wires, breach } = await playOverHttp(oneVisit([burst('any', { fault: 'reset' }, 1, 2)]))
    expect(breach).toBeNull()
    const tokens = wires[0]?.exchanges.filter(({ template }) => template === '/token').map(({ status }) => status)
    expect(tokens?.slice(0, 3)).toStrictEqual([null, null, 200])
  })
})

/** A client whose `fetch` does more than asked. */
const meddling =
  (meddle: (fetch: Fetch, options: FetchBankOptions) => Fetch): CreateClient =>
  (options) =>
    createFetchBank({ ...options, fetch: meddle(options.fetch ?? fetch, options) })

const ELSEWHERE: Fault = { fault: 'status', status: 302 }
const BUSY: Fault = { fault: 'status', status: 429, retryAfter: '30' }
const DOWN: Fault = { fault: 'status', status: 503, retryAfter: '30' }

/** Faulty clients: the law that each breaks, and the story in which it does. */
const plants: readonly (readonly [name: string, law: RegExp, create: CreateClient, one: Story])[] = [
  [
    'follows a redirect',
    /^MUST send requests only to the configured origin/,
    meddling((fetch) => async (url, init) => {
      const answer = await fetch(url, init)
      return answer.status === 302 ? fetch(answer.headers.get('location') ?? '', init) : answer
    }),
    oneVisit([burst('job', ELSEWHERE)]),
  ],
  [
    'follows a link in a response',
    /^MUST send requests only to the configured origin/,
    meddling((fetch) => async (url, init) => {
      const { status, headers, body } = await fetch(url, init)
      const reader = body?.getReader()
      const chunk = await reader?.read()
      const link = /"source":"([^"]+)"/.exec(new TextDecoder().decode(chunk?.value))?.[1]
      if (link?.startsWith('http')) await fetch(link, init).catch(() => null)
      const chunks = [chunk ?? { done: true }]
      const read = async () => chunks.shift() ?? { done: true }
      return { status, headers, body: { getReader: () => ({ read, cancel: async () => undefined }) } }
    }),
    oneVisit([burst('job', { fault: 'distorted', change: 'source-elsewhere' }, 1, 9)]),
  ],
  [
    'lets fetch follow redirects',
    /^MUST send requests only to the configured origin/,
    meddling((fetch) => (url, init) => fetch(url, { ...init, redirect: 'follow' as 'manual' })),
    oneVisit([]),
  ],
  [
    'omits the path prefix of the API',
    /^MUST send requests only to the configured origin/,
    meddling((fetch) => (url, init) => fetch(new URL(new URL(url).pathname.slice(4), url).href, init)),
    oneVisit([]),
  ],
  [
    'sends the key to every operation',
    /^MUST send the key only to \/token/,
    meddling(
      (fetch, { apiKey }) =>
        (url, init) =>
          fetch(url, { ...init, headers: { ...init.headers, authorization: `Basic ${apiKey}` } }),
    ),
    oneVisit([]),
  ],
  [
    'copies the request body into the URL',
    /^MUST send the user.s input only/,
    meddling((fetch) => (url, init) => fetch(`${url}?body=${encodeURIComponent(init.body ?? '')}`, init)),
    oneVisit([]),
  ],
  [
    'copies the request body into a header',
    /^MUST send the user.s input only/,
    meddling(
      (fetch) => (url, init) => fetch(url, { ...init, headers: { ...init.headers, 'x-sent': init.body ?? '' } }),
    ),
    oneVisit([]),
  ],
  [
    'passes the request body to its hooks',
    /^MUST NOT pass a secret/,
    meddling((fetch, { hooks }) => (url, init) => {
      hooks?.onResponse?.({ body: init.body } as never)
      return fetch(url, init)
    }),
    oneVisit([]),
  ],
  [
    'passes the token to its hooks',
    /^MUST NOT pass a secret/,
    meddling((fetch, { hooks }) => (url, init) => {
      hooks?.onResponse?.(init.headers as never)
      return fetch(url, init)
    }),
    oneVisit([]),
  ],
  [
    'exceeds the limit of concurrent requests',
    /^MUST NOT have more requests in flight/,
    meddling((fetch, { limits }) => async (url, init) => {
      if (!url.includes('/institutions/')) return fetch(url, init)
      const all = Array.from({ length: (limits?.concurrentMax ?? 64) + 1 }, () => fetch(url, init))
      return (await Promise.all(all))[0] ?? fetch(url, init)
    }),
    oneVisit([]),
  ],
  [
    'retries a create after a 504',
    /^MUST NOT repeat a request other than a read/,
    meddling((fetch) => async (url, init) => {
      const answer = await fetch(url, init)
      return init.method === 'POST' && answer.status >= 500 ? fetch(url, init) : answer
    }),
    oneVisit([burst('start', { fault: 'status-after', status: 504 })]),
  ],
  [
    'retries an answer after a lost connection',
    /^MUST NOT repeat a request other than a read/,
    meddling((fetch) => (url, init) => fetch(url, init).catch(() => fetch(url, init))),
    oneVisit([burst('answer', { fault: 'lost-answer' })]),
  ],
  [
    'retries more often than configured',
    /^MUST NOT retry beyond the attempts/,
    (options) => createFetchBank({ ...options, retry: { attemptsMax: 20, backoffMs: 1 } }),
    oneVisit([burst('job', { fault: 'reset' }, 1, 20)]),
  ],
  [
    'retries a read immediately after a 503',
    /^MUST NOT retry before Retry-After/,
    meddling((fetch) => async (url, init) => {
      const answer = await fetch(url, init)
      return answer.status === 503 ? fetch(url, init) : answer
    }),
    oneVisit([burst('job', DOWN)]),
  ],
  [
    'ignores the Retry-After of a 429',
    /^MUST NOT retry before Retry-After/,
    meddling((fetch) => async (url, init) => {
      const { status, body } = await fetch(url, init)
      return { status, body, headers: { get: () => null } }
    }),
    oneVisit([burst('job', BUSY)]),
  ],
  [
    'continues after the timeout of its call',
    /^MUST NOT send a request for a call after its timeout/,
    (options) => createFetchBank({ ...options, limits: { callTimeoutMs: 1_000_000, headersTimeoutMs: 26_000 } }),
    oneVisit([burst('job', { fault: 'hang' }, 1, 3)]),
  ],
]

describe('a faulty client is caught on the wire', () => {
  test.each(plants)('that %s', async (_, law, create, one) => {
    const { wires } = await playOverHttp(one, create)
    expect(wireBreach(one, wires)?.law).toMatch(law)
    expect(wireBreach(one, (await playOverHttp(one)).wires)).toBeNull()
  })
})
