import { expect, test } from 'vitest'
import { createConnectionBook } from '../../src/feed/connection-list.ts'
import { createEventStream } from '../../src/server/event-stream.ts'
import { createFeedSource } from '../../src/server/feed-source.ts'
import { createHistorySource } from '../../src/server/history-source.ts'
import { createPulse } from '../../src/server/update-throttle.ts'

const LIMITS = { connectionsMax: 3, recordsMax: 10, allRecordsMax: 15 }

const happening = { type: 'actor', actor: 'watchJob', event: 'xstate.init' } as const

const row = (id: string) =>
  ({ id, source: 'simulated', institutionId: null, institutionName: null, state: 'preparing', startedAt: 1 }) as const

const bookOf = (...ids: readonly string[]) => {
  const book = createConnectionBook(LIMITS)
  for (const id of ids) book.add(row(id))
  return book
}

test('the oldest connection that is over makes room, also when it is not the oldest of all', () => {
  const book = bookOf('a', 'b', 'c')
  expect(book.add(row('d'))).toBe(false)
  book.change('c', { standing: 'lost' })
  book.change('b', { standing: 'failed' })
  expect([book.add(row('d')), book.rows().map(({ id }) => id)]).toStrictEqual([true, ['a', 'c', 'd']])
})

test('nothing is kept of a connection that is not there, and none is added twice', () => {
  const book = bookOf('a')
  book.record('b', 1, happening)
  book.change('b', { state: 'connected' })
  expect([book.add(row('a')), book.rows().length, book.history('b', 0, 1)]).toStrictEqual([false, 1, null])
})

test('histories stay within the limits of one and of all, and count what they have dropped', () => {
  const book = bookOf('a', 'b')
  for (let at = 0; at < 25; at++) book.record('a', at, happening)
  const a = book.history('a', 0, 99)
  expect([(a?.records.length ?? 99) <= 10, a?.dropped, a?.records.at(-1)?.index]).toStrictEqual([
    true,
    25 - (a?.records.length ?? 0),
    24,
  ])
  for (let at = 0; at < 10; at++) book.record('b', at, happening)
  const lengths = ['a', 'b'].map((id) => book.history(id, 0, 99)?.records.length ?? 0)
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(15)
  expect(book.row('a')?.records).toBe(25)
})

test('a part of a history begins where it is asked to, or at what is kept', () => {
  const book = bookOf('a')
  for (let at = 0; at < 15; at++) book.record('a', at, happening)
  const first = book.history('a', 0, 2)
  expect(first?.records.map(({ index }) => index)).toStrictEqual([first?.dropped, (first?.dropped ?? 0) + 1])
  expect(book.history('a', 14, 2)?.records.map(({ index }) => index)).toStrictEqual([14])
  expect(book.history('a', 15, 2)?.records).toStrictEqual([])
})

/** A clock whose time passes by hand. */
const handClock = () => {
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  let now = 0
  return {
    now: () => now,
    sleep: (ms: number) =>
      ms > 0 ? new Promise<void>((wake) => void sleepers.push({ until: now + ms, wake })) : Promise.resolve(),
    pass: async (ms: number) => {
      now += ms
      for (const { until, wake } of sleepers) if (until <= now) wake()
      for (let i = 0; i < 10; i++) await undefined
    },
  }
}

test('the first change is told at once, and the others no more often than the period', async () => {
  const clock = handClock()
  const pulse = createPulse(clock, 100)
  const beats: number[] = []
  pulse.listen(() => beats.push(clock.now()))
  for (let ms = 0; ms < 1_000; ms += 10) {
    pulse.request()
    pulse.request()
    await clock.pass(0)
    await clock.pass(10)
  }
  expect(beats.length).toBeLessThanOrEqual(11)
  expect(beats[0]).toBe(0)
  pulse.stop()
  pulse.request()
  await clock.pass(1_000)
  expect(beats.at(-1)).toBeLessThanOrEqual(1_000)
})

const bank = {
  standing: () => ({ now: 1, speed: 1, faults: [], inspectorUrl: 'ws://127.0.0.1:1', services: 0 }),
  advances: () => 0,
}

const dataOf = (text: string | null): unknown => JSON.parse(text?.split('\ndata: ')[1] ?? 'null')

test('a reader that takes nothing is told once of what changed a thousand times', () => {
  const book = bookOf('a', 'b')
  const feed = createFeedSource(book, bank)
  expect(dataOf(feed.next())).toMatchObject({ type: 'rows', rows: [{ id: 'a' }, { id: 'b' }] })
  expect(dataOf(feed.next())).toMatchObject({ type: 'bank' })
  for (let at = 0; at < 1_000; at++) book.record('a', at, happening)
  expect(dataOf(feed.next())).toMatchObject({ type: 'changed', rows: [{ id: 'a', records: 1_000 }], gone: [] })
  expect(feed.next()).toBeNull()
})

test('a reader that missed more than is remembered is told everything anew', () => {
  const book = createConnectionBook({ ...LIMITS, connectionsMax: 1 })
  const feed = createFeedSource(book, bank)
  feed.next()
  feed.next()
  for (let i = 0; i < 6_000; i++) {
    book.add(row(`c-${i}`))
    book.change(`c-${i}`, { standing: 'failed' })
  }
  expect(dataOf(feed.next())).toMatchObject({ type: 'rows', rows: [{ id: 'c-5999' }] })
  expect(feed.next()).toBeNull()
})

test('a stream asks its source only when its reader has taken what came before', async () => {
  let asked = 0
  let closed = 0
  const stream = createEventStream({
    next: () => {
      asked += 1
      return asked < 100 ? `event: n\ndata: ${asked}\n\n` : null
    },
    close: () => {
      closed += 1
    },
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  for (let i = 0; i < 50; i++) stream.wake()
  await turn()
  expect(asked).toBe(0)
  const reader = stream.body.getReader()
  await reader.read()
  await reader.read()
  await turn()
  expect(asked).toBe(2)
  await reader.cancel()
  stream.end()
  expect(closed).toBe(1)
})

test('a reader that waits is given what comes, and is told when its connection goes', async () => {
  const book = bookOf('a')
  let view: null | undefined
  const stream = createEventStream(createHistorySource(book, 'a', () => view))
  const reader = stream.body.getReader()
  const next = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value)
  expect(await next()).toBe('event: records\ndata: {"type":"records","records":[],"dropped":0}\n\n')
  const told = next()
  stream.wake()
  view = null
  book.record('a', 5, happening)
  stream.wake()
  expect(dataOf(await told)).toMatchObject({ records: [{ index: 0, at: 5 }] })
  expect(dataOf(await next())).toStrictEqual({ type: 'view', view: null })
  const last = next()
  book.change('a', { standing: 'failed' })
  for (const id of ['b', 'c', 'd']) book.add(row(id))
  stream.wake()
  expect(await last).toBe('event: gone\ndata: {}\n\n')
  expect((await reader.read()).done).toBe(true)
})
