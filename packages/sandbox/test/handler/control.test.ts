import { neverAborted } from '@bank-connection/core/adapter'
import { expect, test } from 'vitest'
import { CONNECTIONS, createHandlerClient, errorIn, gavin, JSON_HEADERS } from './handler-client.ts'

const createClient = () => createHandlerClient({ control: true }, { startAt: 0 })

const create = (authorization: string) => ({
  method: 'POST',
  headers: { ...JSON_HEADERS, authorization },
  body: JSON.stringify({ ...gavin, institution: { id: 'AU00000' } }),
})

test.each([
  ['POST', 'advance'],
  ['POST', 'speed'],
  ['POST', 'reset'],
  ['GET', 'world'],
  ['GET', 'faults'],
])('%s /_sandbox/%s is 404 when control is off', async (method, action) => {
  const response = await createHandlerClient().send(`/_sandbox/${action}`, { method })
  expect(response.status).toBe(404)
  expect((await errorIn(response))['code']).toBe('resource-not-found')
})

test('advance moves time and returns the new time', async () => {
  const { control, bank } = createClient()
  const response = await control('advance', { ms: 60_000 })
  expect(response.status).toBe(200)
  expect(await response.json()).toStrictEqual({ now: 60_000 })
  expect(bank.clock.now()).toBe(60_000)
})

test.each([{ ms: -1 }, { ms: 1e308 }, { ms: 36_525 * 86_400_000 + 1 }, { ms: '5' }, {}, [], null, { ms: null }])(
  'advance rejects %j with the remedy',
  async (body) => {
    const { control, bank } = createClient()
    const response = await control('advance', body)
    expect(response.status).toBe(400)
    expect(bank.clock.now()).toBe(0)
    expect(await errorIn(response)).toMatchObject({
      detail: expect.stringMatching(/^ms: give the milliseconds/u),
      source: { parameter: 'ms' },
    })
  },
)

test('all advances together are limited to 100 years', async () => {
  const { control, bank } = createClient()
  const century = 36_525 * 86_400_000
  const answers = [
    await control('advance', { ms: century - 5 }),
    await control('advance', { ms: 6 }),
    await control('advance', { ms: 5 }),
  ]
  expect(answers.map(({ status }) => status)).toStrictEqual([200, 400, 200])
  expect(bank.clock.now()).toBe(century)
  expect(await errorIn(await control('advance', { ms: 1 }))).toMatchObject({
    detail: expect.stringMatching(/^ms: .* 3155760000000 \(100 years\) in total/u),
    source: { parameter: 'ms' },
  })
})

test('speed changes the speed in real time and returns the time', async () => {
  const { control, bank } = createHandlerClient({ control: true }, { startAt: 0, time: { speed: 0.000_001 } })
  const response = await control('speed', { speed: 0 })
  expect(response.status).toBe(200)
  expect(await response.json()).toStrictEqual({ now: 0 })
  expect(bank.clock.now()).toBe(0)
})

test.each([{ speed: -1 }, { speed: '5' }, {}, null])('speed rejects %j with the remedy', async (body) => {
  const { control } = createHandlerClient({ control: true }, { startAt: 0, time: { speed: 1 } })
  const response = await control('speed', body)
  expect(response.status).toBe(400)
  expect(await errorIn(response)).toMatchObject({
    detail: expect.stringMatching(/^speed: give the bank milliseconds/u),
    source: { parameter: 'speed' },
  })
})

test('speed is rejected in virtual time', async () => {
  const response = await createClient().control('speed', { speed: 1 })
  expect(response.status).toBe(400)
  expect((await errorIn(response))['detail']).toMatch(/not available in virtual time$/u)
})

test('control endpoints parse JSON under any content type, and reject invalid JSON', async () => {
  const { send, bank } = createClient()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const read = await send('/_sandbox/advance', { method: 'POST', headers, body: '{"ms":5}' })
  const refused = await send('/_sandbox/advance', { method: 'POST', headers: JSON_HEADERS, body: '{"ms":5' })
  expect(read.status).toBe(200)
  expect(refused.status).toBe(400)
  expect(bank.clock.now()).toBe(5)
})

test('world returns the state of the bank', async () => {
  const { send, bearer, bank } = createClient()
  await send(CONNECTIONS, create(await bearer()))
  const text = await (await send('/_sandbox/world')).text()
  expect(text).toBe(JSON.stringify(bank.world()))
  expect(text).toContain('"connectionCount":1')
})

test('reset removes connections and faults', async () => {
  const { send, bearer, bank, control } = createClient()
  const before = JSON.stringify(bank.world())
  await send(CONNECTIONS, create(await bearer()))
  await control('faults', { fault: 'reset' })
  const reset = await send('/_sandbox/reset', { method: 'POST' })
  expect(reset.status).toBe(204)
  expect(await reset.text()).toBe('')
  expect(JSON.stringify(bank.world())).toBe(before)
  expect(await (await send('/_sandbox/faults')).json()).toStrictEqual({ type: 'list', data: [] })
})

