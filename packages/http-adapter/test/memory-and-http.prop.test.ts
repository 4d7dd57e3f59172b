import { type BankPort, connect, type InstitutionId, type UserId } from '@bank-connection/core'
import { createBankPort, neverAborted, type Send } from '@bank-connection/core/adapter'
import {
  type BankRequest,
  createMemoryBank,
  type MemoryBank,
  type MemoryBankOptions,
  sandboxInstitutions,
  sandboxLogins,
} from '@bank-connection/memory-adapter'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { bankTransports } from './bank-transports.ts'
import { type PortAction, portActions, runActions } from './port-actions.ts'

type Play = (port: BankPort, userId: UserId) => Promise<readonly string[]>

interface Outcome {
  readonly results: readonly string[]
  /** What the bank was asked, but for tokens: method, path, body. */
  readonly trace: readonly string[]
  readonly world: string
}

const [memory = '', handler = '', ...sockets] = Object.keys(bankTransports)

/** One request as text; `fetch` writes a quote in a query as `%27`, as every URL does. */
const lineOf = ({ method, path, body }: Pick<BankRequest, 'method' | 'path' | 'body'>): string =>
  JSON.stringify([method, path.replaceAll("'", '%27'), body ?? null])

/** Plays on a bank of its own, reached in one of the ways; virtual time stands still while a request is on its way. */
const run = async (way: string, options: MemoryBankOptions, playing: Play): Promise<Outcome> => {
  const trace: string[] = []
  const bank = createMemoryBank(options)
  const watched: MemoryBank = {
    ...bank,
    handle: (request) => {
      if (request.path !== '/token') trace.push(lineOf(request))
      return bank.handle(request)
    },
  }
  const reach = bankTransports[way]
  if (reach === undefined) throw new Error('no such way')
  const { send, url, close } = await reach(watched)
  const watching: Send = (request, signal) => {
    const task = send(request, signal)
    return () => {
      if (way === memory) trace.push(lineOf(request))
      return bank.freezeTime(task)
    }
  }
  try {
    const results = await playing(createBankPort(watching, bank.clock), bank.userId)
    const plain = results.map((one) => (url === null ? one : one.replaceAll(url, 'https://au-api.basiq.io')))
    return { results: plain, trace, world: JSON.stringify(bank.world()) }
  } finally {
    await close()
  }
}

const far = { challenged: 0, refused: 0, queued: 0, paged: 0, running: 0 }

const count = ({ results, world }: Outcome): void => {
  const said = results.join('\n')
  far.challenged += said.includes('"_tag":"Challenge"') || world.includes('"answers"') ? 1 : 0
  far.refused += said.includes('"_tag":"Refused"') ? 1 : 0
  far.queued += said.includes('temporary-unavailable-queued') || said.includes('service-unavailable') ? 1 : 0
  far.paged += /"next":"[^"]/.test(said) ? 1 : 0
  far.running += said.includes('"alreadyRunning"') ? 1 : 0
}

const optionsOf = fc.record({ seed: fc.nat({ max: 10_000 }) }, { noNullPrototype: true })

/** The first bank lets nobody in for the first two hours: its jobs are queued. */
const withOutage = (options: MemoryBankOptions): MemoryBankOptions => {
  const startAt = 1_767_564_000_000
  const outage = { institutionId: 'AU00000', from: startAt, until: startAt + 7_200_000 }
  return { ...options, startAt, outages: [outage] }
}

/** One connection, asked for twice, and a look at what came of it: so that every script gets somewhere. */
const opening: readonly PortAction[] = [
  { waitMs: 0, act: 'create', pick: 3, isGood: true },
  { waitMs: 10, act: 'create', pick: 3, isGood: true },
  { waitMs: 30_000, act: 'read', pick: 0, isGood: true },
  { waitMs: 60_000, act: 'data', pick: 3, isGood: false },
]

describe('a bank in memory and the same bank over HTTP are one', () => {
  test('for any script of calls and waits: the same results, the same requests, the same world to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(optionsOf, fc.boolean(), portActions, async (options, isOut, turns) => {
        const given = isOut ? withOutage(options) : options
        const playing: Play = (port, userId) => runActions(port, userId, [...opening, ...turns])
        const told = await run(memory, given, playing)
        count(told)
        expect(await run(handler, given, playing)).toStrictEqual(told)
      }),
      { numRuns: 20 },
    )
  })

  test.each(sockets)('for some scripts %s', async (way) => {
    await fc.assert(
      fc.asyncProperty(optionsOf, portActions, async (options, turns) => {
        const playing: Play = (port, userId) => runActions(port, userId, turns)
        expect(await run(way, options, playing)).toStrictEqual(await run(memory, options, playing))
      }),
      { numRuns: 4 },
    )
  })

  afterAll(() => {
    const unreached = Object.entries(far).filter(([, times]) => times === 0)
    expect(unreached).toStrictEqual([])
  })
})

const runs = sandboxInstitutions.flatMap(({ id }) => sandboxLogins.map((login) => ({ id, login })))

/** What one institution asks for beside a password. */
const extras = { securityCode: '7', secondaryLoginId: '8' }

/** Connects once, answers as the login would, and reads what was found. */
const connecting =
  ({ id, login }: (typeof runs)[number]): Play =>
  async (port, userId) => {
    const credentials =
      login.loginId === undefined
        ? { userToken: login.userToken }
        : { loginId: login.loginId, password: login.password, ...(id === 'AU90001' ? extras : {}) }
    const progress: unknown[] = []
    const result = await connect(port, {
      userId,
      institutionId: id as InstitutionId,
      credentials,
      onChallenge: async (challenge) => {
        progress.push(challenge)
        return login.challenge?.answers ?? []
      },
      onProgress: (one) => progress.push(one),
    })()
    await port.clock.sleep(1_000, neverAborted)
    const accounts = await port.listAccounts({ userId })()
    return [progress, result, accounts].map((one) => JSON.stringify(one))
  }

describe('a whole connect is the same in memory and over HTTP', () => {
  test('with every login, and at every institution', async () => {
    const seen = { connected: 0, challenged: 0, failed: 0 }
    const some = runs.filter((_, i) => i % 3 === 0)
    expect(new Set(some.map(({ id }) => id)).size).toBe(sandboxInstitutions.length)
    expect(new Set(some.map(({ login }) => login)).size).toBe(sandboxLogins.length)
    for (const attempt of some) {
      const told = await run(memory, {}, connecting(attempt))
      expect(await run(handler, {}, connecting(attempt))).toStrictEqual(told)
      const said = told.results.join('\n')
      seen.connected += said.includes('"connectionId"') ? 1 : 0
      seen.challenged += said.includes('"prompts"') ? 1 : 0
      seen.failed += said.includes('"StepFailed"') ? 1 : 0
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0)
  }, 20_000)

  test.each(sockets)('%s, with some', async (way) => {
    for (const attempt of runs.filter((_, i) => i % 20 === 2)) {
      expect(await run(way, {}, connecting(attempt))).toStrictEqual(await run(memory, {}, connecting(attempt)))
    }
  })
})
