import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyIdMap, find, type IdMap, put, remove } from '../../src/world/id-map.ts'
import { deepFreeze } from '../test-client.ts'

const id = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor', 'toString', '1', ''), fc.string())

test('an id map has the entries of a Map, and is never mutated', () => {
  const turns = fc.array(fc.tuple(id, fc.option(fc.nat())), { maxLength: 60 })
  fc.assert(
    fc.property(turns, (all) => {
      const map = new Map<string, number>()
      let shelves: IdMap<number> = emptyIdMap
      for (const [key, value] of all) {
        shelves = deepFreeze(value === null ? remove(shelves, key) : put(shelves, key, value))
        if (value === null) map.delete(key)
        else map.set(key, value)
        expect(find(shelves, key)).toBe(value)
      }
      for (const [key, value] of map) expect(find(shelves, key)).toBe(value)
      for (const key of map.keys()) shelves = remove(shelves, key)
      expect(shelves).toStrictEqual({})
    }),
  )
})
