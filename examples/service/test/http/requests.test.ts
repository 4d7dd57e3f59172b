import { type IncomingHttpHeaders, request } from 'node:http'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import { testService } from '../test-service.ts'

test('without a session every request is rejected with 401', async () => {
  const service = await testService()
  const paths = ['/api/institutions', '/api/connections', '/api/events', '/api/connections/c_1']
  const answers = await Promise.all(paths.map((path) => fetch(service.url + path)))
  expect(answers.map(({ status }) => status)).toStrictEqual([401, 401, 401, 401])
})

test('a session is a random cookie that is hidden from scripts and other sites, and not stored in the database', async () => {
  const service = await testService()
  const opened = await fetch(`${service.url}/api/session`, {
    method: 'POST',
    headers: { origin: service.url, 'content-type': 'application/json' },
  })
  const cookie = opened.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/^session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/)
  const token = cookie.slice(8, 51)
  const rows = await service.database.query(t.unknown, 'select * from sessions')()
  expect(JSON.stringify(rows)).not.toContain(token)
})

test('behind https the cookie is Secure, and responses have Strict-Transport-Security', async () => {
  const origin = 'https://connect.example.com'
  const { address } = await testService({ publicOrigin: origin })
  const headers = { host: 'connect.example.com', origin, 'content-type': 'application/json' }
  const [status, responseHeaders] = await new Promise<[number, IncomingHttpHeaders]>((resolve) => {
    const sent = request(`${address}/api/session`, { method: 'POST', headers }, (response) =>
      resolve([response.resume().statusCode ?? 0, response.headers]),
    )
    sent.end()
  })
  expect(status).toBe(201)
  expect(responseHeaders['set-cookie']?.[0]).toMatch(/^__Host-session=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
  expect(responseHeaders['strict-transport-security']).toContain('max-age')
})

test.each([
  ['from another site', { origin: 'https://elsewhere.example', 'content-type': 'application/json' }, 403],
  ['without an origin', { 'content-type': 'application/json' }, 403],
  ['from a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['with plain text', { 'content-type': 'text/plain' }, 415],
])('a request %s changes nothing', async (_, headers, status) => {
  const service = await testService()
  const client = await service.openClient()
  const own = status === 415 ? { origin: service.url } : {}
  const response = await fetch(`${service.url}/api/connections`, {
    method: 'POST',
    headers: { cookie: client.cookie(), 'idempotency-key': 'some-key-1', ...own, ...headers },
    body: '{"institutionId":"AU00000"}',
  })
  expect(response.status).toBe(status)
  expect((await client.get('/api/connections')).body).toMatchObject({ connections: [] })
})

test('a request with another host name is rejected', async () => {
  const { url } = await testService()
  const status = await new Promise((resolve) => {
    request(url, { headers: { host: 'elsewhere.example' } }, (response) => resolve(response.resume().statusCode)).end()
  })
  expect(status).toBe(421)
})

test.each(['/', '/main.js', '/api/connections', '/nowhere', '/health'])('%s has the security headers', async (path) => {
  const { url } = await testService()
  const { headers } = await fetch(url + path)
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'; script-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
})

test('a body that is too large or invalid is rejected, and not quoted', async () => {
  const client = await (await testService()).openClient()
  const id = await client.startConnection('AU00000')
  const path = `/api/connections/${id}/credentials`
  expect((await client.post(path, { credentials: { password: 'x'.repeat(20_000) } })).status).toBe(413)
  const bodies = [null, [], {}, { credentials: { password: 7 } }, { credentials: { password: 'geheim'.repeat(90) } }]
  for (const body of bodies) {
    const { status, text } = await client.post(path, body)
    expect(status).toBe(400)
    expect(text).not.toContain('geheim')
  }
})

test('a user can have only so many open streams, and one that has ended does not count', async () => {
  const service = await testService({ limits: { streamsPerUserMax: 1 } })
  const client = await service.openClient()
  const first = client.stream('/api/events', (text) => text.includes('"tag":"Collecting"'))
  await expect.poll(() => service.lines.some((line) => line.includes('/api/events')), { timeout: 20_000 }).toBe(true)
  const open = () => client.stream('/api/events', (text) => text.includes('retry: '))
  expect(await open()).toContain('status 429')
  await client.startConnection('AU00000')
  await first
  await expect.poll(open, { timeout: 20_000 }).toContain('retry: 1000')
})

test('a stream continues after the last event id, and repeats nothing', async () => {
  const client = await (await testService()).openClient()
  const id = await client.startConnection('AU00000')
  const received = await client.stream(`/api/events`, (text) => text.includes('"tag":"Collecting"'))
  const last = [...received.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? ''
  const resumed = client.stream('/api/events', (text) => text.includes('"tag":"Failed"'), last)
  await client.post(`/api/connections/${id}/cancel`)
  const text = await resumed
  expect(last).toMatch(new RegExp(`^${id}`))
  expect(text).not.toContain('"tag":"Collecting"')
  expect(text).toContain('"tag":"Failed"')
})

test('requests beyond the limit are rejected until the window is over', async () => {
  let now = 1_000_000
  const service = await testService({ limits: { requests: { max: 3, windowMs: 1_000 } }, now: () => now })
  const client = await service.openClient()
  const statuses: number[] = []
  for (let i = 0; i < 4; i++) statuses.push((await client.get('/api/institutions')).status)
  now += 1_001
  statuses.push((await client.get('/api/institutions')).status)
  expect(statuses).toStrictEqual([200, 200, 200, 429, 200])
})

test('an expired session is rejected', async () => {
  let now = 1_000_000
  const service = await testService({ now: () => now })
  const client = await service.openClient()
  now += 30 * 86_400_000
  expect((await client.get('/api/connections')).status).toBe(401)
})

test('the health check succeeds while the database responds', async () => {
  const { address, close } = await testService()
  const healthy = await fetch(`${address}/health`)
  expect(healthy.status).toBe(200)
  expect(await healthy.json()).toStrictEqual({ status: 'ok' })
  await close()
})
