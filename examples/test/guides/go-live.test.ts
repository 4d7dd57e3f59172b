import { adviceFor, connect, type UserId } from '@bank-connection/core'
import { createRealClock } from '@bank-connection/core/adapter'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import {
  createMemoryBank,
  type FaultRule,
  type MemoryBankOptions,
  sandboxApiKey,
} from '@bank-connection/memory-adapter'
import { serveMemoryBank } from '@bank-connection/sandbox'
import { createBankHandler } from '@bank-connection/sandbox/handler'
import { either as E } from 'fp-ts'
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import { checkAccess } from '../../src/guides/go-live/check-access.ts'
import { createLiveBank } from '../../src/guides/go-live/live-bank.ts'
import { type CustomerUsers, userFor } from '../../src/guides/go-live/user-for.ts'

const closes: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close()
})

/** A service that connects to a simulated bank over HTTP, as it would to the API. */
const live = async (options: MemoryBankOptions = {}, apiKey = sandboxApiKey) => {
  const simulated = createMemoryBank({
    time: { speed: 1 },
    durations: { medianMs: 300, challengeMeanMs: 50, checkMeanMs: 50 },
    ...options,
  })
  const served = await serveMemoryBank(simulated)()
  if (E.isLeft(served)) throw new Error(served.left.message)
  closes.push(served.right.close)
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(line) })
  const bank = createLiveBank({ BASIQ_API_KEY: apiKey, BASIQ_BASE_URL: served.right.url }, log)
  closes.push(bank.close)
  return { simulated, bank, lines }
}

/** Customers and their users, in a map. */
const customers = () => {
  const rows = new Map<string, UserId>()
  const users: CustomerUsers = {
    of: async (customerId) => rows.get(customerId) ?? null,
    keep: async (customerId, userId) => {
      const kept = rows.get(customerId) ?? userId
      rows.set(customerId, kept)
      return kept
    },
  }
  return { rows, users }
}

describe('a bank for a live service', () => {
  test('connects an account of a new user, and logs no key, token, credential or id', async () => {
    const { bank, lines } = await live()
    const { users } = customers()
    const user = await userFor(bank, users, 'customer-1', { email: 'jared@example.com' })
    const userId = E.isRight(user) ? user.right : expect.fail('no user')
    const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
    const onChallenge = async () => ['Hooli']
    const connected = await connect(bank, { userId, institutionId: 'AU00002', credentials, onChallenge })()

    const text = lines.join('')
    expect(E.isRight(connected)).toBe(true)
    expect(text).toContain('"template":"/jobs/{jobId}/mfa"')
    for (const secret of [sandboxApiKey, 'hooli2016', 'gavinBelson', 'Hooli', 'Bearer', userId, 'example.com'])
      expect(text).not.toContain(secret)
  })

  test('refuses to start without a key', () => {
    expect(() => createLiveBank({}, pino({ level: 'silent' }))).toThrow('BASIQ_API_KEY must be set')
    expect(() => createLiveBank({ BASIQ_API_KEY: '' }, pino({ level: 'silent' }))).toThrow('BASIQ_API_KEY must be set')
  })

  test('refuses to send a password over plain http to another machine', () => {
    const env = { BASIQ_API_KEY: sandboxApiKey, BASIQ_BASE_URL: 'http://bank.example' }

    expect(() => createLiveBank(env, pino({ level: 'silent' }))).toThrow('baseUrl must be an https URL')
  })
})

describe('the access check', () => {
  test('passes with a valid key', async () => {
    const { bank } = await live()

    expect(await checkAccess(bank)).toMatchObject({ status: 'ready', institutions: expect.any(Number) })
  })

  test('stops a service with a wrong key, and says what to do', async () => {
    const { bank } = await live({}, 'bm90LXRoZS1rZXk=')
    const access = await checkAccess(bank)

    expect(access).toMatchObject({ status: 'stop', reason: expect.stringContaining('as the dashboard shows it') })
    expect(JSON.stringify(access)).not.toContain('bm90LXRoZS1rZXk=')
  })

  test('makes a service wait while the API is down', async () => {
    const { bank, simulated } = await live()
    simulated.injectFault({ fault: 'status', status: 503, times: null })

    expect(await checkAccess(bank)).toMatchObject({ status: 'wait' })
  })
})

