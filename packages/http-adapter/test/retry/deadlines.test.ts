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

test('deadlines expire after the timeout, in the order they were added', async () => {
  const { ended, watch, pass } = started()
  watch('a')
  await pass(300)
  watch('b')
  watch('c')
  await pass(2_000)
  expect(ended).toStrictEqual(['a at 1000', 'b at 1300', 'c at 1300'])
})

test('a removed deadline does not expire, and does not move the others', async () => {
  const { ended, watch, pass } = started()
  const forgetA = watch('a')
  await pass(300)
  watch('b')
  forgetA()
  await pass(2_000)
  expect(ended).toStrictEqual(['b at 1300'])
})

test('without deadlines there is no timer, and a new deadline starts one', async () => {
  const { clock, ended, watch, pass } = started()
  for (const name of ['a', 'b', 'c']) {
    const forget = watch(name)
    await undefined
    expect(clock.sleepers()).toBe(1)
    forget()
    expect(clock.sleepers()).toBe(0)
    await undefined
  }
  // Remove the last one and add another before the sweep runs.
  watch('d')()
  watch('e')
  await pass(999)
  expect(ended).toStrictEqual([])
  await pass(1)
  expect(ended).toStrictEqual(['e at 1000'])
  expect(clock.sleepers()).toBe(0)
})

test('a thousand deadlines share one timer', () => {
  const { clock, watch } = started()
  const forget = Array.from({ length: 1_000 }, (_, i) => watch(String(i)))
  expect(clock.sleepers()).toBe(1)
  for (const one of forget) one()
  expect(clock.sleepers()).toBe(0)
})

test('a clock that is set back does not prolong deadlines', async () => {
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
  // The clock goes back an hour during the first sleep, which lasts as long as both deadlines.
  expect({ ended, slept }).toStrictEqual({ ended: [0, 0], slept: [1_000] })
})
