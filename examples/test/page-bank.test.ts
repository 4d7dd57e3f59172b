import { connect } from '@bank-connection/core'
import { createMemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { createBankHandler } from '@bank-connection/sandbox/handler'
import { either as E } from 'fp-ts'
import { afterEach, expect, test, vi } from 'vitest'
import { createPageBank } from '../src/http/page-bank.ts'
import { answerTokenRequest } from '../src/http/token-route.ts'

/** The network of a page: its own server and the API. */
const surround = (apiKey: string) => {
  const simulated = createMemoryBank({ time: { speed: 100 } })
  const handler = createBankHandler(simulated)
  const fromPage: string[] = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit): Promise<Response> => {
    if (url === '/basiq-token') return answerTokenRequest(apiKey)
    if (!url.endsWith('/token')) fromPage.push(new Headers(init.headers).get('authorization') ?? '')
    return handler(url, init)
  })
  return { simulated, fromPage }
}

afterEach(() => void vi.unstubAllGlobals())

const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }

test('a page connects an account, second factor and all, without the API key', async () => {
  const { simulated, fromPage } = surround(sandboxApiKey)
  const { userId, clock } = simulated
  const page = { ...createPageBank(), clock }
  const onChallenge = async () => ['Hooli']
  const connected = await connect(page, { userId, institutionId: 'AU00002', credentials, onChallenge })()

  expect(connected).toMatchObject(E.right({ userId }))
  expect(fromPage.length).toBeGreaterThan(3)
  expect(fromPage.filter((header) => !header.startsWith('Bearer '))).toEqual([])
})

test('a page is refused what only a server may do', async () => {
  const { userId } = surround(sandboxApiKey).simulated

  expect(await createPageBank().deleteUser({ userId })()).toMatchObject(E.left({ _tag: 'Refused', status: 403 }))
})

test('when the server provides no token, calls fail with the reason provider', async () => {
  const { userId } = surround('bm86Z29vZA==').simulated

  expect(await createPageBank().getUser({ userId })()).toMatchObject(
    E.left({ _tag: 'TokenUnavailable', reason: 'provider' }),
  )
})
