import { inspect } from 'node:util'
import { explain, type PortError } from '@bank-connection/core'
import { type Clock, createRealClock } from '@bank-connection/core/adapter'
import {
  type AuthSource,
  createHttpBank,
  type HttpBank,
  type HttpLimits,
  type HttpOptions,
  type RequestEvent,
  type ResponseEvent,
} from '@bank-connection/http-adapter'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { either as E } from 'fp-ts'
import { apiKey } from './fixtures.ts'
import { type RawServer, type RawServerOptions, startRawServer } from './raw-server.ts'

type Options = Partial<Omit<HttpOptions, keyof AuthSource | 'hooks'>> & { readonly auth?: AuthSource }

export type Event = RequestEvent | ResponseEvent

/** The two transports. */
export const transports = [
  { name: 'undici', open: (options: HttpOptions): HttpBank => createHttpBank(options) },
  { name: 'fetch', open: (options: HttpOptions): HttpBank => createFetchBank(options) },
] as const

export type Transport = (typeof transports)[number]

/** Speed of the bank's clock in tests that do not measure time. */
const SPEED = 20

/** Timeouts that a busy machine does not reach by chance; tests of timeouts set their own. */
const LONG_TIMEOUTS: Partial<HttpLimits> = {
  headersTimeoutMs: 600_000,
  bodyTimeoutMs: 600_000,
  callTimeoutMs: 1_000_000,
}

export const fastClock = (speed = SPEED): Clock => createRealClock({ now: Date.now, setTimeout, clearTimeout }, speed)

/** A real-time clock that can jump forward. */
export const jumpingClock = (): { readonly clock: Clock; readonly jump: (ms: number) => void } => {
  const { now, sleep } = fastClock(1)
  let ahead = 0
  return {
    clock: { now: () => now() + ahead, sleep },
    jump: (ms) => {
      ahead += ms
    },
  }
}

/** A bank, its server and the events of its hooks. */
export interface BankAndServer {
  readonly bank: HttpBank
  readonly server: RawServer
  readonly events: readonly Event[]
}

/** Runs a test with a new server and a bank that uses it, and closes both. */
export const withServer = async (
  transport: Transport,
  server: RawServerOptions,
  play: (stage: BankAndServer) => Promise<void>,
  options: Options = {},
): Promise<void> => {
  const raw = await startRawServer(server)
  try {
    await withBank(transport, { baseUrl: raw.origin, ...options }, (bank, events) =>
      play({ bank, server: raw, events }),
    )
  } finally {
    await raw.close()
  }
}

/** Runs a test with a new bank, and closes it. */
export const withBank = async (
  { open }: Transport,
  { auth = { apiKey }, limits, ...options }: Options,
  play: (bank: HttpBank, events: readonly Event[]) => Promise<void>,
): Promise<void> => {
  const events: Event[] = []
  const note = (event: Event): void => {
    events.push(event)
  }
  const hooks = { onRequest: note, onResponse: note }
  const bank = open({
    clock: fastClock(),
    random: () => 0.5,
    hooks,
    limits: { ...LONG_TIMEOUTS, ...limits },
    ...options,
    ...auth,
  })
  try {
    await play(bank, events)
  } finally {
    await bank.close()
  }
}

/** The attempts in order: `GET /jobs/{jobId}`. */
export const attemptsIn = (events: readonly Event[]): readonly string[] =>
  events.filter((event) => !('durationMs' in event)).map(({ method, template }) => `${method} ${template}`)

const BASE64 = Buffer.from('CANARY').toString('base64')

/** Renderings of a failure and its events that contain a secret. */
export const leaksOf = (settled: E.Either<PortError, unknown>, events: readonly Event[]): readonly string[] =>
  [
    JSON.stringify([settled, events]),
    inspect([settled, events], { depth: null, showHidden: true }),
    E.isLeft(settled) ? explain(settled.left) : '',
  ].filter((text) => /canary/i.test(text) || text.includes(BASE64))
