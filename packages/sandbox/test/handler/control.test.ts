import { neverAborted } from '@bank-connection/core/adapter'
import { expect, test } from 'vitest'
import { CONNECTIONS, gavin } from '../../../memory-adapter/test/test-client.ts'
import { createHandlerClient, errorIn, JSON_HEADERS } from './handler-client.ts'

const steered = () => createHandlerClient({ control: true }, { startAt: 0 })

const create = (authorization: string) => ({
  method: 'POST',
  headers: { ...JSON_HEADERS, authorization },
  body: JSON.stringify({ ...gavin, institution: { id: 'AU00000' } }),
})

test.each([
  ['POST', 'advance'],
  ['POST', 'pace'],
  ['POST', 'reset'],
  ['GET', 'world'],
  ['GET', 'faults'],
])('%s /_sandbox/%s is nowhere as long as the control is off', async (method, action) => {
  const response = await createHandlerClient().send(`/_sandbox/${action}`, { method })
  expect([response.status, (await errorIn(response))['code']]).toStrictEqual([404, 'resource-not-found'])
})

test('time is advanced, and the answer says what it has become', async () => {
  const { control, bank } = steered()
  const response = await control('advance', { ms: 60_000 })
  expect([response.status, await response.json(), bank.clock.now()]).toStrictEqual([200, { now: 60_000 }, 60_000])
})

test.each([{ ms: -1 }, { ms: 1e308 }, { ms: 36_525 * 86_400_000 + 1 }, { ms: '5' }, {}, [], null, { ms: null }])(
  '%j advances nothing, and says why',
  async (body) => {
    const { control, bank } = steered()
    const response = await control('advance', body)
    expect([response.status, bank.clock.now()]).toStrictEqual([400, 0])
    expect(await errorIn(response)).toMatchObject({
      detail: expect.stringMatching(/^ms: give the milliseconds/u),
      source: { parameter: 'ms' },
    })
  },
)

test('time is advanced by 100 years in all, and no further', async () => {
  const { control, bank } = steered()
  const century = 36_525 * 86_400_000
  const answers = [
    await control('advance', { ms: century - 5 }),
    await control('advance', { ms: 6 }),
    await control('advance', { ms: 5 }),
  ]
  expect([answers.map(({ status }) => status), bank.clock.now()]).toStrictEqual([[200, 400, 200], century])
  expect(await errorIn(await control('advance', { ms: 1 }))).toMatchObject({
    detail: expect.stringMatching(/^ms: .* 3155760000000 \(100 years\) in all/u),
    source: { parameter: 'ms' },
  })
})

test('the speed of a bank in real time is changed, and the answer says what time it is', async () => {
  const { control, bank } = createHandlerClient({ control: true }, { startAt: 0, time: { speed: 0.000_001 } })
  const response = await control('pace', { speed: 0 })
  expect([response.status, await response.json(), bank.clock.now()]).toStrictEqual([200, { now: 0 }, 0])
})

test.each([{ speed: -1 }, { speed: '5' }, {}, null])('%j changes no speed, and says why', async (body) => {
  const { control } = createHandlerClient({ control: true }, { startAt: 0, time: { speed: 1 } })
  const response = await control('pace', body)
  expect(response.status).toBe(400)
  expect(await errorIn(response)).toMatchObject({
    detail: expect.stringMatching(/^speed: give how many/u),
    source: { parameter: 'speed' },
  })
})

test('a bank in virtual time refuses a speed', async () => {
  const response = await steered().control('pace', { speed: 1 })
  expect([response.status, (await errorIn(response))['detail']]).toStrictEqual([
    400,
    expect.stringMatching(/a bank in virtual time has no speed$/u),
  ])
})

test('the control reads JSON, whatever a body says it is, and refuses what is none', async () => {
  const { send, bank } = steered()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const read = await send('/_sandbox/advance', { method: 'POST', headers, body: '{"ms":5}' })
  const refused = await send('/_sandbox/advance', { method: 'POST', headers: JSON_HEADERS, body: '{"ms":5' })
  expect([read.status, refused.status, bank.clock.now()]).toStrictEqual([200, 400, 5])
})

