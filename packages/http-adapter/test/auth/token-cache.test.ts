import type { PortError, TokenUnavailable } from '@bank-connection/core'
import { createAbortController, neverAborted, type Scope, type Token, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createTokenCache, type TokenResult } from '../../src/auth/token-cache.ts'
import { createShiftableClock, flushMicrotasks } from '../scripted-fetch.ts'

const HOUR_MS = 3_600_000

/** A source whose askings are answered one by one, in their order. */
const subject = () => {
  const clock = createShiftableClock()
  const asked: Scope[] = []
  const waiting: ((result: TokenResult) => void)[] = []
  const source = createTokenCache((scope) => {
    asked.push(scope)
    return new Promise((resolve) => waiting.push(resolve))
  }, clock)
  const answer = async (result: TokenResult): Promise<void> => {
    waiting.shift()?.(result)
    await flushMicrotasks()
  }
  const give = (accessToken: string, lifetimeMs = HOUR_MS): Promise<void> =>
    answer(E.right({ accessToken, lifetimeMs }))
  const token = (scope: Scope = 'SERVER_ACCESS', stop = neverAborted) => source.get(scope, stop)
  /** The text of the token that is there at once; else `waits`. */
  const now = (scope: Scope = 'SERVER_ACCESS'): string => {
    const found = token(scope)
    return 'accessToken' in found ? found.accessToken : 'waits'
  }
  return { clock, asked, source, answer, give, token, now }
}

const unavailable = (reason: TokenUnavailable['reason']): TokenUnavailable => ({
  _tag: 'TokenUnavailable',
  reason,
  status: 403,
  detail: null,
  correlationId: null,
})

describe('a token', () => {
  test('is asked for once for all who wait, and is then there at once', async () => {
    const { asked, give, token, now } = subject()
    const all = Promise.all(Array.from({ length: 100 }, () => token()))
    await give('t-1')
    expect((await all).filter((one) => one === null || !('right' in one))).toStrictEqual([])
    expect([now(), asked.length]).toStrictEqual(['t-1', 1])
  })

  test('is one of each scope', async () => {
    const { asked, give, token, now } = subject()
    token('SERVER_ACCESS')
    token('CLIENT_ACCESS')
    await give('server')
    await give('client')
    expect([now('SERVER_ACCESS'), now('CLIENT_ACCESS')]).toStrictEqual(['server', 'client'])
    expect(asked).toStrictEqual(['SERVER_ACCESS', 'CLIENT_ACCESS'])
  })

  test('goes on coming for the others when one who waits is stopped', async () => {
    const { asked, give, token } = subject()
    const { signal, abort } = createAbortController()
    const stopped = token('SERVER_ACCESS', signal)
    const other = token()
    abort()
    expect(await stopped).toBeNull()
    await give('t-1')
    expect(await other).toMatchObject(E.right({ accessToken: 't-1' }))
    expect(asked).toHaveLength(1)
  })

  test('is not asked for by one who has been stopped before', async () => {
    const { asked, token } = subject()
    const { signal, abort } = createAbortController()
    abort()
    expect(await token('SERVER_ACCESS', signal)).toBeNull()
    expect(asked).toHaveLength(0)
  })

  test.each([
    ['an hour', HOUR_MS, HOUR_MS - 300_000, HOUR_MS - 36_000],
    ['ten hours', 10 * HOUR_MS, 10 * HOUR_MS - 300_000, 10 * HOUR_MS - 300_000],
    ['ten seconds', 10_000, 9_000, 9_900],
    ['a day', 24 * HOUR_MS, 24 * HOUR_MS - 300_000, 24 * HOUR_MS - 300_000],
  ])(
    'of %s is renewed before its end while it is used, and waited for once it is too old',
    async (_, life, renew, end) => {
      const { clock, asked, give, token, now } = subject()
      token()
      await give('t-1', life)
      clock.move(renew - 1)
      expect([now(), asked.length]).toStrictEqual(['t-1', 1])
      clock.move(1)
      const isUsedWhileRenewed = renew < end
      expect([now(), now(), asked.length]).toStrictEqual(isUsedWhileRenewed ? ['t-1', 't-1', 2] : ['waits', 'waits', 2])
      clock.move(Math.max(0, end - renew - 1))
      expect(now()).toBe(isUsedWhileRenewed ? 't-1' : 'waits')
      clock.move(1)
      expect([now(), asked.length]).toStrictEqual(['waits', 2])
      await give('t-2', life)
      expect([now(), asked.length]).toStrictEqual(['t-2', 2])
    },
  )

  test('that could not be renewed is used to its end, and asked for again every half a minute', async () => {
    const { clock, asked, answer, give, token, now } = subject()
    token()
    await give('t-1')
    clock.move(HOUR_MS - 300_000)
    now()
    await answer(E.left(unreachable('offline', 'no')))
    clock.move(29_999)
    expect([now(), asked.length]).toStrictEqual(['t-1', 2])
    clock.move(1)
    expect([now(), asked.length]).toStrictEqual(['t-1', 3])
    await answer(E.left(unavailable('throttled')))
    expect(now()).toBe('t-1')
  })
})

