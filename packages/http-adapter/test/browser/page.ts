import { type Clock, createRealClock } from '@bank-connection/core/adapter'
import {
  createFetchBank,
  defaultHttpLimits,
  type FetchBankOptions,
  type HttpBank,
  type ProvidedToken,
  type TokenProvider,
} from '@bank-connection/http-adapter/fetch'
import { sandboxApiKey } from '@bank-connection/memory-adapter'
import { inject, onTestFinished } from 'vitest'
import type { RemoteNodeCommands } from './node-commands.ts'
import type { ResponseSpec } from './response-spec.ts'

/** What these tests need of a page: the types of Node, with which tests are compiled, have none of it. */
interface Page {
  readonly location: { readonly origin: string }
  readonly sessionStorage: {
    readonly getItem: (key: string) => string | null
    readonly setItem: (key: string, value: string) => void
    readonly removeItem: (key: string) => void
  }
  readonly XMLHttpRequest: new () => {
    readonly open: (method: string, url: string, isAsync: boolean) => void
    readonly send: (body: string) => void
    readonly responseText: string
  }
}

const page = globalThis as unknown as Page

/** What outlasts the page in its tab. */
export const { sessionStorage } = page

/** The base URL of what listens at a port, by way of the page's own server. */
export const throughPage = (port: number): string => `${page.location.origin}/to/${port}`

/** The same straight from the page, which is of another origin. */
export const acrossOrigins = (port: number): string => `http://127.0.0.1:${port}`

/** What is done in Node for the page. */
export const node = new Proxy({} as RemoteNodeCommands, {
  get:
    (_, name) =>
    async (...given: readonly unknown[]): Promise<unknown> => {
      const url = `${throughPage(inject('farSidePort'))}/${String(name)}`
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(given) })
      if (!response.ok) throw new Error(`${String(name)}: ${await response.text()}`)
      return response.json()
    },
})

/** How long is waited for what must come to be: far longer than it takes. */
export const UNTIL = { timeout: 10_000 }

/** How many times as fast as the real time a bank is, and the page at it. Limits of the machine stay out of reach. */
const SPEED = 20

/** A clock of a page, as fast as its bank. */
export const fastClock = (): Clock => createRealClock({ now: Date.now, setTimeout, clearTimeout }, SPEED)

/** Limits for a fast clock: a busy machine meets none by chance. */
export const longTimeouts = {
  ...defaultHttpLimits,
  headersTimeoutMs: 600_000,
  bodyTimeoutMs: 600_000,
  callTimeoutMs: 1_000_000,
}

/** How many requests have reached a bank; the page stands still until it is known. */
export const servedNow = (port: number): number => {
  const request = new page.XMLHttpRequest()
  request.open('POST', `${throughPage(inject('farSidePort'))}/served`, false)
  request.send(JSON.stringify([port]))
  return Number(request.responseText)
}

/** Opens a simulated bank for this test. */
export const openBank = async (speed = SPEED) => {
  const opened = await node.openBank(speed, Date.now())
  onTestFinished(() => node.closeBank(opened.port))
  return opened
}

/** Opens a server for this test that says one thing after the other, and the last for all that follow. */
export const openServer = async (...said: readonly [ResponseSpec, ...ResponseSpec[]]): Promise<number> => {
  const port = await node.openServer(said)
  onTestFinished(() => node.closeServer(port))
  return port
}

/** A bank over the `fetch` of the page for this test. */
export const openFetchBank = (options: FetchBankOptions): HttpBank => {
  const bank = createFetchBank(options)
  onTestFinished(() => bank.close())
  return bank
}

/** A port on a simulated bank as a page has it: with tokens from its own server. */
export const openPageBank = (baseUrl: string, port: number, options: Partial<FetchBankOptions> = {}): HttpBank =>
  openFetchBank({
    token: tokenProviderFor(port),
    baseUrl,
    clock: fastClock(),
    limits: longTimeouts,
    ...options,
  } as FetchBankOptions)

/** Gets tokens from the page's own server, where the API key stays. */
export const tokenProviderFor =
  (port: number): TokenProvider =>
  async (_, signal) => {
    const response = await fetch(`/token-of/${port}/${encodeURIComponent(sandboxApiKey)}`, { method: 'POST', signal })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return (await response.json()) as ProvidedToken
  }

/** A request without a meaning, for servers that say what they are told. */
export const requestBy = (method: 'GET' | 'POST') => {
  const body = method === 'POST' ? { email: 'a@example.com' } : null
  return { method, template: '/users', path: '/users', body, scope: 'CLIENT_ACCESS' } as const
}

/** A token that no server looks at. */
export const anyToken: TokenProvider = async () => ({ accessToken: 'token' })
