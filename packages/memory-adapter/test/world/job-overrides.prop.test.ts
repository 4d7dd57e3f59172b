import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bankTimeAt, type JobOverrides, jobTimeAt, noOverrides } from '../../src/world/job-overrides.ts'

const overrides: fc.Arbitrary<JobOverrides> = fc
  .tuple(fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(50)), { maxLength: 4 }), fc.boolean())
  .map(([parts, isOpen]) => {
    let at = 0
    const pauses = parts.map(([gap, ms], i) => {
      const from = at + gap
      at = from + ms
      return { from, until: isOpen && i === parts.length - 1 ? null : at }
    })
    return { ...noOverrides({ does: 'works' }), pauses }
  })

test("job time is the bank's time minus pauses", () => {
  fc.assert(
    fc.property(overrides, fc.nat(400), (given, at) => {
      const isPaused = (t: number): boolean =>
        given.pauses.some(({ from, until }) => from <= t && t < (until ?? Number.POSITIVE_INFINITY))
      const passed = Array.from({ length: at }, (_, t) => t).filter((t) => !isPaused(t))
      expect(jobTimeAt(given, at)).toBe(passed.length)
    }),
  )
})

test('bankTimeAt returns the first bank time with that job time', () => {
  fc.assert(
    fc.property(overrides, fc.nat(400), (given, own) => {
      const first = Array.from({ length: 1_000 }, (_, t) => t).find((t) => jobTimeAt(given, t) === own)
      expect(bankTimeAt(given, own)).toBe(first ?? Number.POSITIVE_INFINITY)
    }),
  )
})
