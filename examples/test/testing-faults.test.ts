import { readFileSync } from 'node:fs'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { linkAccount } from '../src/testing/link-account.ts'
import { inShell } from './in-shell.ts'

const institutionId = 'AU00000'
const credentials = { loginId: 'jared', password: 'django' }

test('a customer with a second factor is linked, in bank time only', async () => {
  const { port, userId, clock } = createMemoryBank()
  const startedAt = clock.now()
  const linked = await linkAccount(port, {
    userId,
    institutionId: 'AU00002',
    credentials: { loginId: 'gavinBelson', password: 'hooli2016' },
    onChallenge: async ({ prompts }) => prompts.map(() => 'Hooli'),
  })

  expect(linked.status).toBe('linked')
  expect(clock.now() - startedAt).toBeGreaterThan(5_000)
})

test.each([
  ['no_fault', 'linked'],
  ['error_account-not-accessible-requires-user-action', 'fix-it'],
  ['error_service-unavailable_at_retrieve-accounts', 'later'],
  ['stuck_at_retrieve-transactions', 'later'],
  ['vanishes_once_at_verify-credentials', 'linked'],
  ['slow_20', 'linked'],
])('the login %s is %s', async (loginId, status) => {
  const { port, userId } = createMemoryBank()
  const linked = await linkAccount(port, { userId, institutionId, credentials: { loginId, password: 'any' } })

  expect(linked.status).toBe(status)
})

test('a lost response to the first request leads to one connection only', async () => {
  const path = '/users/{userId}/connections'
  const { port, userId } = createMemoryBank({ faults: [{ fault: 'lost-answer', method: 'POST', path }] })
  const linked = await linkAccount(port, { userId, institutionId, credentials })
  const connections = await port.listConnections({ userId })()

  const ids = E.isRight(connections) ? connections.right.map(({ id }) => id) : []
  expect(ids.map((connectionId) => ({ status: 'linked', connectionId }))).toStrictEqual([linked])
})

test('when the bank goes down midway, the customer has nothing to do', async () => {
  const bank = createMemoryBank()
  const linking = linkAccount(bank.port, { userId: bank.userId, institutionId, credentials })
  await bank.advance(1_000)
  bank.applyEvent({ event: 'job-fails', jobId: null, code: 'maintenance-error', step: null })
  bank.injectFault({ fault: 'status', status: 503, path: '/jobs/{jobId}', times: 2 })

  expect(await linking).toMatchObject({ status: 'later' })
  expect(bank.faults()).toStrictEqual([])
})

const page = readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8')
const shell = /`pnpm sandbox --control`[^`]*\n\n```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? ''

test('the curl commands of the page inject a fault, apply an event and advance time', async () => {
  const bank = createMemoryBank({ time: { speed: 1 } })
  const served = await serveMemoryBank(bank, { control: true })()
  if (E.isLeft(served)) throw new Error(served.left.message)
  const before = bank.clock.now()
  const out = await inShell(shell.replace('http://127.0.0.1:4010', served.right.url))
  await served.right.close()

  expect(
    shell
      .trim()
      .split('\n')
      .filter((line) => /^\w/.test(line)),
  ).toHaveLength(5)
  expect(out).toContain('"fault":"lost-answer"')
  expect(bank.clock.now() - before).toBeGreaterThanOrEqual(3_600_000)
  expect(bank.faults()).toStrictEqual([])
})
