import { type BankPort, connect, InstitutionId } from '@bank-connection/core'
import { createBankPort, type Send } from '@bank-connection/core/adapter'
import { type BankPortLawSubject, bankPortLaws, brokenLaws } from '@bank-connection/core/testing'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { createMemoryBank, type MemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { createBankHandler } from '@bank-connection/sandbox/handler'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { type Measured, measuredSend } from '../../src/guides/write-an-adapter/measured-send.ts'
import { createOwnSend } from '../../src/testing/own-adapter.ts'

type Around = (send: Send, bank: MemoryBank) => Send

const measured: Around = (send, { clock }) => measuredSend(send, clock, () => undefined)

/** A fresh bank for each law, and a port on it through the checked `Send`. */
const subject = (around: Around): BankPortLawSubject => {
  const bank = createMemoryBank()
  const { clock, served, userId } = bank
  const institutionId = E.getOrElseW(() => expect.fail('no id'))(InstitutionId.decode('AU00000'))
  const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
  return { port: createBankPort(around(bank.send, bank), clock), served, userId, institutionId, credentials }
}

describe('a send around another', () => {
  test.each(bankPortLaws)('$name', async ({ check }) => {
    expect(await check(subject(measured))).toStrictEqual(E.right('holds'))
  })
})

test('measuredSend reports each request by its template, with its status or its failure', async () => {
  const bank = createMemoryBank({ latencyMs: 40 })
  const told: Measured[] = []
  const port = createBankPort(
    measuredSend(bank.send, bank.clock, (request) => told.push(request)),
    bank.clock,
  )
  const credentials = { loginId: 'jared', password: 'canary-1f0c' }
  await connect(port, { userId: bank.userId, institutionId: 'AU00000', credentials })()
  bank.injectFault({ fault: 'reset' })
  await port.getUser({ userId: bank.userId })()

  expect(told.slice(0, 2)).toStrictEqual([
    { template: '/institutions/{institutionId}', durationMs: 80, outcome: 200 }, // includes the token request
    { template: '/users/{userId}/connections', durationMs: 40, outcome: 202 },
  ])
  expect(told.at(-1)).toMatchObject({ template: '/users/{userId}', outcome: 'Unreachable' })
  expect(JSON.stringify(told)).not.toContain('canary-1f0c')
})

/** Sends at once instead of when the task runs. */
const eager: Around = (send) => (request, signal) => {
  const answer = send(request, signal)()
  return () => answer
}

/** Throws instead of returning a failure. */
const throwing: Around = (send) => (request, signal) => async () => {
  const answer = await send(request, signal)()
  if (E.isRight(answer) && answer.right.status >= 400) throw new Error(`HTTP ${answer.right.status}`)
  return answer
}

/** Ignores the abort signal. */
const deaf: Around = (send) => (request) =>
  send(request, { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined })

test.each([['throws', throwing, 'MUST settle every call with an Either, and never reject']])(
  'a send that %s is found out by the laws',
  async (_, around, name) => {
    const lines = await brokenLaws(bankPortLaws, () => subject(around))

    expect(lines.join('\n')).toContain(name)
  },
)

test.each([
  ['runs at once', eager],
  ['does not listen', deaf],
])('the port makes up for a send that %s, as far as the laws see', async (_, around) => {
  expect(await brokenLaws(bankPortLaws, () => subject(around))).toStrictEqual([])
})

/** How often a create arrives when its first response is lost. */
const posts = async (makePort: (bank: MemoryBank) => BankPort): Promise<number> => {
  const bank = createMemoryBank({ time: { speed: 1 } })
  bank.injectFault({ fault: 'lost-answer', method: 'POST', path: '/users/{userId}/connections' })
  const { institutionId, credentials } = subject(measured)
  await makePort(bank).createConnection({ userId: bank.userId, institutionId, credentials })()
  return bank.served()
}

const repeating: Around = (send) => (request, signal) => async () => {
  const answer = await send(request, signal)()
  return E.isLeft(answer) ? send(request, signal)() : answer
}

test.each([
  ['one of our own', (send: Send) => send, 1],
  ['one that measures', (send: Send, bank: MemoryBank) => measured(send, bank), 1],
  ['one that repeats everything, which no law of ports sees', repeating as Around, 2],
])('a create whose response is lost arrives through %s as often as expected', async (_, around, times) => {
  const own = (bank: MemoryBank): Send =>
    createOwnSend({ apiKey: sandboxApiKey, fetch: createBankHandler(bank) }, bank.clock)

  expect(await posts((bank) => createBankPort((around as Around)(own(bank), bank), bank.clock))).toBe(times)
})

test("your own fetch sends the adapter's requests, which keep their limits and retries", async () => {
  const bank = createMemoryBank({ time: { speed: 100 } })
  const handler = createBankHandler(bank)
  const carried: string[] = []
  const port = createFetchBank({
    apiKey: sandboxApiKey,
    fetch: (url, init) => {
      carried.push(new URL(String(url)).pathname)
      return handler(String(url), init)
    },
  })
  bank.injectFault({ fault: 'status', status: 503, path: '/users/{userId}' })

  expect(E.isRight(await port.getUser({ userId: bank.userId })())).toBe(true)
  expect(carried).toStrictEqual(['/token', `/users/${bank.userId}`, `/users/${bank.userId}`])
  await port.close()
})
