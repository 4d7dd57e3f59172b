import { neverAborted } from '@bank-connection/core/adapter'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { either as E } from 'fp-ts'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => void vi.unstubAllGlobals())

/** What the platform's `fetch` is told of its cache, on a platform with this `Request`. */
const cacheToldOn = async (platformRequest: unknown): Promise<readonly unknown[]> => {
  const told: unknown[] = []
  vi.stubGlobal('Request', platformRequest)
  vi.stubGlobal('fetch', async (_: string, init: object) => {
    told.push('cache' in init ? init.cache : 'nothing')
    return Response.json({})
  })
  const bank = createFetchBank({ token: async () => ({ accessToken: 'token' }) })
  const request = { method: 'GET', template: '/users', path: '/users', body: null, scope: 'SERVER_ACCESS' } as const
  expect(await bank.send(request, neverAborted)()).toStrictEqual(E.right({ status: 200, body: {} }))
  await bank.close()
  return told
}

test('the fetch of a platform that has a cache keeps nothing; to others none is named, since that may throw', async () => {
  expect(await cacheToldOn(Request)).toStrictEqual(['no-store'])
  expect(await cacheToldOn(function edge() {})).toStrictEqual(['nothing'])
  expect(await cacheToldOn(undefined)).toStrictEqual(['nothing'])
})
