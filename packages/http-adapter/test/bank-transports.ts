import type { BankPort } from '@bank-connection/core'
import { type Clock, createBankPort, type Send } from '@bank-connection/core/adapter'
import { createHttpBank, defaultHttpLimits } from '@bank-connection/http-adapter'
import { createFetchBank, type Fetch } from '@bank-connection/http-adapter/fetch'
import { type MemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { createBankHandler, serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'

/** A connection to a simulated bank. */
export interface BankTransport {
  readonly send: Send
  readonly port: BankPort
  /** Origin of its links; null for the origin of the API. */
  readonly url: string | null
  readonly close: () => Promise<void>
}

/** The bank's clock may run a thousand times as fast as sockets, so all timeouts are long. */
const limits = {
  ...defaultHttpLimits,
  connectTimeoutMs: 60_000,
  headersTimeoutMs: 2 ** 31 - 1,
  bodyTimeoutMs: 2 ** 31 - 1,
  callTimeoutMs: 2 ** 31 - 1,
}

const optionsOf = (clock: Clock) => ({ apiKey: sandboxApiKey, clock, limits, random: () => 0 })

const overSocket = async (
  bank: MemoryBank,
  create: (baseUrl: string) => { readonly send: Send; readonly close: () => Promise<void> },
): Promise<BankTransport> => {
  const served = await serveMemoryBank(bank)()
  if (E.isLeft(served)) throw new Error('the bank cannot listen')
  const { url } = served.right
  const { send, close } = create(url)
  const closeBoth = async (): Promise<void> => {
    await close()
    await served.right.close()
  }
  return { send, port: createBankPort(send, bank.clock), url, close: closeBoth }
}

/** The four ways to connect to a simulated bank. */
export const bankTransports: Readonly<Record<string, (bank: MemoryBank) => Promise<BankTransport>>> = {
  'in memory': async ({ send, port }) => ({ send, port, url: null, close: async () => undefined }),
  'over HTTP with a request handler in the same process': async (bank) => {
    const handler = createBankHandler(bank)
    const fetch: Fetch = (url, init) => handler(new Request(url, init))
    const { send, close } = createFetchBank({ ...optionsOf(bank.clock), fetch })
    return { send, port: createBankPort(send, bank.clock), url: null, close }
  },
  'over a socket with undici': (bank) =>
    overSocket(bank, (baseUrl) => createHttpBank({ ...optionsOf(bank.clock), baseUrl })),
  'over a socket with fetch': (bank) =>
    overSocket(bank, (baseUrl) => createFetchBank({ ...optionsOf(bank.clock), baseUrl })),
}