test('the world can be read, and is the one that the bank has', async () => {
  const { send, bearer, bank } = steered()
  await send(CONNECTIONS, create(await bearer()))
  const text = await (await send('/_sandbox/world')).text()
  expect(text).toBe(JSON.stringify(bank.world()))
  expect(text).toContain('"connectionCount":1')
})

test('a reset forgets the connections and the faults', async () => {
  const { send, bearer, bank, control } = steered()
  const before = JSON.stringify(bank.world())
  await send(CONNECTIONS, create(await bearer()))
  await control('faults', { fault: 'reset' })
  const reset = await send('/_sandbox/reset', { method: 'POST' })
  expect([reset.status, await reset.text()]).toStrictEqual([204, ''])
  expect(JSON.stringify(bank.world())).toBe(before)
  expect(await (await send('/_sandbox/faults')).json()).toStrictEqual({ type: 'list', data: [] })
})

test('faults are listed in the order in which they were set, and cleared together', async () => {
  const { send, control } = steered()
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

test('a fault that cannot be is refused by its field, and sets nothing', async () => {
  const { send, control } = steered()
  const response = await control('faults', { fault: 'delay', ms: 'long' })
  expect([response.status, (await errorIn(response))['source']]).toStrictEqual([400, { parameter: 'ms' }])
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
])('%s /_sandbox/%s is refused with %d', async (method, action, status, allow) => {
  const response = await steered().send(`/_sandbox/${action}`, { method })
  expect([response.status, response.headers.get('allow')]).toStrictEqual([status, allow])
  expect(await errorIn(response)).toMatchObject({ type: 'error' })
})

test.each([
  ['HEAD', 'world', 200, null],
  ['HEAD', 'faults', 200, null],
  ['HEAD', 'advance', 405, 'POST, OPTIONS'],
  ['OPTIONS', 'advance', 204, 'POST, OPTIONS'],
  ['OPTIONS', 'faults', 204, 'GET, POST, DELETE, HEAD, OPTIONS'],
])('%s /_sandbox/%s is answered with %d and no body', async (method, action, status, allow) => {
  const response = await steered().send(`/_sandbox/${action}`, { method })
  expect([response.status, response.headers.get('allow'), await response.text()]).toStrictEqual([status, allow, ''])
})

test('no page of a browser may steer the bank, nor read what it says', async () => {
  const { send, bank } = steered()
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
  expect([bank.clock.now(), JSON.stringify(bank.world())]).toStrictEqual([0, before])
})

test('time that is held by a request is advanced after it', async () => {
  const { control, bank } = steered()
  const woken: number[] = []
  void bank.clock.sleep(10, neverAborted).then(() => woken.push(bank.clock.now()))
  const [, response] = await Promise.all([bank.freezeTime(async () => undefined), control('advance', { ms: 10 })])
  expect([response.status, woken, bank.clock.now()]).toStrictEqual([200, [10], 10])
})

test('an event happens at the bank, and one that is none is refused with the remedy', async () => {
  const { control, bank } = steered()
  const happened = await control('events', { event: 'clock-skew', ms: 5_000 })
  expect([happened.status, bank.world().clockSkewMs]).toStrictEqual([204, 5_000])
  const refused = await control('events', { event: 'storm' })
  expect([refused.status, (await errorIn(refused))['detail']]).toStrictEqual([
    400,
    expect.stringMatching(/^event: give one of job-stuck, /u),
  ])
})

test('an event about a job that is not there is refused, and changes nothing', async () => {
  const { control, bank } = steered()
  const before = bank.world()
  const refused = await control('events', { event: 'job-stuck', jobId: 'nobody' })
  expect([refused.status, bank.world()]).toStrictEqual([400, before])
  expect((await errorIn(refused))['detail']).toMatch(/jobId/u)
})
