import { expect, test } from 'vitest'
import type { BankMenu } from '../../src/feed/feed.ts'
import { serveForTest, viewOf } from '../test-inspector.ts'

test('the menu lists each institution with its logins, but no secrets', async () => {
  const { get } = await serveForTest()
  const response = await get('/api/bank')
  const text = await response.text()
  const { institutions, faults, events } = JSON.parse(text) as BankMenu
  expect(institutions.map(({ id, logins }) => [id, logins.length > 0])).toContainEqual(['AU00002', true])
  expect(institutions.find(({ id }) => id === 'AU19301')?.logins[0]).toStrictEqual({
    name: 'user token',
    description: 'connects',
  })
  expect(institutions.find(({ id }) => id === 'AU90002')?.logins).toStrictEqual([])
  expect(faults.length).toBeGreaterThan(5)
  expect(events.length).toBeGreaterThan(5)
  for (const secret of ['hooli2016', 'token:PTln18RhwL', 'tabsnotspaces', '1234']) expect(text).not.toContain(secret)
})

test('every fault and every event of the menu is accepted', async () => {
  const { get, post } = await serveForTest()
  const { faults, events } = (await (await get('/api/bank')).json()) as BankMenu
  for (const { label, value } of faults) expect((await post('/api/bank/fault', value)).status, label).toBe(200)
  for (const { label, value } of events) expect((await post('/api/bank/event', value)).status, label).toBe(200)
})

test('every institution accepts the first of its logins', async () => {
  const { get, post, start, stream } = await serveForTest({ speed: 1 })
  const { institutions } = (await (await get('/api/bank')).json()) as BankMenu
  for (const { id: institutionId, logins } of institutions) {
    const [first] = logins
    if (first === undefined) continue
    const id = await start({ institutionId })
    await (await stream(`/api/connections/${id}/history`)).until((events) => viewOf(events)?._tag === 'Collecting')
    const submitted = await post(`/api/connections/${id}/submit`, { login: first.name })
    expect(submitted.status, institutionId).toBe(200)
  }
})

const SECRET = 'hunter2-canary'

test.each([
  ['/api/connections', {}, 'institutionId: '],
  ['/api/connections', { institutionId: SECRET }, 'institutionId: '],
  ['/api/connections', { institutionId: 'AU00000', count: 501 }, 'count: '],
  ['/api/connections', { institutionId: 'AU00000', count: 0 }, 'count: '],
  ['/api/connections', { institutionId: 'AU00000', auto: SECRET }, 'auto: '],
  ['/api/connections', { institutionId: 'AU00000', [SECRET]: 1 }, 'body: '],
  ['/api/connections', { intent: 'create', of: 'c-1' }, 'intent: '],
  ['/api/connections', { intent: 'refresh', of: SECRET }, 'of: '],
  ['/api/connections', [SECRET], 'body: '],
  ['/api/connections/c-1/submit', { credentials: SECRET }, 'credentials: '],
  ['/api/connections/c-1/submit', { credentials: { loginId: 1 } }, 'credentials: '],
  ['/api/connections/c-1/submit', { credentials: { pin: SECRET } }, 'credentials: '],
  ['/api/connections/c-1/submit', { credentials: { password: SECRET } }, 'credentials: loginId is missing'],
  ['/api/connections/c-1/submit', { login: SECRET }, 'login: '],
  ['/api/connections/c-1/answer', { answers: SECRET }, 'answers: '],
  ['/api/connections/c-1/answer', { answers: [SECRET] }, 'answer: '],
  ['/api/connections/c-1/answer', { right: SECRET }, 'right: '],
  ['/api/connections/c-1/cancel', { why: SECRET }, 'body: '],
  ['/api/connections/c-1/restore', {}, 'id: '],
  [`/api/connections/${SECRET}/cancel`, {}, 'id: '],
  ['/api/bank/fault', { fault: SECRET }, 'fault: '],
  ['/api/bank/fault', { fault: 'delay', ms: SECRET }, 'ms: '],
  ['/api/bank/event', { event: SECRET }, 'event: '],
  ['/api/bank/event', { event: 'job-stuck', jobId: SECRET }, 'jobId'],
  ['/api/bank/speed', { speed: -1 }, 'speed: '],
  ['/api/bank/speed', { speed: 1_001 }, 'speed: '],
  ['/api/bank/speed', { speed: SECRET }, 'speed: '],
  ['/api/bank/advance', { ms: 0.5 }, 'ms: '],
  ['/api/bank/advance', { ms: 31 * 86_400_000 }, 'ms: '],
  [`/api/${SECRET}`, {}, 'path: '],
])('%s rejects %j, names the member, and repeats no value', async (path, body, named) => {
  const { post, start, stream } = await serveForTest({ speed: 1 })
  const id = await start({ institutionId: 'AU00000' })
  await (await stream(`/api/connections/${id}/history`)).until((events) => viewOf(events)?._tag === 'Collecting')
  const response = await post(path, body)
  const { problem } = (await response.json()) as { readonly problem: string }
  expect(String(response.status)).toMatch(/^4/u)
  expect(problem.slice(0, named.length)).toBe(named)
  expect(problem).not.toContain(SECRET)
})

