import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draw, drawNormal, hash, uuid } from '../../src/world/hash.ts'

const numbers = Array.from({ length: 20_000 }, (_, i) => i)

test('draws fill the unit interval evenly', () => {
  const counts = new Array<number>(20).fill(0)
  for (const i of numbers) {
    const place = Math.floor(draw(3, 'even', i) * 20)
    counts[place] = (counts[place] ?? 0) + 1
  }
  expect(Math.min(...counts)).toBeGreaterThan(900)
  expect(Math.max(...counts)).toBeLessThan(1_100)
})

test('normal draws have mean 0 and variance 1', () => {
  const drawn = numbers.map((i) => drawNormal(3, 'normal', i))
  const mean = drawn.reduce((sum, z) => sum + z, 0) / drawn.length
  const variance = drawn.reduce((sum, z) => sum + (z - mean) ** 2, 0) / drawn.length
  expect(Math.abs(mean)).toBeLessThan(0.025)
  expect(Math.abs(variance - 1)).toBeLessThan(0.04)
})

test('neighbouring draws are uncorrelated', () => {
  const pairs = numbers.map((i) => [draw(3, i), draw(3, i + 1)] as const)
  const covariance = pairs.reduce((sum, [one, next]) => sum + (one - 0.5) * (next - 0.5), 0) / pairs.length
  expect(Math.abs(covariance * 12)).toBeLessThan(0.03)
})

test('every key matters, and so does its type', () => {
  const keys = [[], [0], ['0'], [1], ['a'], ['b'], ['a', 'b'], ['ab'], ['b', 'a'], [2 ** 32], [2 ** 33], [-1]]
  expect(new Set(keys.map((key) => hash(1, ...key))).size).toBe(keys.length)
  expect(hash(1, 'a')).not.toBe(hash(2, 'a'))
})

test('UUIDs are version 4 and unique', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), (seed, key) => {
      expect(uuid(seed, key)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }),
  )
  expect(new Set(numbers.map((i) => uuid(1, i))).size).toBe(numbers.length)
})

test('seeds that differ only in their high bits give different draws', () => {
  const seeds = [1, 2 ** 32 + 1, 2 ** 33 + 1, -1, 2 ** 32 - 1, 2 ** 52 + 1]
  expect(new Set(seeds.map((seed) => hash(seed, 'a'))).size).toBe(seeds.length)
})
