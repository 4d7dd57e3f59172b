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

/** The browser globals that these tests use; tests are compiled with the types of Node.js. */
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

export const { sessionStorage } = page

/** Base URL of a port through the proxy of the page's server. */
export const throughPage = (port: number): string => `${page.location.origin}/to/${port}`

/** Base URL of a port, cross-origin. */
export const acrossOrigins = (port: number): string => `http://127.0.0.1:${port}`

/** Calls `nodeCommands`. */
export const node = new Proxy({} as RemoteNodeCommands, {
  get:
    (_, name) =>
    async (...given: readonly unknown[]): Promise<unknown> => {
      const url = `${throughPage(inject('nodeCommandsPort'))}/${String(name)}`
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(given) })
      if (!response.ok) throw new Error(`${String(name)}: ${await response.text()}`)
      return response.json()
    },
})

/** Options of `expect.poll`: far longer than needed. */
export const POLL = { timeout: 10_000 }

/** Speed of banks and pages; timeouts of the state machine are not reached. */
const SPEED = 20

/** A clock as fast as the bank. */
export const fastClock = (): Clock => createRealClock({ now: Date.now, setTimeout, clearTimeout }, SPEED)

/** Timeouts for a fast clock that a busy machine does not reach by chance. */
export const longTimeouts = {
  ...defaultHttpLimits,
  headersTimeoutMs: 600_000,
  bodyTimeoutMs: 600_000,
  callTimeoutMs: 1_000_000,
}

/** Number of requests at a bank, read synchronously. */
export const servedNow = (port: number): number => {
  const request = new page.XMLHttpRequest()
  request.open('POST', `${throughPage(inject('nodeCommandsPort'))}/served`, false)
  request.send(JSON.stringify([port]))
  return Number(request.responseText)
}

/** Opens a simulated bank for this test. */
export const openBank = async (speed = SPEED) => {
  const opened = await node.openBank(speed, Date.now())
  onTestFinished(() => node.closeBank(opened.port))
  return opened
}

/** Opens a server for this test that sends these responses in sequence, and the last one repeatedly. */
export const openServer = async (...spec: readonly [ResponseSpec, ...ResponseSpec[]]): Promise<number> => {
  const port = await node.openServer(spec)
  onTestFinished(() => node.closeServer(port))
  return port
}

/** Creates a bank over the page's `fetch` for this test. */
export const openFetchBank = (options: FetchBankOptions): HttpBank => {
  const bank = createFetchBank(options)
  onTestFinished(() => bank.close())
  return bank
}

/** Creates a bank as in a real page: with tokens from its own server. */
export const openPageBank = (baseUrl: string, port: number, options: Partial<FetchBankOptions> = {}): HttpBank =>
  openFetchBank({
    token: tokenProviderFor(port),
    baseUrl,
    clock: fastClock(),
    limits: longTimeouts,
    ...options,
  } as FetchBankOptions)

/** Gets tokens from the page's server, which keeps the API key. */
export const tokenProviderFor =
  (port: number): TokenProvider =>
  async (_, signal) => {
    const response = await fetch(`/token-of/${port}/${encodeURIComponent(sandboxApiKey)}`, { method: 'POST', signal })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return (await response.json()) as ProvidedToken
  }

/** A request for scripted servers. */
export const requestBy = (method: 'GET' | 'POST') => {
  const body = method === 'POST' ? { email: 'a@example.com' } : null
  return { method, template: '/users', path: '/users', body, scope: 'CLIENT_ACCESS' } as const
}

/** Returns a token that no server checks. */
export const anyToken: TokenProvider = async () => ({ accessToken: 'token' })
