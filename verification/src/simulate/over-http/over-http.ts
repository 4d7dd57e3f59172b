import type { FetchBankOptions, HttpBank, HttpLimits, RetryPolicy } from '@bank-connection/http-adapter/fetch'
import { createFetchBank, defaultHttpLimits, defaultRetryPolicy } from '@bank-connection/http-adapter/fetch'
import { sandboxApiKey } from '@bank-connection/memory-adapter'
import { type CreateStoryPort, runStory, type Story, type StoryResult } from '@bank-connection/memory-adapter/testing'
import { wireBreach } from './http-laws.ts'
import { type ClientSettings, createWire, type LiveWire, type Wire } from './over-http-send.ts'

/** Creates the HTTP client of one visit. */
export type CreateClient = (options: FetchBankOptions) => HttpBank

/** HTTP clients for a story, and their exchanges. */
export interface HttpPorts {
  readonly way: CreateStoryPort
  /** One per visit, in order. */
  readonly wires: readonly Wire[]
  /** Closes every client. */
  readonly close: () => Promise<void>
}

/** The exchanges of a story. */
export interface PlayedOverHttp extends StoryResult {
  readonly wires: readonly Wire[]
}

/**
 * Plays a story in virtual time through the HTTP adapter, which calls the bank's handler in this process. Also checks
 * the laws of HTTP clients.
 *
 * @param create - creates the clients; tests pass faulty ones
 */
export const playOverHttp = async (story: Story, create: CreateClient = createFetchBank): Promise<PlayedOverHttp> => {
  const { way, wires, close } = createHttpPorts(create)
  try {
    const played = await runStory(story, way)
    return { ...played, wires, breach: played.breach ?? wireBreach(story, wires) }
  } finally {
    await close()
  }
}

/**
 * Creates a client for each visit: a `createFetchBank` on the bank's clock, with settings drawn from the seed.
 */
export const createHttpPorts = (create: CreateClient = createFetchBank): HttpPorts => {
  const wires: LiveWire[] = []
  const clients: HttpBank[] = []
  return {
    wires,
    close: async () => void (await Promise.all(clients.map(({ close }) => close()))),
    way: (bank, choose) => {
      const random = createRandom(bank.world().setup.seed, clients.length)
      const settings = settingsOf(random)
      const wire = createWire(bank, choose, settings, random)
      const { fetch, onRequest, onResponse } = wire
      const client = create({ ...settings, clock: bank.clock, random, fetch, hooks: { onRequest, onResponse } })
      wires.push(wire)
      clients.push(client)
      return client
    },
  }
}

const LIMITS: readonly Partial<HttpLimits>[] = [
  {},
  {},
  { concurrentMax: 1 },
  { callTimeoutMs: 20_000, headersTimeoutMs: 6_000, bodyTimeoutMs: 3_000 },
]

const RETRIES: readonly Partial<RetryPolicy>[] = [
  {},
  {},
  { attemptsMax: 1 },
  { attemptsMax: 6, budgetMax: 2, backoffMs: 1_000 },
]

const settingsOf = (random: () => number): ClientSettings => {
  const pick = <A>(from: readonly A[]): A | undefined => from[Math.floor(random() * from.length)]
  return {
    baseUrl: `https://bank.test${pick(['/api', '/v/2']) ?? ''}`,
    apiKey: sandboxApiKey,
    limits: { ...defaultHttpLimits, ...pick(LIMITS) },
    retry: { ...defaultRetryPolicy, ...pick(RETRIES) },
  }
}

/** Numbers from 0 (included) to 1 (excluded), the same for the same seed and client. The generator is mulberry32. */
const createRandom = (seed: number, client: number): (() => number) => {
  let state = Math.imul(seed, 0x9e3779b1) ^ Math.imul(client + 1, 0x85ebca6b)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
