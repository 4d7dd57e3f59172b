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

/** Rejects with the reason of its signal, as each `fetch` does. */
const hangingFetch = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

/** Runs `work`, and tells what nobody caught in the meantime. */
const watched = async <A>(work: () => Promise<A>) => {
  const unhandled: unknown[] = []
  const uncaught: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  process.setUncaughtExceptionCaptureCallback((error) => void uncaught.push(error))
  try {
    const result = await work()
    // Both are told after the microtasks.
    await new Promise((resolve) => setImmediate(resolve))
    return { result, unhandled, uncaught }
  } finally {
    process.setUncaughtExceptionCaptureCallback(null)
    process.off('unhandledRejection', note)
  }
}

describe('a provider of tokens', () => {
  test('is asked once for many calls, by scope, and its token goes into the header alone', async () => {
    const asked: string[] = []
    const { scripted, bank, get } = subject(async (scope) => {
      asked.push(scope)
      return { accessToken: `provided-${scope}`, expiresInSeconds: 3_600 }
    })
    await Promise.all(Array.from({ length: 20 }, () => get()))
    await bank.answerMfa({ jobId: 'j-1' as never, answers: ['1'] })()
    expect(asked).toStrictEqual(['SERVER_ACCESS', 'CLIENT_ACCESS'])
    expect(scripted.tokenRequests()).toHaveLength(0)
    expect(new Set(scripted.apiRequests().map(({ headers }) => headers['authorization']))).toStrictEqual(
      new Set(['Bearer provided-SERVER_ACCESS', 'Bearer provided-CLIENT_ACCESS']),
    )
  })

  test('that names no lifetime is asked again only when the server refuses its token', async () => {
    let asked = 0
    const { clock, get } = subject(async () => {
      asked += 1
      return { accessToken: 'good' }
    })
    await get()
    await clock.sleep(10 * 365 * 86_400_000, neverAborted)
    expect([E.isRight(await get()), asked]).toStrictEqual([true, 1])
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
    ['gives null', (() => Promise.resolve(null)) as unknown as TokenProvider, 'provider'],
    ['gives nothing', (() => undefined) as unknown as TokenProvider, 'provider'],
    ['gives a text', (() => Promise.resolve('canary')) as unknown as TokenProvider, 'provider'],
    ['gives an object without a token', (() => Promise.resolve({})) as unknown as TokenProvider, 'malformed'],
    ['gives an empty token', async () => ({ accessToken: '' }), 'malformed'],
    ['gives a token with a line break', async () => ({ accessToken: 'canary\r\nx-evil: 1' }), 'malformed'],
    ['gives a token that no header takes', async () => ({ accessToken: 'canary é' }), 'malformed'],
    ['gives a lifetime of nothing', async () => ({ accessToken: 'canary', expiresInSeconds: 0 }), 'malformed'],
    ['gives a lifetime below', async () => ({ accessToken: 'canary', expiresInSeconds: -1 }), 'malformed'],
    ['gives no number', async () => ({ accessToken: 'canary', expiresInSeconds: Number.NaN }), 'malformed'],
  ])(
    'that %s fails the call without an HTTP status and with nothing of its own, and nothing leaves',
    async (_, token, reason) => {
      const { scripted, clock, get } = subject(token)
      expect(await get()).toStrictEqual(E.left(unavailable(reason)))
      expect([scripted.requests.length, clock.sleepers()]).toStrictEqual([0, 0])
    },
  )

  test('that has failed is asked again by the next call', async () => {
    let asked = 0
    const { get } = subject(() => {
      asked += 1
      return asked === 1 ? Promise.reject(new Error('down')) : Promise.resolve({ accessToken: 'good' })
    })
    expect([E.isLeft(await get()), E.isRight(await get())]).toStrictEqual([true, true])
  })

  test('has a signal of the platform, which does not abort once it has given, whatever comes later', async () => {
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

  test('goes on when those who wait for it are stopped: its token is kept for the next one', async () => {
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
    expect([E.isRight(await get()), signals.map(({ aborted }) => aborted)]).toStrictEqual([true, [false]])
  })

  test('that hangs does not keep an adapter from closing, and is told to stop', async () => {
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
    expect([scripted.requests.length, clock.sleepers()]).toStrictEqual([0, 0])
  })

  test.each<readonly [string, (signal: AbortSignal) => Promise<never>]>([
    ['rejects when it is told to stop', (signal) => once(signal).then(() => Promise.reject(new Error('canary')))],
    ['rejects with nothing when it is told to stop', (signal) => once(signal).then(() => Promise.reject())],
    ['hands its signal to a fetch', (signal) => hangingFetch(signal)],
  ])('that %s is asked again by the next call, and nobody sees its rejection', async (_, hang) => {
    let asked = 0
    const { clock, bank, get } = subject((_, signal) => {
      asked += 1
      return asked === 1 ? hang(signal) : Promise.resolve({ accessToken: 'good' })
    })
    const { result, unhandled, uncaught } = await watched(async () => [await get(), E.isRight(await get())])
    expect(result).toStrictEqual([E.left(unreachable('timeout', 'no')), true])
    expect([unhandled, uncaught, asked]).toStrictEqual([[], [], 2])
    await bank.close()
    expect(clock.sleepers()).toBe(0)
  })

  test.each<readonly [string, (clock: VirtualClock, bank: HttpBank) => Promise<unknown>]>([
    ['its deadline', (clock) => clock.sleep(60_000, neverAborted)],
    ['the end of the adapter', (_, bank) => bank.close()],
  ])('whose listener throws at %s breaks nothing of the adapter: the platform tells of it', async (_, end) => {
    const thrown = new Error('canary of the listener')
    const told: string[] = []
    const { clock, scripted, bank, get } = subject((scope, signal) => {
      signal.addEventListener('abort', () => {
        throw thrown
      })
      signal.addEventListener('abort', () => told.push(scope))
      return new Promise(() => undefined)
    })
    const { result, unhandled, uncaught } = await watched(async () => {
      const waiting = [get(), get()]
      await flushMicrotasks()
      await end(clock, bank)
      return Promise.all(waiting)
    })
    expect(result.map(E.isLeft)).toStrictEqual([true, true])
    // As it does with every listener of a signal that throws; the adapter has no part in it.
    expect({ unhandled, uncaught, told }).toStrictEqual({ unhandled: [], uncaught: [thrown], told: ['SERVER_ACCESS'] })
    await bank.close()
    expect([clock.sleepers(), scripted.requests.length]).toStrictEqual([0, 0])
  })

  test('that fails in the background while its token is used breaks nothing', async () => {
    let asked = 0
    const { clock, get } = subject(() => {
      asked += 1
      return asked === 1
        ? Promise.resolve({ accessToken: 'good', expiresInSeconds: 1_000 })
        : Promise.reject(new Error('canary'))
    })
    await get()
    await clock.sleep(950_000, neverAborted)
    const { result, unhandled, uncaught } = await watched(get)
    expect([E.isRight(result), asked, unhandled, uncaught]).toStrictEqual([true, 2, [], []])
  })

  test('that never settles is waited for until the deadline, is told to stop then, and is asked anew', async () => {
    const signals: { readonly aborted: boolean }[] = []
    const { clock, scripted, get } = subject((_, signal) => {
      signals.push(signal)
      return new Promise(() => undefined)
    })
    const startedAt = clock.now()
    expect(await get()).toStrictEqual(E.left(unreachable('timeout', 'no')))
    expect(clock.now() - startedAt).toBe(50_000)
    await clock.sleep(1, neverAborted)
    expect([signals.map(({ aborted }) => aborted), scripted.requests.length, clock.sleepers()]).toStrictEqual([
      [true],
      0,
      0,
    ])
    get()
    await flushMicrotasks()
    expect(signals).toHaveLength(2)
  })
})