test('a body that is not JSON is rejected, and not repeated', async () => {
  const { url } = await serveForTest()
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/api/bank/clear-faults`, { method: 'POST', headers, body: `{"${SECRET}` })
  expect(response.status).toBe(400)
  expect(await response.json()).toStrictEqual({ problem: 'body: give JSON' })
})

test('the history and the trace of an unknown connection are not found', async () => {
  const { get } = await serveForTest()
  for (const what of ['history', 'trace']) expect((await get(`/api/connections/c-9/${what}`)).status).toBe(404)
})

test('faults above the limit are rejected, and clearing removes all faults', async () => {
  const { post, stream } = await serveForTest({ limits: { faultsMax: 1, updateMs: 1 } })
  const feed = await stream('/api/feed')
  const rule = { fault: 'status', status: 503, times: null, method: 'GET', path: '/jobs/{jobId}' }
  expect((await post('/api/bank/fault', rule)).status).toBe(200)
  expect((await post('/api/bank/fault', rule)).status).toBe(409)
  const faultsIn = (text: string) => () => feed.text().includes(text)
  await feed.until(faultsIn('"faults":["status 503, GET /jobs/{jobId}, always"]'))
  expect((await post('/api/bank/clear-faults')).status).toBe(200)
  await feed.until((events) => JSON.stringify(events.at(-1)).includes('"faults":[]'))
})

test('the feed reports a changed speed and an advanced clock', async () => {
  const { post, stream, inspectorUrl } = await serveForTest({ speed: 0 })
  const feed = await stream('/api/feed')
  const bankOf = () =>
    feed.events.filter(({ type }) => type === 'bank').at(-1)?.data as { bank: { now: number; speed: number } }
  await feed.until(() => bankOf())
  const { now } = bankOf().bank
  expect(bankOf()).toMatchObject({ bank: { speed: 0, faults: [], inspectorUrl, services: 0 } })
  expect((await post('/api/bank/advance', { ms: 3_600_000 })).status).toBe(200)
  await feed.until(() => bankOf().bank.now === now + 3_600_000)
  expect((await post('/api/bank/speed', { speed: 10 })).status).toBe(200)
  await feed.until(() => bankOf().bank.speed === 10)
})

test('one long advance fires timers on the way: a simulated user answers a challenge before it expires', async () => {
  const { post, start, stream } = await serveForTest({ speed: 0 })
  const id = await start({ institutionId: 'AU00002', auto: true })
  const history = await stream(`/api/connections/${id}/history`)
  await history.until((events) => viewOf(events)?._tag === 'Collecting')
  await post('/api/bank/advance', { ms: 300_000 })
  await history.until((events) => viewOf(events)?._tag === 'Connected')
  expect(history.text()).toContain('"act":"answer"')
})
