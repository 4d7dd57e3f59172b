import { explain } from '@bank-connection/core'
import { createHttpBank, defaultHttpLimits, type HttpBank } from '@bank-connection/http-adapter'
import { createMemoryBank, type MemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { serveMemoryBank } from '@bank-connection/sandbox'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { Simulation } from './invocation.ts'
import type { NoVenue, Venue } from './venue.ts'

/** Jobs of much the same length, whatever the seed, so that a run takes about as long as the help says. */
const STEADY = { medianMs: 8_500, logSd: 0.25 } as const

const createBank = ({ seed, speed }: Simulation): MemoryBank =>
  createMemoryBank({ seed, time: { speed }, durations: STEADY })

/** A simulated bank that is called as a function. */
export const openMemoryVenue = (simulation: Simulation): Venue => {
  const { port, userId } = createBank(simulation)
  return { port, userId, note: 'A simulated bank in memory', close: async () => [] }
}

/** The same bank on a socket of this machine, and a client that goes there. */
export const openHttpVenue =
  (simulation: Simulation): TE.TaskEither<NoVenue, Venue> =>
  async () => {
    const bank = createBank(simulation)
    const served = await serveMemoryBank(bank)()
    if (E.isLeft(served)) return unavailable(served.left.message)
    const { url } = served.right
    const { userId, clock } = bank
    // The client keeps to the bank's time, in which this machine is slow.
    const callTimeoutMs = Math.ceil(defaultHttpLimits.callTimeoutMs * Math.max(1, simulation.speed))
    let client: HttpBank | null = null
    const close = async (): Promise<readonly string[]> => {
      await client?.close()
      await served.right.close()
      return []
    }
    try {
      client = createHttpBank({ baseUrl: url, apiKey: sandboxApiKey, clock, limits: { callTimeoutMs } })
      // The first request takes longest: it is made before anybody counts the time.
      const user = await client.getUser({ userId })()
      if (E.isRight(user)) return E.right({ port: client, userId, note: `A simulated bank over HTTP at ${url}`, close })
      await close()
      return unavailable(explain(user.left))
    } catch (bug) {
      await close()
      throw bug
    }
  }

const unavailable = (line: string): E.Either<NoVenue, never> => E.left({ _tag: 'Unavailable', lines: [line] })
