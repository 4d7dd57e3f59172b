import { expect, test } from 'vitest'
import { entry, listOf, row } from '../small-list.ts'

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
