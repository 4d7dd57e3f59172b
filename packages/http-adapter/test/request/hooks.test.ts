import type { JobId, UserId } from '@bank-connection/core'
import { createVirtualClock } from '@bank-connection/core/adapter'
import {
  createFetchBank,
  type FetchBankOptions,
  type RequestEvent,
  type ResponseEvent,
} from '@bank-connection/http-adapter/fetch'
import { either as E } from 'fp-ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { notifyHook, reasonOf } from '../../src/request/hooks.ts'
import {
  createScriptedFetch,
  createTokenReply,
  type FetchRequest,
  json,
  type Reply,
  refusal,
} from '../scripted-fetch.ts'

const userId = 'user-1' as UserId
const jobId = 'j-1' as JobId

const subject = (reply: (request: FetchRequest) => Reply, options: Partial<FetchBankOptions> = {}) => {
  const clock = createVirtualClock({ startAt: 0 })
  const token = createTokenReply({ afterMs: 7 })
  const scripted = createScriptedFetch(clock, (request) => (request.path === '/token' ? token() : reply(request)))
  const events: (RequestEvent | ResponseEvent)[] = []
  const hooks = {
    onRequest: (event: RequestEvent) => void events.push(event),
    onResponse: (event: ResponseEvent) => void events.push(event),
  }
  const given = { apiKey: 'api-key', clock, fetch: scripted.fetch, hooks, random: () => 0, ...options }
  return { clock, scripted, events, bank: createFetchBank(given as FetchBankOptions) }
}

describe('hooks', () => {
  test('report each attempt in order, token requests included', async () => {
    let attempts = 0
    const { bank, events } = subject(() => {
      attempts += 1
      return attempts === 1 ? refusal(503, 'service-unavailable', { afterMs: 10 }) : refusal(404, 'x', { afterMs: 20 })
    })
    await bank.getJob({ jobId })()
    const token = { call: 2, attempt: 1, method: 'POST', template: '/token', at: 0 }
    const job = { call: 1, method: 'GET', template: '/jobs/{jobId}' }
    const nothing = { failure: null, cause: null, correlationId: null }
    expect(events).toStrictEqual([
      token,
      { ...token, ...nothing, durationMs: 7, status: 200 },
      { ...job, attempt: 1, at: 7 },
      { ...job, ...nothing, attempt: 1, at: 7, durationMs: 10, status: 503, correlationId: 'correlation-503' },
      { ...job, attempt: 2, at: 17 },
      { ...job, ...nothing, attempt: 2, at: 17, durationMs: 20, status: 404, correlationId: 'correlation-404' },
    ])
  })

  test.each<readonly [string, Reply, object]>([
    [
      'a reset',
      { kind: 'rejects', error: { code: 'ECONNRESET' } },
      { failure: 'offline', cause: 'ECONNRESET', status: null },
    ],
    [
      'an HTML page',
      { body: '<html>', headers: { 'content-type': 'text/html' } },
      { failure: 'contentType', cause: null, status: 200 },
    ],
    ['no response', { kind: 'hangs' }, { failure: 'timeout', cause: null, status: null }],
  ])('report %s with its reason', async (_, reply, wanted) => {
    const { bank, events } = subject(() => reply, { retry: { attemptsMax: 1 } })
    await bank.getJob({ jobId })()
    expect(events.at(-1)).toMatchObject(wanted)
  })

  describe('with errors', () => {
    const lost: unknown[] = []
    const remember = (reason: unknown): void => void lost.push(reason)
    beforeEach(() => {
      lost.length = 0
      process.on('unhandledRejection', remember)
    })
    afterEach(() => void process.off('unhandledRejection', remember))

    test.each([
      [
        'throw',
        () => {
          throw new Error('canary')
        },
      ],
      ['reject', () => Promise.reject(new Error('canary'))],
      ['never settle', () => new Promise<never>(() => undefined)],
    ])('that %s do not affect the call', async (_, hook) => {
      const { bank, scripted } = subject(() => json({ id: 'user-1', email: 'a@b.c' }), {
        hooks: { onRequest: hook as () => void, onResponse: hook as () => void },
      })
      expect(E.isRight(await bank.getUser({ userId })())).toBe(true)
      expect(scripted.requests).toHaveLength(2)
      // Unhandled rejections are reported after the microtasks.
      await new Promise((resolve) => setImmediate(resolve))
      expect(lost).toStrictEqual([])
    })
  })

  test('may abort the call, which is then not sent', async () => {
    const source = new AbortController()
    const { bank, scripted, clock } = subject(() => json({}), {
      hooks: { onRequest: ({ template }) => template === '/token' || source.abort() },
    } as Partial<FetchBankOptions>)
    expect(
      await bank.send(
        { method: 'POST', path: '/users', template: '/users', body: {}, scope: 'SERVER_ACCESS' },
        source.signal,
      )(),
    ).toMatchObject(E.left({ reason: 'cancelled', delivered: 'no' }))
    expect(scripted.apiRequests().length).toBe(0)
    expect(clock.sleepers()).toBe(0)
  })

  test.each([
    ['a secret', 'hunter22'],
    ['a secret inside other text', 'id-hunter22-1'],
    ['a part of the request', 'unter2'],
    ['the token', 'token-1'],
    ['the token inside other text', 'x-token-1-x'],
    ['free text', 'two words'],
    ['a long text', 'x'.repeat(101)],
    ['text with a line break', 'a\nb'],
  ])('report no correlation id that is %s', async (_, correlationId) => {
    const { bank, events } = subject(() => json({ correlationId, data: [] }, { status: 400 }))
    const credentials = { loginId: 'gavin', password: 'hunter22' }
    await bank.createConnection({ userId, institutionId: 'AU00000' as never, credentials })()
    expect(events.at(-1)).toMatchObject({ status: 400, correlationId: null })
  })

  test.each(['ba3f5a80-a5ac-11e9', 'id_7', '42'])('report the correlation id %s', async (correlationId) => {
    const { bank, events } = subject(() => json({ correlationId, data: [] }, { status: 400 }))
    const credentials = { loginId: 'gavin', password: 'hunter22' }
    await bank.createConnection({ userId, institutionId: 'AU00000' as never, credentials })()
    expect(events.at(-1)).toMatchObject({ status: 400, correlationId })
  })
})

test('an absent hook is ignored', () => {
  expect(() => notifyHook(undefined, {})).not.toThrow()
})

test('the reason of each failure is one word', () => {
  const words = { detail: 'canary', correlationId: 'canary' }
  expect(
    [
      { _tag: 'Unreachable', reason: 'busy', delivered: 'no' } as const,
      { _tag: 'MalformedResponse', reason: 'notHttp', expected: 'HTTP', paths: [] } as const,
      { _tag: 'TokenUnavailable', reason: 'throttled', status: 429, ...words } as const,
      { _tag: 'Refused', code: 'access-denied', status: 403, ...words } as const,
    ].map(reasonOf),
  ).toStrictEqual(['busy', 'notHttp', 'throttled', 'access-denied'])
})
