import type { PortError, TokenUnavailable } from '@bank-connection/core'
import { createAbortController, neverAborted, type Scope, type Token, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createTokenCache, type TokenResult } from '../../src/auth/token-cache.ts'
import { createShiftableClock, flushMicrotasks } from '../scripted-fetch.ts'

const HOUR_MS = 3_600_000

/** A cache whose token requests are resolved one by one, in order. */
const subject = () => {
  const clock = createShiftableClock()
  const requested: Scope[] = []
  const waiting: ((result: TokenResult) => void)[] = []
  const cache = createTokenCache((scope) => {
    requested.push(scope)
    return new Promise((resolve) => waiting.push(resolve))
  }, clock)
  const settle = async (result: TokenResult): Promise<void> => {
    waiting.shift()?.(result)
    await flushMicrotasks()
  }
  const succeed = (accessToken: string, lifetimeMs = HOUR_MS): Promise<void> =>
    settle(E.right({ accessToken, lifetimeMs }))
  const token = (scope: Scope = 'SERVER_ACCESS', stop = neverAborted) => cache.get(scope, stop)
  /** The cached token; `waits` when there is none. */
  const now = (scope: Scope = 'SERVER_ACCESS'): string => {
    const found = token(scope)
    return 'accessToken' in found ? found.accessToken : 'waits'
  }
  return { clock, requested, cache, settle, succeed, token, now }
}

const unavailable = (reason: TokenUnavailable['reason']): TokenUnavailable => ({
  _tag: 'TokenUnavailable',
  reason,
  status: 403,
  detail: null,
  correlationId: null,
})

describe('a token', () => {
  test('is requested once for all waiting calls, and then cached', async () => {
    const { requested, succeed, token, now } = subject()
    const all = Promise.all(Array.from({ length: 100 }, () => token()))
    await succeed('t-1')
    expect((await all).filter((one) => one === null || !('right' in one))).toStrictEqual([])
    expect(now()).toBe('t-1')
    expect(requested.length).toBe(1)
  })

  test('is cached per scope', async () => {
    const { requested, succeed, token, now } = subject()
    token('SERVER_ACCESS')
    token('CLIENT_ACCESS')
    await succeed('server')
    await succeed('client')
    expect(now('SERVER_ACCESS')).toBe('server')
    expect(now('CLIENT_ACCESS')).toBe('client')
    expect(requested).toStrictEqual(['SERVER_ACCESS', 'CLIENT_ACCESS'])
  })

  test('still arrives for the other calls when one is aborted', async () => {
    const { requested, succeed, token } = subject()
    const { signal, abort } = createAbortController()
    const stopped = token('SERVER_ACCESS', signal)
    const other = token()
    abort()
    expect(await stopped).toBeNull()
    await succeed('t-1')
    expect(await other).toMatchObject(E.right({ accessToken: 't-1' }))
    expect(requested).toHaveLength(1)
  })

  test('is not requested for an aborted call', async () => {
    const { requested, token } = subject()
    const { signal, abort } = createAbortController()
    abort()
    expect(await token('SERVER_ACCESS', signal)).toBeNull()
    expect(requested).toHaveLength(0)
  })

  test.each([
    ['an hour', HOUR_MS, HOUR_MS - 300_000, HOUR_MS - 36_000],
    ['ten hours', 10 * HOUR_MS, 10 * HOUR_MS - 300_000, 10 * HOUR_MS - 300_000],
    ['ten seconds', 10_000, 9_000, 9_900],
    ['a day', 24 * HOUR_MS, 24 * HOUR_MS - 300_000, 24 * HOUR_MS - 300_000],
  ])(
    'valid for %s is renewed in the background before it expires, and awaited afterwards',
    async (_, life, renew, end) => {
      const { clock, requested, succeed, token, now } = subject()
      token()
      await succeed('t-1', life)
      clock.move(renew - 1)
      expect(now()).toBe('t-1')
      expect(requested.length).toBe(1)
      clock.move(1)
      const isUsedWhileRenewed = renew < end
      expect([now(), now(), requested.length]).toStrictEqual(
        isUsedWhileRenewed ? ['t-1', 't-1', 2] : ['waits', 'waits', 2],
      )
      clock.move(Math.max(0, end - renew - 1))
      expect(now()).toBe(isUsedWhileRenewed ? 't-1' : 'waits')
      clock.move(1)
      expect(now()).toBe('waits')
      expect(requested.length).toBe(2)
      await succeed('t-2', life)
      expect(now()).toBe('t-2')
      expect(requested.length).toBe(2)
    },
  )

  test('that could not be renewed is used until it expires, with a renewal every half minute', async () => {
    const { clock, requested, settle, succeed, token, now } = subject()
    token()
    await succeed('t-1')
    clock.move(HOUR_MS - 300_000)
    now()
    await settle(E.left(unreachable('offline', 'no')))
    clock.move(29_999)
    expect(now()).toBe('t-1')
    expect(requested.length).toBe(2)
    clock.move(1)
    expect(now()).toBe('t-1')
    expect(requested.length).toBe(3)
    await settle(E.left(unavailable('throttled')))
    expect(now()).toBe('t-1')
  })
})