describe('the user of a customer', () => {
  const { port } = createMemoryBank()
  const contact = { email: 'jared@example.com' }

  test('is created once', async () => {
    const { users } = customers()
    const first = await userFor(port, users, 'customer-1', contact)

    expect(E.isRight(first)).toBe(true)
    expect(await userFor(port, users, 'customer-1', contact)).toStrictEqual(first)
  })

  test('is a single one even when two requests create it at the same time', async () => {
    const { users, rows } = customers()
    const both = await Promise.all([1, 2].map(() => userFor(port, users, 'customer-1', contact)))

    expect(both[0]).toStrictEqual(both[1])
    expect(rows.size).toBe(1)
  })

  test('is not stored when its creation fails', async () => {
    const { users, rows } = customers()
    const offline = createMemoryBank({ faults: [{ fault: 'refused', times: null }] }).port

    expect(E.isLeft(await userFor(offline, users, 'customer-1', contact))).toBe(true)
    expect(rows.size).toBe(0)
  })
})

describe('a page with a token of CLIENT_ACCESS', () => {
  const page = (faults: readonly FaultRule[]) => {
    const simulated = createMemoryBank({ time: { speed: 1 }, durations: { medianMs: 300 }, faults })
    const handler = createBankHandler(simulated)
    const token = async () => {
      const granted = await handler('https://au-api.basiq.io/token', {
        method: 'POST',
        headers: { authorization: `Basic ${sandboxApiKey}`, 'basiq-version': '2.1' },
        body: new URLSearchParams({ scope: 'CLIENT_ACCESS' }),
      })
      return { accessToken: ((await granted.json()) as { readonly access_token: string }).access_token }
    }
    return { simulated, bank: createFetchBank({ token, fetch: handler }) }
  }
  const credentials = { loginId: 'jared', password: 'django' }

  test('connects, and reads no accounts', async () => {
    const { simulated, bank } = page([])
    const { userId } = simulated
    const connected = await connect(bank, { userId, institutionId: 'AU00000', credentials })()

    expect(connected).toMatchObject(E.right({ userId }))
    expect(await bank.listAccounts({ userId })()).toMatchObject(E.left({ _tag: 'Refused', status: 403 }))
  })

  test('cannot look for a job: a lost response ends the connection as OutcomeUnknown', async () => {
    const { simulated, bank } = page([{ fault: 'lost-answer', method: 'POST', path: '/users/{userId}/connections' }])
    const request = { userId: simulated.userId, institutionId: 'AU00000', credentials }
    const quick = createRealClock({ now: Date.now, setTimeout, clearTimeout }, 100)
    const lost = await connect({ ...bank, clock: quick }, request)()

    expect(lost).toMatchObject(E.left({ _tag: 'OutcomeUnknown', lookup: { _tag: 'Refused', status: 403 } }))
    expect(Object.keys(simulated.world().jobs)).toHaveLength(1)
  })
})

describe('a limit on requests', () => {
  const credentials = { loginId: 'jared', password: 'django' }
  const tooMany = { fault: 'status', status: 429, times: 2 } as const

  test('delays reads, which are retried, and the connection continues', async () => {
    const { bank, simulated, lines } = await live()
    simulated.injectFault({ ...tooMany, method: 'GET' })
    const connected = await connect(bank, { userId: simulated.userId, institutionId: 'AU00000', credentials })()

    expect(E.isRight(connected)).toBe(true)
    expect(lines.filter((line) => line.includes('"status":429'))).toHaveLength(2)
  })

  test('ends a connection at its create, which is not repeated; the advice says when to retry', async () => {
    const { bank, simulated } = await live()
    simulated.injectFault({ ...tooMany, method: 'POST' })
    const refused = await connect(bank, { userId: simulated.userId, institutionId: 'AU00000', credentials })()

    const failure = E.isLeft(refused) ? refused.left : expect.fail('was not refused')
    expect(adviceFor(failure)).toMatchObject({ messageKey: 'too-many', retry: { when: 'later', afterMs: 60_000 } })
    expect(simulated.faults()).toMatchObject([{ times: 1 }])
  })
})
