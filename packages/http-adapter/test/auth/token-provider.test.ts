import type { UserId } from '@bank-connection/core'
import {
  createAbortController,
  createVirtualClock,
  neverAborted,
  unreachable,
  type VirtualClock,
} from '@bank-connection/core/adapter'
import { createFetchBank, type HttpBank, type TokenProvider } from '@bank-connection/http-adapter/fetch'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createScriptedFetch, flushMicrotasks, json } from '../scripted-fetch.ts'

const userId = 'user-1' as UserId
const user = { id: 'user-1', type: 'user', email: 'a@example.com' }

const subject = (token: TokenProvider) => {
  const clock = createVirtualClock()
  const scripted = createScriptedFetch(clock, () => json(user))
  const bank = createFetchBank({ token, clock, fetch: scripted.fetch })
  return { clock, scripted, bank, get: bank.getUser({ userId }) }
}

const unavailable = (reason: string) => ({
  _tag: 'TokenUnavailable',
  reason,
  status: null,
  detail: null,
  correlationId: null,
})

const once = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()))

/** Rejects with the reason of its signal, as `fetch` does. */
const hangingFetch = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

/** Runs `work`, and collects unhandled rejections and uncaught exceptions. */
const watched = async <A>(work: () => Promise<A>) => {
  const unhandled: unknown[] = []
  const uncaught: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  process.setUncaughtExceptionCaptureCallback((error) => void uncaught.push(error))
  try {
    const result = await work()
    // Both are reported after the microtasks.
    await new Promise((resolve) => setImmediate(resolve))
    return { result, unhandled, uncaught }
  } finally {
    process.setUncaughtExceptionCaptureCallback(null)
    process.off('unhandledRejection', note)
  }
}

