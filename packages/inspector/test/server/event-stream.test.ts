import { expect, test } from 'vitest'
import { createConnectionList } from '../../src/feed/connection-list.ts'
import { createEventStream } from '../../src/server/event-stream.ts'
import { createFeedSource } from '../../src/server/feed-source.ts'
import { createHistorySource } from '../../src/server/history-source.ts'
import { entry, LIMITS, listOf, row } from '../small-list.ts'

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
