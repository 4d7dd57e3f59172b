import type { Scope } from '@bank-connection/core/adapter'
import {
  createMemoryBank,
  type MemoryBank,
  type MemoryBankOptions,
  sandboxApiKey,
} from '@bank-connection/memory-adapter'
import { type BankHandlerOptions, createBankHandler } from '@bank-connection/sandbox'

export const ORIGIN = 'http://bank.test:4010'

export type Init = ConstructorParameters<typeof Request>[1]

/** A bank behind its handler, and helpers to send requests to it. */
export interface HandlerClient {
  readonly bank: MemoryBank
  readonly send: (path: string, init?: Init) => Promise<Response>
  /** Sends JSON to a control endpoint. */
  readonly control: (action: string, body: unknown) => Promise<Response>
  /** The value of an `Authorization` header. */
  readonly bearer: (scope?: Scope) => Promise<string>
}

export const TOKEN_HEADERS = { authorization: `Basic ${sandboxApiKey}`, 'basiq-version': '2.1' }

export const CONNECTIONS = '/users/user-1/connections'

export const gavin = { loginId: 'gavinBelson', password: 'hooli2016' }

export const JSON_HEADERS = { 'content-type': 'application/json' }

export const createHandlerClient = (
  options: BankHandlerOptions = {},
  bankOptions: MemoryBankOptions = {},
): HandlerClient => {
  const bank = createMemoryBank(bankOptions)
  const handler = createBankHandler(bank, options)
  const send = (path: string, init?: Init) => handler(new Request(ORIGIN + path, init))
  return {
    bank,
    send,
    control: (action, body) =>
      send(`/_sandbox/${action}`, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) }),
    bearer: async (scope = 'SERVER_ACCESS') => {
      const body = new URLSearchParams({ scope })
      const response = await send('/token', { method: 'POST', headers: TOKEN_HEADERS, body })
      return `Bearer ${(await tokenIn(response)) ?? ''}`
    },
  }
}

export const tokenIn = async (response: Response): Promise<string | undefined> =>
  ((await response.json()) as { readonly access_token?: string }).access_token

/** The first error of an envelope. */
export const errorIn = async (response: Response): Promise<Readonly<Record<string, unknown>>> => {
  const { type, correlationId, data } = (await response.json()) as {
    readonly type?: string
    readonly correlationId?: string
    readonly data?: readonly Readonly<Record<string, unknown>>[]
  }
  if (type !== 'list' || !/^[\da-f-]{36}$/u.test(correlationId ?? '')) throw new Error('no envelope')
  return data?.[0] ?? {}
}
