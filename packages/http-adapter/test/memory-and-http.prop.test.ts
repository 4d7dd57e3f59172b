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
  /** The requests, without token requests: method, path, body. */
  readonly trace: readonly string[]
  readonly world: string
}

const [memory = '', handler = '', ...sockets] = Object.keys(bankTransports)

/** A request as text; URLs encode a quote in a query as `%27`. */
const lineOf = ({ method, path, body }: Pick<BankRequest, 'method' | 'path' | 'body'>): string =>
  JSON.stringify([method, path.replaceAll("'", '%27'), body ?? null])

/** Runs actions on a new bank over one transport. Virtual time stands still while a request is in flight. */
const run = async (way: string, options: MemoryBankOptions, actions: Play): Promise<Outcome> => {
  const trace: string[] = []
  const bank = createMemoryBank(options)
  const watched: MemoryBank = {
    ...bank,
    handle: (request) => {
      if (request.path !== '/token') trace.push(lineOf(request))
      return bank.handle(request)
    },
  }
  const connectTo = bankTransports[way]
  if (connectTo === undefined) throw new Error('unknown transport')
  const { send, url, close } = await connectTo(watched)
  const watching: Send = (request, signal) => {
    const task = send(request, signal)
    return () => {
      if (way === memory) trace.push(lineOf(request))
      return bank.freezeTime(task)
    }
  }
  try {
    const results = await actions(createBankPort(watching, bank.clock), bank.userId)
    const plain = results.map((one) => (url === null ? one : one.replaceAll(url, 'https://au-api.basiq.io')))
    return { results: plain, trace, world: JSON.stringify(bank.world()) }
  } finally {
    await close()
  }
}

const counts = { challenged: 0, refused: 0, queued: 0, paged: 0, running: 0 }

const count = ({ results, world }: Outcome): void => {
  const text = results.join('\n')
  counts.challenged += text.includes('"_tag":"Challenge"') || world.includes('"answers"') ? 1 : 0
  counts.refused += text.includes('"_tag":"Refused"') ? 1 : 0
  counts.queued += text.includes('temporary-unavailable-queued') || text.includes('service-unavailable') ? 1 : 0
  counts.paged += /"next":"[^"]/.test(text) ? 1 : 0
  counts.running += text.includes('"alreadyRunning"') ? 1 : 0
}

const optionsOf = fc.record({ seed: fc.nat({ max: 10_000 }) }, { noNullPrototype: true })

/** An outage of the first institution for two hours: its jobs are queued. */
const withOutage = (options: MemoryBankOptions): MemoryBankOptions => {
  const startAt = 1_767_564_000_000
  const outage = { institutionId: 'AU00000', from: startAt, until: startAt + 7_200_000 }
  return { ...options, startAt, outages: [outage] }
}

/** Starts every run with one connection, requested twice, and reads its result. */
const opening: readonly PortAction[] = [
  { waitMs: 0, act: 'create', pick: 3, isGood: true },
  { waitMs: 10, act: 'create', pick: 3, isGood: true },
  { waitMs: 30_000, act: 'read', pick: 0, isGood: true },
  { waitMs: 60_000, act: 'data', pick: 3, isGood: false },
]

describe('a bank in memory and the same bank over HTTP', () => {
  test('give the same results, requests and state for any sequence of calls and waits', async () => {
    await fc.assert(
      fc.asyncProperty(optionsOf, fc.boolean(), portActions, async (options, isOut, turns) => {
        const given = isOut ? withOutage(options) : options
        const actions: Play = (port, userId) => runActions(port, userId, [...opening, ...turns])
        const expected = await run(memory, given, actions)
        count(expected)
        expect(await run(handler, given, actions)).toStrictEqual(expected)
      }),
      { numRuns: 20 },
    )
  })

  test.each(sockets)('give the same results %s for some sequences', async (way) => {
    await fc.assert(
      fc.asyncProperty(optionsOf, portActions, async (options, turns) => {
        const actions: Play = (port, userId) => runActions(port, userId, turns)
        expect(await run(way, options, actions)).toStrictEqual(await run(memory, options, actions))
      }),
      { numRuns: 4 },
    )
  })

  afterAll(() => {
    const unreached = Object.entries(counts).filter(([, times]) => times === 0)
    expect(unreached).toStrictEqual([])
  })
})

const runs = sandboxInstitutions.flatMap(({ id }) => sandboxLogins.map((login) => ({ id, login })))

/** Extra credentials of one institution. */
const extras = { securityCode: '7', secondaryLoginId: '8' }

/** Connects once, answers the challenge of the login, and reads the accounts. */
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

describe('a complete connection is the same in memory and over HTTP', () => {
  test('for every login and every institution', async () => {
    const seen = { connected: 0, challenged: 0, failed: 0 }
    const some = runs.filter((_, i) => i % 3 === 0)
    expect(new Set(some.map(({ id }) => id)).size).toBe(sandboxInstitutions.length)
    expect(new Set(some.map(({ login }) => login)).size).toBe(sandboxLogins.length)
    for (const attempt of some) {
      const expected = await run(memory, {}, connecting(attempt))
      expect(await run(handler, {}, connecting(attempt))).toStrictEqual(expected)
      const text = expected.results.join('\n')
      seen.connected += text.includes('"connectionId"') ? 1 : 0
      seen.challenged += text.includes('"prompts"') ? 1 : 0
      seen.failed += text.includes('"StepFailed"') ? 1 : 0
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0)
  }, 20_000)

  test.each(sockets)('%s, for some', async (way) => {
    for (const attempt of runs.filter((_, i) => i % 20 === 2)) {
      expect(await run(way, {}, connecting(attempt))).toStrictEqual(await run(memory, {}, connecting(attempt)))
    }
  })
})
