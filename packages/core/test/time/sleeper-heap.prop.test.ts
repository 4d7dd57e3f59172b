import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSleeperHeap, type Sleeper } from '../../src/time/sleeper-heap.ts'

/** Adds a sleeper with this end, removes the nth sleeper ever added (present or not), or takes the first. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ add: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.constant({ take: true as const }) },
)

const inOrder = (sleepers: ReadonlySet<Sleeper>): readonly Sleeper[] =>
  [...sleepers].sort((one, other) => one.until - other.until || one.order - other.order)

test('a heap of sleepers has the same first element and size as a sorted list, whatever was added and removed', () => {
  let largest = 0
  let removed = 0
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const heap = createSleeperHeap()
      const model = new Set<Sleeper>()
      const added: Sleeper[] = []
      const drop = (sleeper: Sleeper | null | undefined): void => {
        if (sleeper === null || sleeper === undefined) return
        if (model.delete(sleeper)) removed += 1
        heap.remove(sleeper)
      }
      for (const each of steps) {
        if ('add' in each) {
          const sleeper: Sleeper = { until: each.add, order: added.length, wake: () => undefined }
          added.push(sleeper)
          model.add(sleeper)
          heap.add(sleeper)
        } else drop('remove' in each ? added[each.remove] : heap.first())
        largest = Math.max(largest, model.size)
        expect(heap.size()).toBe(model.size)
        expect(heap.first()).toBe(inOrder(model)[0] ?? null)
      }
    }),
    { numRuns: 300 },
  )
  expect(largest).toBeGreaterThan(20)
  expect(removed).toBeGreaterThan(100)
})
