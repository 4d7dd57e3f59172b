import { neverAborted } from '@bank-connection/core/adapter'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'

test('requests with an expired token are retried once with a new one', async () => {
  const bank = createMemoryBank()
  const ask = () => bank.port.listJobs({ userId: bank.userId }, neverAborted)()
  await ask()
  bank.applyEvent({ event: 'tokens-expire' })
  const served = bank.served()
  const settled = await Promise.all([ask(), ask(), ask()])
  expect(settled.map(E.isRight)).toStrictEqual([true, true, true])
  expect(bank.served() - served).toBe(6)
})

test("a token that is expired by the bank's skewed clock is renewed, and the request retried", async () => {
  const bank = createMemoryBank()
  bank.applyEvent({ event: 'clock-skew', ms: -3_600_000 })
  await bank.port.listJobs({ userId: bank.userId }, neverAborted)()
  bank.applyEvent({ event: 'clock-skew', ms: 3_600_000 })
  const served = bank.served()
  const settled = await bank.port.listJobs({ userId: bank.userId }, neverAborted)()
  expect([settled, bank.served() - served]).toMatchObject([E.right([]), 2])
})

test("connections are dated by the bank's clock, even when it is skewed", async () => {
  const bank = createMemoryBank()
  bank.applyEvent({ event: 'clock-skew', ms: 3_600_000 })
  const credentials = { loginId: 'jared', password: 'django' }
  await bank.port.createConnection({ userId: bank.userId, institutionId: 'AU00000' as never, credentials })()
  const connections = await bank.port.listConnections({ userId: bank.userId })()
  const created = E.isRight(connections) ? connections.right.map(({ createdDate }) => createdDate) : []
  expect(created).toStrictEqual([bank.clock.now() + 3_600_000])
})
