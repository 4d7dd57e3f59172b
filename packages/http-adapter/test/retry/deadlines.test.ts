import { createVirtualClock, neverAborted } from '@bank-connection/core/adapter'
import { expect, test } from 'vitest'
import { createDeadlines } from '../../src/retry/deadlines.ts'

const started = (timeoutMs = 1_000) => {
  const clock = createVirtualClock({ startAt: 0 })
  const ended: string[] = []
  const deadlines = createDeadlines(clock, timeoutMs)
  const watch = (name: string) => {
    const expire = (): void => void ended.push(`${name} at ${clock.now()}`)
    deadlines.add(expire)
    return () => deadlines.remove(expire)
  }
  return { clock, ended, watch, pass: (ms: number) => clock.sleep(ms, neverAborted) }
}

test('each ends after its time, in the order of their beginning', async () => {
  const { ended, watch, pass } = started()
  watch('a')
  await pass(300)
  watch('b')
  watch('c')
  await pass(2_000)
  expect(ended).toStrictEqual(['a at 1000', 'b at 1300', 'c at 1300'])
})

test('one that is forgotten does not end, and the others do not end sooner or later for it', async () => {
  const { ended, watch, pass } = started()
  const forgetA = watch('a')
  await pass(300)
  watch('b')
  forgetA()
  await pass(2_000)
  expect(ended).toStrictEqual(['b at 1300'])
})

test('while nothing is watched there is no timer, and the next one is watched again', async () => {
  const { clock, ended, watch, pass } = started()
  for (const name of ['a', 'b', 'c']) {
    const forget = watch(name)
    await undefined
    expect(clock.sleepers()).toBe(1)
    forget()
    expect(clock.sleepers()).toBe(0)
    await undefined
  }
  // Forgotten and watched again at once, before the sweep has seen that nothing was left.
  watch('d')()
  watch('e')
  await pass(999)
  expect(ended).toStrictEqual([])
  await pass(1)
  expect([ended, clock.sleepers()]).toStrictEqual([['e at 1000'], 0])
})

test('a thousand share one timer', () => {
  const { clock, watch } = started()
  const forget = Array.from({ length: 1_000 }, (_, i) => watch(String(i)))
  expect(clock.sleepers()).toBe(1)
  for (const one of forget) one()
  expect(clock.sleepers()).toBe(0)
})

test('a clock that is set back makes no deadline longer than it was', async () => {
  const ended: number[] = []
  const slept: number[] = []
  let now = 3_600_000
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      slept.push(ms)
      now = slept.length === 1 ? 0 : now + ms
    },
  }
  const deadlines = createDeadlines(clock, 1_000)
  deadlines.add(() => ended.push(now))
  deadlines.add(() => ended.push(now))
  for (let turn = 0; turn < 20; turn++) await undefined
  // The clock shows an hour less after the first sleep, which was as long as both deadlines.
  expect({ ended, slept }).toStrictEqual({ ended: [0, 0], slept: [1_000] })
})
