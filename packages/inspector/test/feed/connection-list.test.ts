import { expect, test } from 'vitest'
import { createConnectionList } from '../../src/feed/connection-list.ts'
import { createEventStream } from '../../src/server/event-stream.ts'
import { createFeedSource } from '../../src/server/feed-source.ts'
import { createHistorySource } from '../../src/server/history-source.ts'
import { createUpdateThrottle } from '../../src/server/update-throttle.ts'

const LIMITS = { connectionsMax: 3, recordsMax: 10, allRecordsMax: 15 }

const entry = { type: 'actor', actor: 'watchJob', event: 'xstate.init' } as const

const row = (id: string) =>
  ({ id, source: 'simulated', institutionId: null, institutionName: null, state: 'preparing', startedAt: 1 }) as const

const listOf = (...ids: readonly string[]) => {
  const list = createConnectionList(LIMITS)
  for (const id of ids) list.add(row(id))
  return list
}

test('the oldest ended connection makes room, even if active ones are older', () => {
  const list = listOf('a', 'b', 'c')
  expect(list.add(row('d'))).toBe(false)
  list.change('c', { status: 'lost' })
  list.change('b', { status: 'failed' })
  expect(list.add(row('d'))).toBe(true)
  expect(list.rows().map(({ id }) => id)).toStrictEqual(['a', 'c', 'd'])
})

test('unknown ids are ignored, and no id is added twice', () => {
  const list = listOf('a')
  list.record('b', 1, entry)
  list.change('b', { state: 'connected' })
  expect(list.add(row('a'))).toBe(false)
  expect(list.rows().length).toBe(1)
  expect(list.history('b', 0, 1)).toBeNull()
})

test('histories stay within the limits per connection and in total, and count dropped records', () => {
  const list = listOf('a', 'b')
  for (let at = 0; at < 25; at++) list.record('a', at, entry)
  const a = list.history('a', 0, 99)
  expect(a?.records.length).toBeLessThanOrEqual(10)
  expect(a?.dropped).toBe(25 - (a?.records.length ?? 0))
  expect(a?.records.at(-1)?.index).toBe(24)
  for (let at = 0; at < 10; at++) list.record('b', at, entry)
  const lengths = ['a', 'b'].map((id) => list.history(id, 0, 99)?.records.length ?? 0)
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(15)
  expect(list.row('a')?.records).toBe(25)
})

test('a part of a history starts at the requested index, or at the oldest kept record', () => {
  const list = listOf('a')
  for (let at = 0; at < 15; at++) list.record('a', at, entry)
  const first = list.history('a', 0, 2)
  expect(first?.records.map(({ index }) => index)).toStrictEqual([first?.dropped, (first?.dropped ?? 0) + 1])
  expect(list.history('a', 14, 2)?.records.map(({ index }) => index)).toStrictEqual([14])
  expect(list.history('a', 15, 2)?.records).toStrictEqual([])
})

/** A clock that is advanced manually. */
const manualClock = () => {
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  let now = 0
  return {
    now: () => now,
    sleep: (ms: number) =>
      ms > 0 ? new Promise<void>((wake) => void sleepers.push({ until: now + ms, wake })) : Promise.resolve(),
    advance: async (ms: number) => {
      now += ms
      for (const { until, wake } of sleepers) if (until <= now) wake()
      for (let i = 0; i < 10; i++) await undefined
    },
  }
}

test('the first change is announced at once, the others at most once per period', async () => {
  const clock = manualClock()
  const throttle = createUpdateThrottle(clock, 100)
  const notifiedAt: number[] = []
  throttle.listen(() => notifiedAt.push(clock.now()))
  for (let ms = 0; ms < 1_000; ms += 10) {
    throttle.request()
    throttle.request()
    await clock.advance(0)
    await clock.advance(10)
  }
  expect(notifiedAt.length).toBeLessThanOrEqual(11)
  expect(notifiedAt[0]).toBe(0)
  throttle.stop()
  throttle.request()
  await clock.advance(1_000)
  expect(notifiedAt.at(-1)).toBeLessThanOrEqual(1_000)
})

const bank = {
  status: () => ({ now: 1, speed: 1, faults: [], inspectorUrl: 'ws://127.0.0.1:1', services: 0 }),
  advances: () => 0,
}

const dataOf = (text: string | null): unknown => JSON.parse(text?.split('\ndata: ')[1] ?? 'null')

test('a slow client receives one event for a thousand changes', () => {
  const list = listOf('a', 'b')
  const feed = createFeedSource(list, bank)
  expect(dataOf(feed.next())).toMatchObject({ type: 'rows', rows: [{ id: 'a' }, { id: 'b' }] })
  expect(dataOf(feed.next())).toMatchObject({ type: 'bank' })
  for (let at = 0; at < 1_000; at++) list.record('a', at, entry)
  expect(dataOf(feed.next())).toMatchObject({ type: 'changed', rows: [{ id: 'a', records: 1_000 }], gone: [] })
  expect(feed.next()).toBeNull()
})

test('a client that missed too many changes receives all rows again', () => {
  const list = createConnectionList({ ...LIMITS, connectionsMax: 1 })
  const feed = createFeedSource(list, bank)
  feed.next()
  feed.next()
  for (let i = 0; i < 6_000; i++) {
    list.add(row(`c-${i}`))
    list.change(`c-${i}`, { status: 'failed' })
  }
  expect(dataOf(feed.next())).toMatchObject({ type: 'rows', rows: [{ id: 'c-5999' }] })
  expect(feed.next()).toBeNull()
})

test('a stream reads its source only when the client has received the previous event', async () => {
  let reads = 0
  let closed = 0
  const stream = createEventStream({
    next: () => {
      reads += 1
      return reads < 100 ? `event: n\ndata: ${reads}\n\n` : null
    },
    close: () => {
      closed += 1
    },
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  for (let i = 0; i < 50; i++) stream.wake()
  await turn()
  expect(reads).toBe(0)
  const reader = stream.body.getReader()
  await reader.read()
  await reader.read()
  await turn()
  expect(reads).toBe(2)
  await reader.cancel()
  stream.end()
  expect(closed).toBe(1)
})

test('a waiting client receives new records and views, and an event when the connection is removed', async () => {
  const list = listOf('a')
  let view: null | undefined
  const stream = createEventStream(createHistorySource(list, 'a', () => view))
  const reader = stream.body.getReader()
  const next = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value)
  expect(await next()).toBe('event: records\ndata: {"type":"records","records":[],"dropped":0}\n\n')
  const pending = next()
  stream.wake()
  view = null
  list.record('a', 5, entry)
  stream.wake()
  expect(dataOf(await pending)).toMatchObject({ records: [{ index: 0, at: 5 }] })
  expect(dataOf(await next())).toStrictEqual({ type: 'view', view: null })
  const last = next()
  list.change('a', { status: 'failed' })
  for (const id of ['b', 'c', 'd']) list.add(row(id))
  stream.wake()
  expect(await last).toBe('event: gone\ndata: {}\n\n')
  expect((await reader.read()).done).toBe(true)
})