describe('a token that the server refuses', () => {
  const refusedOnce = async () => {
    const made = subject()
    made.token()
    await made.give('t-1')
    const first = made.token() as Token
    return { ...made, first }
  }

  test('is given up, and another one asked for once, however many report it', async () => {
    const { source, first, asked, give, token, now } = await refusedOnce()
    const reports = Array.from({ length: 10 }, () => source.invalidate('SERVER_ACCESS', first))
    expect(reports).toStrictEqual(reports.map(() => true))
    token()
    token()
    await give('t-2')
    expect([now(), asked.length]).toStrictEqual(['t-2', 2])
    expect(source.invalidate('SERVER_ACCESS', first)).toBe(true)
    expect(now()).toBe('t-2')
  })

  test('is kept when the one before was refused less than five seconds ago', async () => {
    const { source, first, clock, give, token, now, asked } = await refusedOnce()
    source.invalidate('SERVER_ACCESS', first)
    token()
    await give('t-2')
    const second = token() as Token
    clock.move(4_999)
    expect([source.invalidate('SERVER_ACCESS', second), now(), asked.length]).toStrictEqual([false, 't-2', 2])
    clock.move(1)
    expect([source.invalidate('SERVER_ACCESS', second), now()]).toStrictEqual([true, 'waits'])
  })

  test('says nothing of the other scope', async () => {
    const { source, first, give, token, now } = await refusedOnce()
    token('CLIENT_ACCESS')
    await give('client')
    const client = token('CLIENT_ACCESS') as Token
    source.invalidate('SERVER_ACCESS', first)
    expect(now('CLIENT_ACCESS')).toBe('client')
    expect([source.invalidate('CLIENT_ACCESS', client), now('CLIENT_ACCESS')]).toStrictEqual([true, 'waits'])
  })

  test('is given up also after the clock was set back', async () => {
    const { source, first, clock, give, token, now } = await refusedOnce()
    source.invalidate('SERVER_ACCESS', first)
    token()
    await give('t-2')
    const second = token() as Token
    clock.move(-86_400_000)
    expect([source.invalidate('SERVER_ACCESS', second), now()]).toStrictEqual([true, 'waits'])
  })
})

describe('when there is no token', () => {
  test.each(['keyRejected', 'accountDisabled', 'throttled'] as const)(
    '%s holds for ten seconds, in which nobody asks again',
    async (reason) => {
      const { clock, asked, answer, token, now } = subject()
      const first = token()
      await answer(E.left(unavailable(reason)))
      expect(await first).toStrictEqual(E.left(unavailable(reason)))
      clock.move(9_999)
      expect([await token(), asked.length]).toStrictEqual([E.left(unavailable(reason)), 1])
      token('CLIENT_ACCESS')
      expect(asked).toStrictEqual(['SERVER_ACCESS', 'CLIENT_ACCESS'])
      clock.move(1)
      expect([now(), asked.length]).toStrictEqual(['waits', 3])
    },
  )

  test.each<PortError>([
    unreachable('offline', 'no'),
    unreachable('timeout', 'no'),
    unavailable('malformed'),
    unavailable('provider'),
    unavailable('refused'),
  ])('for a reason that may pass, the next call asks again: %j', async (failure) => {
    const { asked, answer, token } = subject()
    const first = token()
    await answer(E.left(failure))
    expect(await first).toStrictEqual(E.left(failure))
    token()
    expect(asked).toHaveLength(2)
  })

  test('because the asking itself broke, those who wait are told, and the next call asks again', async () => {
    let asked = 0
    const broken = new Error('broken')
    const source = createTokenCache(() => {
      asked += 1
      return asked === 1 ? Promise.reject(broken) : Promise.resolve(E.right({ accessToken: 't', lifetimeMs: HOUR_MS }))
    }, createShiftableClock())
    const ask = async () => source.get('SERVER_ACCESS', neverAborted)
    expect(await Promise.allSettled([ask(), ask()])).toStrictEqual(
      Array(2).fill({ status: 'rejected', reason: broken }),
    )
    expect(await ask()).toMatchObject(E.right({ accessToken: 't' }))
    expect([await ask(), asked]).toMatchObject([{ accessToken: 't' }, 2])
  })

  test('a clock that is set back asks again at once', async () => {
    const { clock, asked, answer, token } = subject()
    token()
    await answer(E.left(unavailable('keyRejected')))
    clock.move(-1)
    token()
    expect(asked).toHaveLength(2)
  })
})

describe('a clock that jumps', () => {
  test('forward past the end of a token waits for a new one', async () => {
    const { clock, give, token, now, asked } = subject()
    token()
    await give('t-1')
    clock.move(365 * 86_400_000)
    expect([now(), asked.length]).toStrictEqual(['waits', 2])
  })

  test('back goes on with the token that is there', async () => {
    const { clock, give, token, now, asked } = subject()
    token()
    await give('t-1')
    clock.move(-365 * 86_400_000)
    expect([now(), asked.length]).toStrictEqual(['t-1', 1])
  })
})
