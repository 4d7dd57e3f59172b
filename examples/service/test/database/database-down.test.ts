import { UserId } from '@bank-connection/core'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import { GOOD } from '../test-client.ts'
import { right, testService } from '../test-service.ts'

const BankUser = t.strict({ userId: UserId })
const BANK_USER = `select bank_user_id as "userId" from end_users join connections on end_users.id = user_id
  where connections.id = $1`

test('while the database is down, requests and the health check fail with 503', async () => {
  const service = await testService()
  const client = await service.openClient()
  service.setFailing(/./)
  const listed = await client.get('/api/connections')
  const { status } = await fetch(`${service.address}/health`)
  service.setFailing(null)
  expect(listed.status).toBe(503)
  expect(listed.headers.get('retry-after')).toBe('5')
  expect(status).toBe(503)
  expect((await client.get('/api/connections')).status).toBe(200)
})

test('credentials are not sent if that cannot be stored, and are requested again once it can', async () => {
  const service = await testService()
  const client = await service.openClient()
  const id = await client.startConnection('AU00000')
  await client.waitForView(id, 'Collecting')
  service.setFailing(/saved_connections/)
  expect((await client.post(`/api/connections/${id}/credentials`, GOOD)).status).toBe(202)
  await client.waitForView(id, 'Interrupted')
  service.setFailing(null)
  expect((await client.waitForView(id, 'Collecting')).view).toMatchObject({ attemptsLeft: 3 })
  const [{ userId } = { userId: service.bank.userId }] = right(
    await service.database.query(BankUser, BANK_USER, [id])(),
  )
  expect(right(await service.bank.port.listJobs({ userId })())).toStrictEqual([])
})

test('a job that is running when the database fails is followed to its end once the database is back', async () => {
  const service = await testService({ bank: { time: { speed: 20 } } })
  const client = await service.openClient()
  const id = await client.submitConnection('AU00000')
  await client.waitForView(id, 'Working')
  service.setFailing(/./)
  await expect.poll(() => service.lines.some((line) => line.includes('retrying')), { timeout: 20_000 }).toBe(true)
  service.setFailing(null)
  expect((await client.waitForView(id, 'Connected')).view.tag).toBe('Connected')
  expect(service.lines.filter((line) => line.includes('"state":"connected"')).length).toBe(1)
})

test('a refresh starts even if the stored previous run cannot be deleted', async () => {
  const service = await testService()
  const client = await service.openClient()
  const id = await client.submitConnection('AU00000')
  await client.stream(`/api/connections/${id}/events`, (text) => text.includes('"hasAccounts":true'))
  service.setFailing(/delete from "saved_connections"/)
  const refreshed = await client.post(`/api/connections/${id}/refresh`)
  service.setFailing(null)
  expect(refreshed.status).toBe(202)
  await client.removeConnection(id)
})

test('a connection that can neither be started nor reverted is removed once the database is back', async () => {
  const service = await testService({ limits: { runningPerUserMax: 1 } })
  const client = await service.openClient()
  service.setFailing(/saved_connections|delete from connections/)
  expect((await client.requestConnection('AU00000')).status).toBe(503)
  service.setFailing(null)
  await expect
    .poll(async () => (await client.get('/api/connections')).body, { timeout: 20_000 })
    .toMatchObject({ connections: [] })
  expect((await client.requestConnection('AU00000')).status).toBe(201)
})