describe('a token that the server rejects', () => {
  const withToken = async () => {
    const base = subject()
    base.token()
    await base.succeed('t-1')
    const first = base.token() as Token
    return { ...base, first }
  }

  test('is dropped, and replaced once, however many calls report it', async () => {
    const { cache, first, requested, succeed, token, now } = await withToken()
    const reports = Array.from({ length: 10 }, () => cache.invalidate('SERVER_ACCESS', first))
    expect(reports).toStrictEqual(reports.map(() => true))
    token()
    token()
    await succeed('t-2')
    expect(now()).toBe('t-2')
    expect(requested.length).toBe(2)
    expect(cache.invalidate('SERVER_ACCESS', first)).toBe(true)
    expect(now()).toBe('t-2')
  })

  test('is kept when the previous one was rejected less than five seconds ago', async () => {
    const { cache, first, clock, succeed, token, now, requested } = await withToken()
    cache.invalidate('SERVER_ACCESS', first)
    token()
    await succeed('t-2')
    const second = token() as Token
    clock.move(4_999)
    expect(cache.invalidate('SERVER_ACCESS', second)).toBe(false)
    expect(now()).toBe('t-2')
    expect(requested.length).toBe(2)
    clock.move(1)
    expect(cache.invalidate('SERVER_ACCESS', second)).toBe(true)
    expect(now()).toBe('waits')
  })

  test('does not affect the other scope', async () => {
    const { cache, first, succeed, token, now } = await withToken()
    token('CLIENT_ACCESS')
    await succeed('client')
    const client = token('CLIENT_ACCESS') as Token
    cache.invalidate('SERVER_ACCESS', first)
    expect(now('CLIENT_ACCESS')).toBe('client')
    expect(cache.invalidate('CLIENT_ACCESS', client)).toBe(true)
    expect(now('CLIENT_ACCESS')).toBe('waits')
  })

  test('is dropped even after the clock was set back', async () => {
    const { cache, first, clock, succeed, token, now } = await withToken()
    cache.invalidate('SERVER_ACCESS', first)
    token()
    await succeed('t-2')
    const second = token() as Token
    clock.move(-86_400_000)
    expect(cache.invalidate('SERVER_ACCESS', second)).toBe(true)
    expect(now()).toBe('waits')
  })
})

describe('a failed token request', () => {
  test.each(['keyRejected', 'accountDisabled', 'throttled'] as const)(
    'with %s is cached for ten seconds',
    async (reason) => {
      const { clock, requested, settle, token, now } = subject()
      const first = token()
      await settle(E.left(unavailable(reason)))
      expect(await first).toStrictEqual(E.left(unavailable(reason)))
      clock.move(9_999)
      expect(await token()).toStrictEqual(E.left(unavailable(reason)))
      expect(requested.length).toBe(1)
      token('CLIENT_ACCESS')
      expect(requested).toStrictEqual(['SERVER_ACCESS', 'CLIENT_ACCESS'])
      clock.move(1)
      expect(now()).toBe('waits')
      expect(requested.length).toBe(3)
    },
  )

  test.each<PortError>([
    unreachable('offline', 'no'),
    unreachable('timeout', 'no'),
    unavailable('malformed'),
    unavailable('provider'),
    unavailable('refused'),
  ])('with a transient failure is repeated by the next call: %j', async (failure) => {
    const { requested, settle, token } = subject()
    const first = token()
    await settle(E.left(failure))
    expect(await first).toStrictEqual(E.left(failure))
    token()
    expect(requested).toHaveLength(2)
  })

  test('that rejects is reported to all waiting calls, and repeated by the next call', async () => {
    let requested = 0
    const broken = new Error('broken')
    const cache = createTokenCache(() => {
      requested += 1
      return requested === 1
        ? Promise.reject(broken)
        : Promise.resolve(E.right({ accessToken: 't', lifetimeMs: HOUR_MS }))
    }, createShiftableClock())
    const get = async () => cache.get('SERVER_ACCESS', neverAborted)
    expect(await Promise.allSettled([get(), get()])).toStrictEqual(
      Array(2).fill({ status: 'rejected', reason: broken }),
    )
    expect(await get()).toMatchObject(E.right({ accessToken: 't' }))
    expect(await get()).toMatchObject({ accessToken: 't' })
    expect(requested).toBe(2)
  })

  test('is repeated at once when the clock is set back', async () => {
    const { clock, requested, settle, token } = subject()
    token()
    await settle(E.left(unavailable('keyRejected')))
    clock.move(-1)
    token()
    expect(requested).toHaveLength(2)
  })
})

describe('a clock that jumps', () => {
  test('forward past the expiry of a token requests a new one', async () => {
    const { clock, succeed, token, now, requested } = subject()
    token()
    await succeed('t-1')
    clock.move(365 * 86_400_000)
    expect(now()).toBe('waits')
    expect(requested.length).toBe(2)
  })

  test('back keeps the cached token', async () => {
    const { clock, succeed, token, now, requested } = subject()
    token()
    await succeed('t-1')
    clock.move(-365 * 86_400_000)
    expect(now()).toBe('t-1')
    expect(requested.length).toBe(1)
  })
})
