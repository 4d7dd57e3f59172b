import { expect, test } from 'vitest'
import { createUpdateThrottle } from '../../src/server/update-throttle.ts'

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
