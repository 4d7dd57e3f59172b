import { readTrace, replayTrace } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { recordsOf, rowsOf, serveForTest, type TestInspector, viewOf } from '../test-inspector.ts'

const replayed = async ({ get }: TestInspector, id: string) => {
  const trace = readTrace(await (await get(`/api/connections/${id}/trace`)).json())
  return E.isLeft(trace) ? trace : await replayTrace(trace.right)
}

test('a connection is filled in, answered, and goes to its end; its trace replays', async () => {
  const inspector = await serveForTest({ speed: 0 })
  const { post, begin, stream, pass } = inspector
  const feed = await stream('/api/feed')
  const id = await begin({ institutionId: 'AU00002' })
  const history = await stream(`/api/connections/${id}/history`)
  const shows = (tag: string) => pass(history.until((events) => viewOf(events)?._tag === tag))
  await shows('Collecting')
  expect((await post(`/api/connections/${id}/submit`, { login: 'Gilfoyle' })).status).toBe(200)
  await shows('Challenged')
  expect((await post(`/api/connections/${id}/answer`, { right: true })).status).toBe(200)
  await shows('Connected')
  await feed.until((events) => rowsOf(events).get(id)?.standing === 'connected')
  expect(rowsOf(feed.events).get(id)).toMatchObject({
    ...{ source: 'simulated', institutionId: 'AU00002', institutionName: 'Pied Piper Bank' },
    ...{ state: 'connected', attempts: 0, endedAt: expect.any(Number) },
  })
  const records = recordsOf(history.events)
  const states = records.flatMap(({ happening }) => (happening.type === 'transition' ? [happening.snapshot.state] : []))
  expect(states).toStrictEqual(expect.arrayContaining(['collecting', 'creating', 'following.challenged', 'connected']))
  expect(records.some(({ happening }) => happening.type === 'actor' && happening.actor === 'requestJob')).toBe(true)
  expect(records.map(({ index }) => index)).toStrictEqual(records.map((_, i) => i))
  const times = records.map(({ at }) => at)
  expect(times).toStrictEqual([...times].sort((one, other) => one - other))
  expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('what a person types in and answers is in no byte that the server sends', async () => {
  const { post, begin, stream, get, pass } = await serveForTest({ speed: 0 })
  const feed = await stream('/api/feed')
  const id = await begin({ institutionId: 'AU00002' })
  const history = await stream(`/api/connections/${id}/history`)
  const shows = (tag: string) => pass(history.until((events) => viewOf(events)?._tag === tag))
  await shows('Collecting')
  const wrong = { loginId: 'canary-login', password: 'canary-password' }
  expect((await post(`/api/connections/${id}/submit`, { credentials: wrong })).status).toBe(200)
  await pass(feed.until((events) => rowsOf(events).get(id)?.attempts === 1))
  expect((await post(`/api/connections/${id}/submit`, { login: 'gavinBelson' })).status).toBe(200)
  await shows('Challenged')
  expect((await post(`/api/connections/${id}/answer`, { answers: ['canary-answer'] })).status).toBe(200)
  await pass(history.until(() => history.text().includes('"act":"answer"')))
  await pass(feed.until((events) => rowsOf(events).get(id)?.state !== 'following.challenged'))
  const trace = await (await get(`/api/connections/${id}/trace`)).text()
  for (const text of [history.text(), feed.text(), trace]) expect(text).not.toMatch(/canary|hooli2016|gavinBelson/u)
})

test('a connection whose process dies at a challenge is restored, and goes to its end; its trace replays', async () => {
  const inspector = await serveForTest({ speed: 0 })
  const { post, begin, stream, pass } = inspector
  const feed = await stream('/api/feed')
  const id = await begin({ institutionId: 'AU00002' })
  const stands = (standing: string) => pass(feed.until((events) => rowsOf(events).get(id)?.standing === standing))
  const history = await stream(`/api/connections/${id}/history`)
  const shows = (tag: string) => pass(history.until((events) => viewOf(events)?._tag === tag))
  await shows('Collecting')
  await post(`/api/connections/${id}/submit`, { login: 'jared' })
  await shows('Challenged')
  expect((await post(`/api/connections/${id}/crash`)).status).toBe(200)
  await stands('crashed')
  await history.until((events) => viewOf(events) === null)
  for (const command of ['crash', 'cancel']) expect((await post(`/api/connections/${id}/${command}`)).status).toBe(409)
  await post('/api/bank/advance', { ms: 5_000 })
  expect((await post(`/api/connections/${id}/restore`)).status).toBe(200)
  await stands('active')
  await shows('Challenged')
  await post(`/api/connections/${id}/answer`, { right: true })
  await stands('connected')
  await history.until(() => history.text().includes('"type":"ended"'))
  const traced = recordsOf(history.events).flatMap(({ happening }) =>
    happening.type === 'traced' ? [happening.event.type] : [],
  )
  expect(traced.filter((type) => type === 'crashed' || type === 'restored')).toStrictEqual(['crashed', 'restored'])
  expect((await post(`/api/connections/${id}/restore`)).status).toBe(409)
  expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('of a process that died nothing is told any more, until another goes on and finds what has become of the job', async () => {
  const inspector = await serveForTest({ speed: 0 })
  const { post, begin, stream, pass } = inspector
  const feed = await stream('/api/feed')
  const id = await begin({ institutionId: 'AU00000' })
  const history = await stream(`/api/connections/${id}/history`)
  const shows = (tag: string) => pass(history.until((events) => viewOf(events)?._tag === tag))
  await shows('Collecting')
  await post(`/api/connections/${id}/submit`, { login: 'jared' })
  await shows('Working')
  await post(`/api/connections/${id}/crash`)
  await post('/api/bank/advance', { ms: 600_000 })
  await feed.until((events) => rowsOf(events).get(id)?.standing === 'crashed')
  await history.until(() => history.text().includes('"type":"crashed"'))
  expect(recordsOf(history.events).at(-1)?.happening).toMatchObject({ type: 'traced', event: { type: 'crashed' } })
  expect(rowsOf(feed.events).get(id)?.records).toBe(recordsOf(history.events).length)
  await post(`/api/connections/${id}/restore`)
  await pass(feed.until((events) => rowsOf(events).get(id)?.standing === 'connected'))
  expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('a trace that was recorded while time passed by itself replays', async () => {
  const inspector = await serveForTest({ speed: 20 })
  const feed = await inspector.stream('/api/feed')
  const id = await inspector.begin({ institutionId: 'AU00000', auto: true })
  await feed.until((events) => rowsOf(events).get(id)?.standing === 'connected')
  expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('a connection that is connected is refreshed, and updated with a new password', async () => {
  const { post, begin, stream, pass } = await serveForTest({ speed: 0 })
  const feed = await stream('/api/feed')
  const isConnected = (id: string) => pass(feed.until((events) => rowsOf(events).get(id)?.standing === 'connected'))
  const of = await begin({ institutionId: 'AU00000', auto: true })
  expect((await post('/api/connections', { intent: 'refresh', of })).status).toBe(409)
  await isConnected(of)
  const refreshed = await begin({ intent: 'refresh', of, auto: true })
  await isConnected(refreshed)
  const updated = await begin({ intent: 'update', of })
  const history = await stream(`/api/connections/${updated}/history`)
  await pass(history.until((events) => viewOf(events)?._tag === 'Collecting'))
  expect((await post(`/api/connections/${updated}/submit`, { login: 'Wentworth-Smith' })).status).toBe(200)
  await isConnected(updated)
  expect(rowsOf(feed.events).get(updated)?.institutionName).toBe('Hooli Bank')
})

test('a connection is cancelled, and takes nothing more', async () => {
  const inspector = await serveForTest()
  const { post, begin, stream } = inspector
  const feed = await stream('/api/feed')
  const id = await begin({ institutionId: 'AU00000' })
  await (await stream(`/api/connections/${id}/history`)).until((events) => viewOf(events)?._tag === 'Collecting')
  expect((await post(`/api/connections/${id}/cancel`)).status).toBe(200)
  await feed.until((events) => rowsOf(events).get(id)?.standing === 'cancelled')
  for (const command of ['cancel', 'crash']) expect((await post(`/api/connections/${id}/${command}`)).status).toBe(409)
  expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('500 connections run at once, all to their ends, and any of them replays', async () => {
  const inspector = await serveForTest({ speed: 0, limits: {} })
  const { post, stream, pass } = inspector
  const feed = await stream('/api/feed')
  const started = await post('/api/connections', { institutionId: 'AU00000', count: 500, auto: true })
  const { ids } = (await started.json()) as { readonly ids: readonly string[] }
  expect(new Set(ids).size).toBe(500)
  const rows = await pass(
    feed.until((events) => {
      const all = [...rowsOf(events).values()]
      return all.length === 500 && all.every(({ standing }) => standing !== 'active') && all
    }),
  )
  expect(rows.filter(({ standing }) => standing !== 'connected')).toStrictEqual([])
  for (const id of [ids[0] ?? '', ids[250] ?? '', ids[499] ?? ''])
    expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('the list stays within its limit: what has ended makes room, what goes on does not', async () => {
  const { post, stream, begin } = await serveForTest({ limits: { connectionsMax: 2, updateMs: 1 } })
  const feed = await stream('/api/feed')
  const first = await begin({ institutionId: 'AU00000' })
  const history = await stream(`/api/connections/${first}/history`)
  const more = await post('/api/connections', { institutionId: 'AU00000', count: 3 })
  expect(await more.json()).toStrictEqual({ ids: ['c-2'] })
  expect((await post('/api/connections', { institutionId: 'AU00000' })).status).toBe(409)
  await post(`/api/connections/${first}/cancel`)
  expect(await begin({ institutionId: 'AU00000' })).toBe('c-3')
  await feed.until((events) => [...rowsOf(events).keys()].join() === 'c-2,c-3')
  await history.until((events) => events.at(-1)?.type === 'gone')
  expect((await post(`/api/connections/${first}/crash`)).status).toBe(404)
})

test('of a history that is too long the oldest records are dropped and counted, and there is no trace of it', async () => {
  const { get, begin, stream, pass } = await serveForTest({ speed: 0, limits: { recordsMax: 20, updateMs: 1 } })
  const feed = await stream('/api/feed')
  const id = await begin({ institutionId: 'AU00000', auto: true })
  const row = await pass(
    feed.until((events) => {
      const found = rowsOf(events).get(id)
      return found?.standing === 'connected' && found
    }),
  )
  const history = await stream(`/api/connections/${id}/history`)
  const { data } = await history.until((events) => events.find(({ type }) => type === 'records'))
  const { records, dropped } = data as {
    readonly records: readonly { readonly index: number }[]
    readonly dropped: number
  }
  expect(records.length).toBeLessThanOrEqual(20)
  expect([dropped > 0, records[0]?.index, (records.at(-1)?.index ?? 0) + 1]).toStrictEqual([true, dropped, row.records])
  expect((await get(`/api/connections/${id}/trace`)).status).toBe(409)
})
