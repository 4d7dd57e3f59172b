import { neverAborted } from '@bank-connection/core/adapter'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { either as E } from 'fp-ts'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => void vi.unstubAllGlobals())

/** The `cache` option passed to `fetch` on a platform with this `Request`. */
const cacheOptionOn = async (platformRequest: unknown): Promise<readonly unknown[]> => {
  const cacheOptions: unknown[] = []
  vi.stubGlobal('Request', platformRequest)
  vi.stubGlobal('fetch', async (_: string, init: object) => {
    cacheOptions.push('cache' in init ? init.cache : 'nothing')
    return Response.json({})
  })
  const bank = createFetchBank({ token: async () => ({ accessToken: 'token' }) })
  const request = { method: 'GET', template: '/users', path: '/users', body: null, scope: 'SERVER_ACCESS' } as const
  expect(await bank.send(request, neverAborted)()).toStrictEqual(E.right({ status: 200, body: {} }))
  await bank.close()
  return cacheOptions
}

test('the cache is turned off where the platform has one; elsewhere the option is omitted, because it may throw', async () => {
  expect(await cacheOptionOn(Request)).toStrictEqual(['no-store'])
  expect(await cacheOptionOn(function edge() {})).toStrictEqual(['nothing'])
  expect(await cacheOptionOn(undefined)).toStrictEqual(['nothing'])
})
