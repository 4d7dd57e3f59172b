import { createVirtualClock, neverCancelled, type UserId, unreachable } from '@bank-connection/core'
import { createFetchBank, type TokenProvider } from '@bank-connection/http-adapter/fetch'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createScriptedFetch, json, settleDown } from './scripted-fetch.ts'

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
    expect(scripted.tokens()).toHaveLength(0)
    expect(new Set(scripted.calls().map(({ headers }) => headers['authorization']))).toStrictEqual(
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
    await clock.sleep(10 * 365 * 86_400_000, neverCancelled)
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
      expect([scripted.seen.length, clock.sleepers()]).toStrictEqual([0, 0])
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

  test('that never settles is waited for until the deadline, is told to stop then, and is asked anew', async () => {
    const signals: { readonly aborted: boolean }[] = []
    const { clock, scripted, get } = subject((_, signal) => {
      signals.push(signal)
      return new Promise(() => undefined)
    })
    const startedAt = clock.now()
    expect(await get()).toStrictEqual(E.left(unreachable('timeout', 'no')))
    expect(clock.now() - startedAt).toBe(50_000)
    await clock.sleep(1, neverCancelled)
    expect([signals.map(({ aborted }) => aborted), scripted.seen.length, clock.sleepers()]).toStrictEqual([
      [true],
      0,
      0,
    ])
    get()
    await settleDown()
    expect(signals).toHaveLength(2)
  })
})