test('faults are listed in insertion order and removed together', async () => {
  const { send, control } = createClient()
  expect((await control('faults', { fault: 'reset', times: 2 })).status).toBe(201)
  const second = await control('faults', { fault: 'delay', ms: 5, path: '/users' })
  const data = [
    { fault: 'reset', times: 2, after: 0, method: null, path: null },
    { fault: 'delay', ms: 5, times: 1, after: 0, method: null, path: '/users' },
  ]
  expect(await second.json()).toStrictEqual({ type: 'list', data })
  expect(await (await send('/_sandbox/faults')).json()).toStrictEqual({ type: 'list', data })
  expect((await send('/_sandbox/faults', { method: 'DELETE' })).status).toBe(204)
  expect(await (await send('/_sandbox/faults')).json()).toStrictEqual({ type: 'list', data: [] })
  expect((await send('/public/institutions')).status).toBe(200)
})

test('an invalid fault is rejected with its member, and not added', async () => {
  const { send, control } = createClient()
  const response = await control('faults', { fault: 'delay', ms: 'long' })
  expect(response.status).toBe(400)
  expect((await errorIn(response))['source']).toStrictEqual({ parameter: 'ms' })
  expect(await (await send('/_sandbox/faults')).json()).toMatchObject({ data: [] })
})

test.each([
  ['GET', 'advance', 405, 'POST, OPTIONS'],
  ['DELETE', 'world', 405, 'GET, HEAD, OPTIONS'],
  ['PUT', 'faults', 405, 'GET, POST, DELETE, HEAD, OPTIONS'],
  ['OPTIONS', 'nothing', 404, null],
  ['GET', 'nothing', 404, null],
  ['GET', 'toString', 404, null],
  ['GET', '', 404, null],
])('%s /_sandbox/%s gets %d and an error', async (method, action, status, allow) => {
  const response = await createClient().send(`/_sandbox/${action}`, { method })
  expect([response.status, response.headers.get('allow')]).toStrictEqual([status, allow])
  expect(await errorIn(response)).toMatchObject({ type: 'error' })
})

test.each([
  ['HEAD', 'world', 200, null],
  ['HEAD', 'faults', 200, null],
  ['HEAD', 'advance', 405, 'POST, OPTIONS'],
  ['OPTIONS', 'advance', 204, 'POST, OPTIONS'],
  ['OPTIONS', 'faults', 204, 'GET, POST, DELETE, HEAD, OPTIONS'],
])('%s /_sandbox/%s gets %d without a body', async (method, action, status, allow) => {
  const response = await createClient().send(`/_sandbox/${action}`, { method })
  expect([response.status, response.headers.get('allow'), await response.text()]).toStrictEqual([status, allow, ''])
})

test('web pages cannot use control endpoints or read their responses', async () => {
  const { send, bank } = createClient()
  const before = JSON.stringify(bank.world())
  const headers = { origin: 'http://page.test' }
  const answers = await Promise.all([
    send('/_sandbox/world'),
    send('/_sandbox/world', { headers }),
    send('/_sandbox/reset', { method: 'POST', headers }),
    send('/_sandbox/advance', { method: 'POST', headers, body: '{"ms":5}' }),
    send('/_sandbox/world', { method: 'OPTIONS', headers: { ...headers, 'access-control-request-method': 'GET' } }),
  ])
  expect(answers.map(({ status }) => status)).toStrictEqual([200, 403, 403, 403, 403])
  expect(answers.flatMap((answer) => [...answer.headers.keys()]).filter((name) => /access/u.test(name))).toStrictEqual(
    [],
  )
  expect(bank.clock.now()).toBe(0)
  expect(JSON.stringify(bank.world())).toBe(before)
})

test('advance waits for a request that freezes time', async () => {
  const { control, bank } = createClient()
  const woken: number[] = []
  void bank.clock.sleep(10, neverAborted).then(() => woken.push(bank.clock.now()))
  const [, response] = await Promise.all([bank.freezeTime(async () => undefined), control('advance', { ms: 10 })])
  expect(response.status).toBe(200)
  expect(woken).toStrictEqual([10])
  expect(bank.clock.now()).toBe(10)
})

test('events applies an event, and rejects an unknown one with the remedy', async () => {
  const { control, bank } = createClient()
  const happened = await control('events', { event: 'clock-skew', ms: 5_000 })
  expect(happened.status).toBe(204)
  expect(bank.world().clockSkewMs).toBe(5_000)
  const refused = await control('events', { event: 'storm' })
  expect(refused.status).toBe(400)
  expect((await errorIn(refused))['detail']).toMatch(/^event: give one of job-stuck, /u)
})

test('an event for an unknown job is rejected and changes nothing', async () => {
  const { control, bank } = createClient()
  const before = bank.world()
  const refused = await control('events', { event: 'job-stuck', jobId: 'nobody' })
  expect(refused.status).toBe(400)
  expect(bank.world()).toStrictEqual(before)
  expect((await errorIn(refused))['detail']).toMatch(/jobId/u)
})