describe('a token provider', () => {
  test('is called once per scope for many calls, and its token is sent in the header only', async () => {
    const scopes: string[] = []
    const { scripted, bank, get } = subject(async (scope) => {
      scopes.push(scope)
      return { accessToken: `provided-${scope}`, expiresInSeconds: 3_600 }
    })
    await Promise.all(Array.from({ length: 20 }, () => get()))
    await bank.answerMfa({ jobId: 'j-1' as never, answers: ['1'] })()
    expect(scopes).toStrictEqual(['SERVER_ACCESS', 'CLIENT_ACCESS'])
    expect(scripted.tokenRequests()).toHaveLength(0)
    expect(new Set(scripted.apiRequests().map(({ headers }) => headers['authorization']))).toStrictEqual(
      new Set(['Bearer provided-SERVER_ACCESS', 'Bearer provided-CLIENT_ACCESS']),
    )
  })

  test('that sets no lifetime is called again only when the server rejects its token', async () => {
    let calls = 0
    const { clock, get } = subject(async () => {
      calls += 1
      return { accessToken: 'good' }
    })
    await get()
    await clock.sleep(10 * 365 * 86_400_000, neverAborted)
    expect(E.isRight(await get())).toBe(true)
    expect(calls).toBe(1)
  })

  test.each<readonly [string, TokenProvider, string]>([
    ['rejects', () => Promise.reject(new Error('canary')), 'provider'],
    ['rejects with nothing', () => Promise.reject(), 'provider'],
    [
      'throws at once',
      () => {
        throw new Error('canary')
      },
      'provider',
    ],
    ['returns null', (() => Promise.resolve(null)) as unknown as TokenProvider, 'provider'],
    ['returns nothing', (() => undefined) as unknown as TokenProvider, 'provider'],
    ['returns a string', (() => Promise.resolve('canary')) as unknown as TokenProvider, 'provider'],
    ['returns an object without a token', (() => Promise.resolve({})) as unknown as TokenProvider, 'malformed'],
    ['returns an empty token', async () => ({ accessToken: '' }), 'malformed'],
    ['returns a token with a line break', async () => ({ accessToken: 'canary\r\nx-evil: 1' }), 'malformed'],
    ['returns a token that is invalid in a header', async () => ({ accessToken: 'canary é' }), 'malformed'],
    ['returns a lifetime of 0', async () => ({ accessToken: 'canary', expiresInSeconds: 0 }), 'malformed'],
    ['returns a negative lifetime', async () => ({ accessToken: 'canary', expiresInSeconds: -1 }), 'malformed'],
    ['returns NaN as the lifetime', async () => ({ accessToken: 'canary', expiresInSeconds: Number.NaN }), 'malformed'],
  ])(
    'that %s fails the call without an HTTP status and without its own texts, and nothing is sent',
    async (_, token, reason) => {
      const { scripted, clock, get } = subject(token)
      expect(await get()).toStrictEqual(E.left(unavailable(reason)))
      expect(scripted.requests.length).toBe(0)
      expect(clock.sleepers()).toBe(0)
    },
  )

  test('that failed is called again by the next call', async () => {
    let calls = 0
    const { get } = subject(() => {
      calls += 1
      return calls === 1 ? Promise.reject(new Error('down')) : Promise.resolve({ accessToken: 'good' })
    })
    expect(E.isLeft(await get())).toBe(true)
    expect(E.isRight(await get())).toBe(true)
  })

  test('gets a native signal, which never aborts after the provider has returned', async () => {
    const signals: AbortSignal[] = []
    const { clock, bank, get } = subject(async (_, signal) => {
      signals.push(signal)
      return { accessToken: 'good', expiresInSeconds: 3_600 }
    })
    await get()
    await clock.sleep(120_000, neverAborted)
    await bank.close()
    await get()
    expect(signals).toStrictEqual([expect.any(AbortSignal)])
    expect(signals[0]?.aborted).toBe(false)
  })

  test('continues when the waiting calls are aborted: its token is cached for the next call', async () => {
    const source = createAbortController()
    const signals: AbortSignal[] = []
    const { clock, bank, get } = subject(async (_, signal) => {
      signals.push(signal)
      await clock.sleep(100, signal)
      return { accessToken: 'good' }
    })
    const stopped = bank.getUser({ userId }, source.signal)()
    await flushMicrotasks()
    source.abort()
    expect(await stopped).toMatchObject(E.left({ reason: 'cancelled' }))
    await clock.sleep(200, neverAborted)
    expect(E.isRight(await get())).toBe(true)
    expect(signals.map(({ aborted }) => aborted)).toStrictEqual([false])
  })

  test('that hangs does not keep an adapter from closing, and is aborted', async () => {
    const signals: AbortSignal[] = []
    const { clock, scripted, bank, get } = subject((_, signal) => {
      signals.push(signal)
      return new Promise(() => undefined)
    })
    const waiting = [get(), get(), bank.answerMfa({ jobId: 'j-1' as never, answers: ['1'] })()]
    await flushMicrotasks()
    await bank.close()
    expect(await Promise.all(waiting)).toStrictEqual(waiting.map(() => E.left(unreachable('cancelled', 'no'))))
    expect(await get()).toStrictEqual(E.left(unreachable('cancelled', 'no')))
    await flushMicrotasks()
    expect(signals.map(({ aborted }) => aborted)).toStrictEqual([true, true])
    expect(scripted.requests.length).toBe(0)
    expect(clock.sleepers()).toBe(0)
  })

  test.each<readonly [string, (signal: AbortSignal) => Promise<never>]>([
    ['rejects on abort', (signal) => once(signal).then(() => Promise.reject(new Error('canary')))],
    ['rejects on abort without a reason', (signal) => once(signal).then(() => Promise.reject())],
    ['passes its signal to fetch', (signal) => hangingFetch(signal)],
  ])('that %s is called again by the next call, without an unhandled rejection', async (_, hang) => {
    let calls = 0
    const { clock, bank, get } = subject((_, signal) => {
      calls += 1
      return calls === 1 ? hang(signal) : Promise.resolve({ accessToken: 'good' })
    })
    const { result, unhandled, uncaught } = await watched(async () => [await get(), E.isRight(await get())])
    expect(result).toStrictEqual([E.left(unreachable('timeout', 'no')), true])
    expect(unhandled).toStrictEqual([])
    expect(uncaught).toStrictEqual([])
    expect(calls).toBe(2)
    await bank.close()
    expect(clock.sleepers()).toBe(0)
  })

  test.each<readonly [string, (clock: VirtualClock, bank: HttpBank) => Promise<unknown>]>([
    ['the timeout', (clock) => clock.sleep(60_000, neverAborted)],
    ['the close of the adapter', (_, bank) => bank.close()],
  ])('whose abort listener throws at %s does not affect the adapter', async (_, end) => {
    const thrown = new Error('canary of the listener')
    const aborted: string[] = []
    const { clock, scripted, bank, get } = subject((scope, signal) => {
      signal.addEventListener('abort', () => {
        throw thrown
      })
      signal.addEventListener('abort', () => aborted.push(scope))
      return new Promise(() => undefined)
    })
    const { result, unhandled, uncaught } = await watched(async () => {
      const waiting = [get(), get()]
      await flushMicrotasks()
      await end(clock, bank)
      return Promise.all(waiting)
    })
    expect(result.map(E.isLeft)).toStrictEqual([true, true])
    // The platform reports errors of abort listeners as uncaught exceptions.
    expect({ unhandled, uncaught, aborted }).toStrictEqual({
      unhandled: [],
      uncaught: [thrown],
      aborted: ['SERVER_ACCESS'],
    })
    await bank.close()
    expect(clock.sleepers()).toBe(0)
    expect(scripted.requests.length).toBe(0)
  })

  test('that fails in the background does not affect calls while the old token is valid', async () => {
    let calls = 0
    const { clock, get } = subject(() => {
      calls += 1
      return calls === 1
        ? Promise.resolve({ accessToken: 'good', expiresInSeconds: 1_000 })
        : Promise.reject(new Error('canary'))
    })
    await get()
    await clock.sleep(950_000, neverAborted)
    const { result, unhandled, uncaught } = await watched(get)
    expect(E.isRight(result)).toBe(true)
    expect(calls).toBe(2)
    expect(unhandled).toStrictEqual([])
    expect(uncaught).toStrictEqual([])
  })

  test('that never settles is aborted at the timeout, and called again by the next call', async () => {
    const signals: { readonly aborted: boolean }[] = []
    const { clock, scripted, get } = subject((_, signal) => {
      signals.push(signal)
      return new Promise(() => undefined)
    })
    const startedAt = clock.now()
    expect(await get()).toStrictEqual(E.left(unreachable('timeout', 'no')))
    expect(clock.now() - startedAt).toBe(50_000)
    await clock.sleep(1, neverAborted)
    expect(signals.map(({ aborted }) => aborted)).toStrictEqual([true])
    expect(scripted.requests.length).toBe(0)
    expect(clock.sleepers()).toBe(0)
    get()
    await flushMicrotasks()
    expect(signals).toHaveLength(2)
  })
})
