import { expect, test } from 'vitest'
import { defaultServiceLimits } from '../../src/http/service-limits.ts'
import { GOOD } from '../test-client.ts'
import { testService } from '../test-service.ts'

/** A challenge stays open while a service starts. */
const SLOW = { time: { speed: 20 } } as const

test('after a restart a challenge is still open, accepts its answer, and no request is repeated', async () => {
  const service = await testService({ bank: SLOW })
  const client = await service.openClient()
  const id = await client.submitConnection('AU00002')
  const before = await client.waitForView(id, 'Challenged')
  await service.close()
  const next = await service.restart()
  expect(next.resumed).toBe(1)
  const afterRestart = client.withUrl(next.url)
  expect((await afterRestart.waitForView(id, 'Challenged')).view).toStrictEqual(before.view)
  expect((await afterRestart.post(`/api/connections/${id}/answers`, { answers: ['Hooli'] })).status).toBe(202)
  expect((await afterRestart.waitForView(id, 'Connected')).view.tag).toBe('Connected')
})

test('a form, a result and the accounts are the same after a restart', async () => {
  const service = await testService()
  const client = await service.openClient()
  const [form, failed, connected] = [
    await client.startConnection('AU00003'),
    await client.startConnection('AU00000'),
    await client.startConnection('AU00000'),
  ]
  await Promise.all([form, failed, connected].map((id) => client.waitForView(id, 'Collecting')))
  await client.post(`/api/connections/${failed}/cancel`)
  await client.post(`/api/connections/${connected}/credentials`, GOOD)
  await client.stream('/api/events', (text) => text.includes('"hasAccounts":true'))
  const before = (await client.get('/api/connections')).body['connections']
  await service.close()
  const next = await service.restart()
  expect(next.resumed).toBe(1)
  const afterRestart = client.withUrl(next.url)
  await afterRestart.get('/api/institutions')
  expect((await afterRestart.get('/api/connections')).body['connections']).toStrictEqual(before)
  expect((await afterRestart.get(`/api/connections/${connected}/accounts`)).status).toBe(200)
})

test('the process that was started last takes over the connection, and the first one reports it as interrupted', async () => {
  const first = await testService({ bank: SLOW })
  const client = await first.openClient()
  const id = await client.submitConnection('AU00002')
  await client.waitForView(id, 'Challenged')
  const second = await first.restart()
  const secondClient = client.withUrl(second.url)
  const interrupted = client.stream(`/api/connections/${id}/events`, (text) => text.includes('"tag":"Interrupted"'))
  expect((await secondClient.post(`/api/connections/${id}/answers`, { answers: ['Hooli'] })).status).toBe(202)
  await secondClient.waitForView(id, 'Connected')
  expect(await interrupted).not.toContain('broken')
  const ends = [...first.lines, ...second.lines].filter((line) => line.includes('"state":"connected"'))
  expect(ends.length).toBe(1)
})

test('a process that cannot listen because another one does takes over no connection', async () => {
  const first = await testService({ bank: SLOW })
  const client = await first.openClient()
  const id = await client.startConnection('AU00002')
  await client.waitForView(id, 'Collecting')
  await expect(first.restart(Number(new URL(first.address).port))).rejects.toMatchObject({ code: 'EADDRINUSE' })
  expect((await client.post(`/api/connections/${id}/credentials`, GOOD)).status).toBe(202)
  expect((await client.waitForView(id, 'Challenged', 'Interrupted')).view.tag).toBe('Challenged')
})

test('a session of one bank is not valid for another', async () => {
  const client = await (await testService()).openClient()
  const other = await testService()
  expect((await client.withUrl(other.url).get('/api/connections')).status).toBe(401)
})

test('a service that closes ends its streams and accepts no more requests', async () => {
  const service = await testService({ limits: { streamMs: defaultServiceLimits.streamMs } })
  const client = await service.openClient()
  const streaming = client.stream('/api/events', () => false)
  await expect.poll(() => service.lines.some((line) => line.includes('/api/events')), { timeout: 5_000 }).toBe(true)
  await service.close()
  expect(await streaming).toMatch(/^retry: \d+\n\n$/)
  await expect(fetch(`${service.address}/health`)).rejects.toThrow('fetch failed')
})
