import { readTrace, replayTrace } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { recordsOf, rowsOf, serveForTest, type TestInspector, viewOf } from '../test-inspector.ts'

const replayed = async ({ get }: TestInspector, id: string) => {
  const trace = readTrace(await (await get(`/api/connections/${id}/trace`)).json())
  return E.isLeft(trace) ? trace : await replayTrace(trace.right)
}

test('a connection with a challenge runs to its end, and its trace replays', async () => {
  const inspector = await serveForTest({ speed: 0 })
  const { post, start, stream, advanceUntil } = inspector
  const feed = await stream('/api/feed')
  const id = await start({ institutionId: 'AU00002' })
  const history = await stream(`/api/connections/${id}/history`)
  const waitForView = (tag: string) => advanceUntil(history.until((events) => viewOf(events)?._tag === tag))
  await waitForView('Collecting')
  expect((await post(`/api/connections/${id}/submit`, { login: 'Gilfoyle' })).status).toBe(200)
  await waitForView('Challenged')
  expect((await post(`/api/connections/${id}/answer`, { right: true })).status).toBe(200)
  await waitForView('Connected')
  await feed.until((events) => rowsOf(events).get(id)?.status === 'connected')
  expect(rowsOf(feed.events).get(id)).toMatchObject({
    ...{ source: 'simulated', institutionId: 'AU00002', institutionName: 'Pied Piper Bank' },
    ...{ state: 'connected', attempts: 0, endedAt: expect.any(Number) },
  })
  const records = recordsOf(history.events)
  const states = records.flatMap(({ entry }) => (entry.type === 'transition' ? [entry.snapshot.state] : []))
  expect(states).toStrictEqual(expect.arrayContaining(['collecting', 'creating', 'following.challenged', 'connected']))
  expect(records.some(({ entry }) => entry.type === 'actor' && entry.actor === 'requestJob')).toBe(true)
  expect(records.map(({ index }) => index)).toStrictEqual(records.map((_, i) => i))
  const times = records.map(({ at }) => at)
  expect(times).toStrictEqual([...times].sort((one, other) => one - other))
  expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('the server never sends submitted credentials or answers', async () => {
  const { post, start, stream, get, advanceUntil } = await serveForTest({ speed: 0 })
  const feed = await stream('/api/feed')
  const id = await start({ institutionId: 'AU00002' })
  const history = await stream(`/api/connections/${id}/history`)
  const waitForView = (tag: string) => advanceUntil(history.until((events) => viewOf(events)?._tag === tag))
  await waitForView('Collecting')
  const wrong = { loginId: 'canary-login', password: 'canary-password' }
  expect((await post(`/api/connections/${id}/submit`, { credentials: wrong })).status).toBe(200)
  await advanceUntil(feed.until((events) => rowsOf(events).get(id)?.attempts === 1))
  expect((await post(`/api/connections/${id}/submit`, { login: 'gavinBelson' })).status).toBe(200)
  await waitForView('Challenged')
  expect((await post(`/api/connections/${id}/answer`, { answers: ['canary-answer'] })).status).toBe(200)
  await advanceUntil(history.until(() => history.text().includes('"act":"answer"')))
  await advanceUntil(feed.until((events) => rowsOf(events).get(id)?.state !== 'following.challenged'))
  const trace = await (await get(`/api/connections/${id}/trace`)).text()
  for (const text of [history.text(), feed.text(), trace]) expect(text).not.toMatch(/canary|hooli2016|gavinBelson/u)
})

test('a connection that crashes at a challenge is restored and runs to its end, and its trace replays', async () => {
  const inspector = await serveForTest({ speed: 0 })
  const { post, start, stream, advanceUntil } = inspector
  const feed = await stream('/api/feed')
  const id = await start({ institutionId: 'AU00002' })
  const waitForStatus = (status: string) =>
    advanceUntil(feed.until((events) => rowsOf(events).get(id)?.status === status))
  const history = await stream(`/api/connections/${id}/history`)
  const waitForView = (tag: string) => advanceUntil(history.until((events) => viewOf(events)?._tag === tag))
  await waitForView('Collecting')
  await post(`/api/connections/${id}/submit`, { login: 'jared' })
  await waitForView('Challenged')
  expect((await post(`/api/connections/${id}/crash`)).status).toBe(200)
  await waitForStatus('crashed')
  await history.until((events) => viewOf(events) === null)
  for (const command of ['crash', 'cancel']) expect((await post(`/api/connections/${id}/${command}`)).status).toBe(409)
  await post('/api/bank/advance', { ms: 5_000 })
  expect((await post(`/api/connections/${id}/restore`)).status).toBe(200)
  await waitForStatus('active')
  await waitForView('Challenged')
  await post(`/api/connections/${id}/answer`, { right: true })
  await waitForStatus('connected')
  await history.until(() => history.text().includes('"type":"ended"'))
  const traced = recordsOf(history.events).flatMap(({ entry }) => (entry.type === 'traced' ? [entry.event.type] : []))
  expect(traced.filter((type) => type === 'crashed' || type === 'restored')).toStrictEqual(['crashed', 'restored'])
  expect((await post(`/api/connections/${id}/restore`)).status).toBe(409)
  expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('a crashed process records nothing, and the restored one continues with the job', async () => {
  const inspector = await serveForTest({ speed: 0 })
  const { post, start, stream, advanceUntil } = inspector
  const feed = await stream('/api/feed')
  const id = await start({ institutionId: 'AU00000' })
  const history = await stream(`/api/connections/${id}/history`)
  const waitForView = (tag: string) => advanceUntil(history.until((events) => viewOf(events)?._tag === tag))
  await waitForView('Collecting')
  await post(`/api/connections/${id}/submit`, { login: 'jared' })
  await waitForView('Working')
  await post(`/api/connections/${id}/crash`)
  await post('/api/bank/advance', { ms: 600_000 })
  await feed.until((events) => rowsOf(events).get(id)?.status === 'crashed')
  await history.until(() => history.text().includes('"type":"crashed"'))
  expect(recordsOf(history.events).at(-1)?.entry).toMatchObject({ type: 'traced', event: { type: 'crashed' } })
  expect(rowsOf(feed.events).get(id)?.records).toBe(recordsOf(history.events).length)
  await post(`/api/connections/${id}/restore`)
  await advanceUntil(feed.until((events) => rowsOf(events).get(id)?.status === 'connected'))
  expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('a trace recorded in real time replays', async () => {
  const inspector = await serveForTest({ speed: 20 })
  const feed = await inspector.stream('/api/feed')
  const id = await inspector.start({ institutionId: 'AU00000', auto: true })
  await feed.until((events) => rowsOf(events).get(id)?.status === 'connected')
  expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('a finished connection can be refreshed, and updated with new credentials', async () => {
  const { post, start, stream, advanceUntil } = await serveForTest({ speed: 0 })
  const feed = await stream('/api/feed')
  const isConnected = (id: string) =>
    advanceUntil(feed.until((events) => rowsOf(events).get(id)?.status === 'connected'))
  const of = await start({ institutionId: 'AU00000', auto: true })
  expect((await post('/api/connections', { intent: 'refresh', of })).status).toBe(409)
  await isConnected(of)
  const refreshed = await start({ intent: 'refresh', of, auto: true })
  await isConnected(refreshed)
  const updated = await start({ intent: 'update', of })
  const history = await stream(`/api/connections/${updated}/history`)
  await advanceUntil(history.until((events) => viewOf(events)?._tag === 'Collecting'))
  expect((await post(`/api/connections/${updated}/submit`, { login: 'Wentworth-Smith' })).status).toBe(200)
  await isConnected(updated)
  expect(rowsOf(feed.events).get(updated)?.institutionName).toBe('Hooli Bank')
})

test('a cancelled connection accepts no further commands', async () => {
  const inspector = await serveForTest()
  const { post, start, stream } = inspector
  const feed = await stream('/api/feed')
  const id = await start({ institutionId: 'AU00000' })
  await (await stream(`/api/connections/${id}/history`)).until((events) => viewOf(events)?._tag === 'Collecting')
  expect((await post(`/api/connections/${id}/cancel`)).status).toBe(200)
  await feed.until((events) => rowsOf(events).get(id)?.status === 'cancelled')
  for (const command of ['cancel', 'crash']) expect((await post(`/api/connections/${id}/${command}`)).status).toBe(409)
  expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('500 concurrent connections run to their ends, and their traces replay', async () => {
  const inspector = await serveForTest({ speed: 0, limits: {} })
  const { post, stream, advanceUntil } = inspector
  const feed = await stream('/api/feed')
  const started = await post('/api/connections', { institutionId: 'AU00000', count: 500, auto: true })
  const { ids } = (await started.json()) as { readonly ids: readonly string[] }
  expect(new Set(ids).size).toBe(500)
  const rows = await advanceUntil(
    feed.until((events) => {
      const all = [...rowsOf(events).values()]
      return all.length === 500 && all.every(({ status }) => status !== 'active') && all
    }),
  )
  expect(rows.filter(({ status }) => status !== 'connected')).toStrictEqual([])
  for (const id of [ids[0] ?? '', ids[250] ?? '', ids[499] ?? ''])
    expect(await replayed(inspector, id)).toStrictEqual(E.right('same'))
})

test('a full list drops ended connections for new ones, but no active ones', async () => {
  const { post, stream, start } = await serveForTest({ limits: { connectionsMax: 2, updateMs: 1 } })
  const feed = await stream('/api/feed')
  const first = await start({ institutionId: 'AU00000' })
  const history = await stream(`/api/connections/${first}/history`)
  const more = await post('/api/connections', { institutionId: 'AU00000', count: 3 })
  expect(await more.json()).toStrictEqual({ ids: ['c-2'] })
  expect((await post('/api/connections', { institutionId: 'AU00000' })).status).toBe(409)
  await post(`/api/connections/${first}/cancel`)
  expect(await start({ institutionId: 'AU00000' })).toBe('c-3')
  await feed.until((events) => [...rowsOf(events).keys()].join() === 'c-2,c-3')
  await history.until((events) => events.at(-1)?.type === 'gone')
  expect((await post(`/api/connections/${first}/crash`)).status).toBe(404)
})

test('a long history drops and counts its oldest records, and then has no trace', async () => {
  const { get, start, stream, advanceUntil } = await serveForTest({ speed: 0, limits: { recordsMax: 20, updateMs: 1 } })
  const feed = await stream('/api/feed')
  const id = await start({ institutionId: 'AU00000', auto: true })
  const row = await advanceUntil(
    feed.until((events) => {
      const found = rowsOf(events).get(id)
      return found?.status === 'connected' && found
    }),
  )
  const history = await stream(`/api/connections/${id}/history`)
  const { data } = await history.until((events) => events.find(({ type }) => type === 'records'))
  const { records, dropped } = data as {
    readonly records: readonly { readonly index: number }[]
    readonly dropped: number
  }
  expect(records.length).toBeLessThanOrEqual(20)
  expect(dropped).toBeGreaterThan(0)
  expect(records[0]?.index).toBe(dropped)
  expect(records.at(-1)?.index).toBe(row.records - 1)
  expect((await get(`/api/connections/${id}/trace`)).status).toBe(409)
})
