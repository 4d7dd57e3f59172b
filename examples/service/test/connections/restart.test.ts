import { expect, test } from 'vitest'
import { defaultServiceLimits } from '../../src/http/service-limits.ts'
import { testService } from '../test-service.ts'

const GOOD = { credentials: { loginId: 'gavinBelson', password: 'hooli2016' } }

/** Slow enough that a challenge stays open while a service starts. */
const SLOW = { time: { speed: 20 } } as const

test('after a restart a challenge is still there, its answer is taken, and what was sent is not sent again', async () => {
  const service = await testService({ bank: SLOW })
  const person = await service.person()
  const id = await person.begun('AU00002')
  await person.until(id, 'Collecting')
  await person.post(`/api/connections/${id}/credentials`, GOOD)
  const before = await person.until(id, 'Challenged')
  await service.close()
  const next = await service.again()
  expect(next.resumed).toBe(1)
  const there = person.at(next.url)
  expect((await there.until(id, 'Challenged')).view).toStrictEqual(before.view)
  expect((await there.post(`/api/connections/${id}/answers`, { answers: ['Hooli'] })).status).toBe(202)
  expect((await there.until(id, 'Connected')).view.tag).toBe('Connected')
})

test('a form, an end and the accounts are the same after a restart', async () => {
  const service = await testService()
  const person = await service.person()
  const [form, failed, connected] = [
    await person.begun('AU00003'),
    await person.begun('AU00000'),
    await person.begun('AU00000'),
  ]
  await Promise.all([form, failed, connected].map((id) => person.until(id, 'Collecting')))
  await person.post(`/api/connections/${failed}/cancel`)
  await person.post(`/api/connections/${connected}/credentials`, GOOD)
  await person.stream('/api/events', (text) => text.includes('"hasAccounts":true'))
  const before = (await person.get('/api/connections')).body['connections']
  await service.close()
  const next = await service.again()
  expect(next.resumed).toBe(1)
  const there = person.at(next.url)
  await there.get('/api/institutions')
  expect((await there.get('/api/connections')).body['connections']).toStrictEqual(before)
  expect((await there.get(`/api/connections/${connected}/accounts`)).status).toBe(200)
})

test('of two processes the one that was started last has the connection, and the first one says so', async () => {
  const first = await testService({ bank: SLOW })
  const person = await first.person()
  const id = await person.begun('AU00002')
  await person.until(id, 'Collecting')
  await person.post(`/api/connections/${id}/credentials`, GOOD)
  await person.until(id, 'Challenged')
  const second = await first.again()
  const there = person.at(second.url)
  const told = person.stream(`/api/connections/${id}/events`, (text) => text.includes('"tag":"Interrupted"'))
  expect((await there.post(`/api/connections/${id}/answers`, { answers: ['Hooli'] })).status).toBe(202)
  await there.until(id, 'Connected')
  expect(await told).not.toContain('broken')
  const posts = [...first.lines, ...second.lines].filter((line) => line.includes('"state":"connected"'))
  expect(posts.length).toBe(1)
})

test('a process that cannot listen, since another one does, takes nothing over from it', async () => {
  const first = await testService({ bank: SLOW })
  const person = await first.person()
  const id = await person.begun('AU00002')
  await person.until(id, 'Collecting')
  await expect(first.again(Number(new URL(first.address).port))).rejects.toMatchObject({ code: 'EADDRINUSE' })
  expect((await person.post(`/api/connections/${id}/credentials`, GOOD)).status).toBe(202)
  expect((await person.until(id, 'Challenged', 'Interrupted')).view.tag).toBe('Challenged')
})

test('what was made at one bank is never used at another', async () => {
  const person = await (await testService()).person()
  const other = await testService()
  expect((await person.at(other.url).get('/api/connections')).status).toBe(401)
})

test('a service that closes ends its streams, and takes nothing more', async () => {
  const service = await testService({ limits: { streamMs: defaultServiceLimits.streamMs } })
  const person = await service.person()
  const streaming = person.stream('/api/events', () => false)
  await expect.poll(() => service.lines.some((line) => line.includes('/api/events')), { timeout: 5_000 }).toBe(true)
  await service.close()
  expect(await streaming).toMatch(/^retry: \d+\n\n$/)
  await expect(fetch(`${service.address}/health`)).rejects.toThrow('fetch failed')
})
