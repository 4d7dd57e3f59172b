import type { BankMenu } from '@bank-connection/inspector'
import { expect, test } from 'vitest'
import { serveForTest, viewOf } from '../test-inspector.ts'

test('the menu offers each institution with its logins, and no secret of them', async () => {
  const { get } = await serveForTest()
  const response = await get('/api/bank')
  const text = await response.text()
  const { offers, faults, events } = JSON.parse(text) as BankMenu
  expect(offers.map(({ id, logins }) => [id, logins.length > 0])).toContainEqual(['AU00002', true])
  expect(offers.find(({ id }) => id === 'AU19301')?.logins[0]).toStrictEqual({
    name: 'user token',
    description: 'connects',
  })
  expect(offers.find(({ id }) => id === 'AU90002')?.logins).toStrictEqual([])
  expect([faults.length > 5, events.length > 5]).toStrictEqual([true, true])
  for (const secret of ['hooli2016', 'token:PTln18RhwL', 'tabsnotspaces', '1234']) expect(text).not.toContain(secret)
})

test('every fault and every event of the menu is taken', async () => {
  const { get, post } = await serveForTest()
  const { faults, events } = (await (await get('/api/bank')).json()) as BankMenu
  for (const { label, value } of faults)
    expect([label, (await post('/api/bank/fault', value)).status]).toStrictEqual([label, 200])
  for (const { label, value } of events)
    expect([label, (await post('/api/bank/event', value)).status]).toStrictEqual([label, 200])
})

test('every login of the menu is known to the server at its institution', async () => {
  const { get, post, begin, stream } = await serveForTest({ speed: 1 })
  const { offers } = (await (await get('/api/bank')).json()) as BankMenu
  for (const { id: institutionId, logins } of offers) {
    const [first] = logins
    if (first === undefined) continue
    const id = await begin({ institutionId })
    await (await stream(`/api/connections/${id}/history`)).until((events) => viewOf(events)?._tag === 'Collecting')
    const submitted = await post(`/api/connections/${id}/submit`, { login: first.name })
    expect([institutionId, submitted.status]).toStrictEqual([institutionId, 200])
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
])('%s refuses %j, names what to mend, and repeats nothing', async (path, body, named) => {
  const { post, begin, stream } = await serveForTest({ speed: 1 })
  const id = await begin({ institutionId: 'AU00000' })
  await (await stream(`/api/connections/${id}/history`)).until((events) => viewOf(events)?._tag === 'Collecting')
  const response = await post(path, body)
  const { problem } = (await response.json()) as { readonly problem: string }
  expect([response.status >= 400 && response.status < 500, problem.startsWith(named) ? named : problem]).toStrictEqual([
    true,
    named,
  ])
  expect(problem).not.toContain(SECRET)
})

test('a body that is no JSON is refused, and not repeated', async () => {
  const { url } = await serveForTest()
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/api/bank/calm`, { method: 'POST', headers, body: `{"${SECRET}` })
  expect([response.status, await response.json()]).toStrictEqual([400, { problem: 'body: give JSON' }])
})

test('a history or a trace of a connection that is not there is not found', async () => {
  const { get } = await serveForTest()
  for (const what of ['history', 'trace']) expect((await get(`/api/connections/c-9/${what}`)).status).toBe(404)
})

test('no more faults are set than the limit, and a calm drops them', async () => {
  const { post, stream } = await serveForTest({ limits: { faultsMax: 1, updateMs: 1 } })
  const feed = await stream('/api/feed')
  const rule = { fault: 'status', status: 503, times: null, method: 'GET', path: '/jobs/{jobId}' }
  expect([(await post('/api/bank/fault', rule)).status, (await post('/api/bank/fault', rule)).status]).toStrictEqual([
    200, 409,
  ])
  const faultsIn = (text: string) => () => feed.text().includes(text)
  await feed.until(faultsIn('"faults":["status 503, GET /jobs/{jobId}, always"]'))
  expect((await post('/api/bank/calm')).status).toBe(200)
  await feed.until((events) => JSON.stringify(events.at(-1)).includes('"faults":[]'))
})

test('the speed is changed and time is put forward, and the feed says so', async () => {
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

test('time that is put forward in one go passes for who waits on the way: a challenge is answered before it expires', async () => {
  const { post, begin, stream } = await serveForTest({ speed: 0 })
  const id = await begin({ institutionId: 'AU00002', auto: true })
  const history = await stream(`/api/connections/${id}/history`)
  await history.until((events) => viewOf(events)?._tag === 'Collecting')
  await post('/api/bank/advance', { ms: 300_000 })
  await history.until((events) => viewOf(events)?._tag === 'Connected')
  expect(history.text()).toContain('"act":"answer"')
})
