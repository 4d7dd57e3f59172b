import { createAbortController, neverAborted } from '@bank-connection/core/adapter'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { createAdjustableClock } from '../../src/bank/adjustable-clock.ts'
import { CONNECTIONS, gavin, tokenIn, tokenRequest } from '../test-client.ts'

/** A clock whose time passes by hand. */
const handClock = () => {
  const sleepers = new Map<() => void, number>()
  let time = 0
  return {
    now: () => time,
    sleep: (ms: number, signal: { readonly addEventListener: (type: 'abort', run: () => void) => void }) =>
      new Promise<void>((resolve) => {
        const wake = (): void => {
          sleepers.delete(wake)
          resolve()
        }
        sleepers.set(wake, time + ms)
        signal.addEventListener('abort', wake)
      }),
    pass: async (ms: number) => {
      time += ms
      for (const [wake, until] of [...sleepers]) if (until <= time) wake()
      for (let i = 0; i < 20; i++) await undefined
    },
    sleepers: () => sleepers.size,
  }
}

test('frozen virtual time does not pass, and passes again afterwards', async () => {
  const bank = createMemoryBank({ startAt: 0 })
  let woke = false
  const slept = bank.clock.sleep(1_000, neverAborted).then(() => {
    woke = true
  })
  const seen = await bank.freezeTime(async () => {
    for (let i = 0; i < 1_000; i++) await undefined
    return [bank.clock.now(), woke]
  })
  expect(seen).toStrictEqual([0, false])
  await slept
  expect(bank.clock.now()).toBe(1_000)
})

test('in real time freezeTime runs the work and returns its result', async () => {
  const bank = createMemoryBank({ time: { speed: 1 } })
  expect(await bank.freezeTime(async () => 7)).toBe(7)
})

test('advancing virtual time ends each sleep at its time', async () => {
  const bank = createMemoryBank({ startAt: 0 })
  const woken: number[] = []
  for (const ms of [300, 100, 5_000]) void bank.clock.sleep(ms, neverAborted).then(() => woken.push(bank.clock.now()))
  await bank.advance(1_000)
  expect({ now: bank.clock.now(), woken }).toStrictEqual({ now: 1_000, woken: [100, 300] })
})

test('advancing real time jumps', async () => {
  const bank = createMemoryBank({ time: { speed: 0.000_001 }, startAt: 0 })
  await bank.advance(86_400_000)
  expect(Math.floor(bank.clock.now() / 1_000)).toBe(86_400)
})

test('when real time jumps, due sleeps end and others are shortened', async () => {
  const hand = handClock()
  const clock = createAdjustableClock(hand)
  const woken: string[] = []
  void clock.sleep(1_000, neverAborted).then(() => woken.push('short'))
  void clock.sleep(5_000, neverAborted).then(() => woken.push('long'))
  await hand.pass(400)
  clock.shift(600)
  await hand.pass(0)
  expect({ now: clock.now(), woken }).toStrictEqual({ now: 1_000, woken: ['short'] })
  await hand.pass(3_999)
  expect(woken).toStrictEqual(['short'])
  await hand.pass(1)
  expect({ now: clock.now(), woken }).toStrictEqual({ now: 5_000, woken: ['short', 'long'] })
})

test('a sleep on an adjustable clock ends when its signal aborts, without leaks', async () => {
  const hand = handClock()
  const clock = createAdjustableClock(hand)
  const source = createAbortController()
  const slept = clock.sleep(1_000, source.signal)
  source.abort()
  await slept
  clock.shift(10)
  expect({ now: clock.now(), sleepers: hand.sleepers() }).toStrictEqual({ now: 10, sleepers: 0 })
})

test('setSpeed continues from the current time, and 0 stops the clock', async () => {
  const hand = handClock()
  const clock = createAdjustableClock(hand, 2)
  const seen: number[] = []
  for (const speed of [10, 0, 0.3, 1]) {
    await hand.pass(7)
    const before = clock.now()
    clock.setSpeed(speed)
    expect(clock.now()).toBe(before)
    seen.push(before)
  }
  await hand.pass(7)
  expect([...seen, clock.now()]).toStrictEqual([14, 84, 84, 86, 93])
})

test('many changes of the speed do not add up to a jump', async () => {
  const hand = handClock()
  const clock = createAdjustableClock(hand, 0.5)
  for (let i = 0; i < 1_000; i++) {
    await hand.pass(1)
    clock.setSpeed(0.5)
  }
  expect(clock.now()).toBe(500)
})

test('pending sleeps end by the clock after a change of speed', async () => {
  const hand = handClock()
  const clock = createAdjustableClock(hand)
  const woken: number[] = []
  void clock.sleep(1_000, neverAborted).then(() => woken.push(clock.now()))
  await hand.pass(400)
  clock.setSpeed(0)
  await hand.pass(1_000_000)
  expect({ now: clock.now(), woken, sleepers: hand.sleepers() }).toStrictEqual({ now: 400, woken: [], sleepers: 1 })
  clock.setSpeed(10)
  await hand.pass(59)
  expect(woken).toStrictEqual([])
  await hand.pass(1)
  expect({ woken, sleepers: hand.sleepers() }).toStrictEqual({ woken: [1_000], sleepers: 0 })
})

test('a stopped clock can be advanced, which ends due sleeps', async () => {
  const hand = handClock()
  const clock = createAdjustableClock(hand, 0)
  let woke = false
  void clock.sleep(1_000, neverAborted).then(() => {
    woke = true
  })
  clock.shift(999)
  await hand.pass(0)
  expect({ now: clock.now(), woke }).toStrictEqual({ now: 999, woke: false })
  clock.shift(1)
  await hand.pass(0)
  expect({ now: clock.now(), woke }).toStrictEqual({ now: 1_000, woke: true })
})

test('the speed of a bank in real time can change during a sleep', async () => {
  const bank = createMemoryBank({ time: { speed: 0.000_001 }, startAt: 0 })
  const slept = bank.clock.sleep(86_400_000, neverAborted)
  bank.setSpeed(1e9)
  await slept
  expect(bank.clock.now()).toBeGreaterThanOrEqual(86_400_000)
  bank.setSpeed(0)
  const stoppedAt = bank.clock.now()
  await new Promise((resolve) => setImmediate(resolve))
  expect(bank.clock.now()).toBe(stoppedAt)
})

test('a bank that starts stopped does not move until its speed is set', async () => {
  const bank = createMemoryBank({ time: { speed: 0 }, startAt: 7 })
  const slept = bank.clock.sleep(1_000, neverAborted)
  await new Promise((resolve) => setImmediate(resolve))
  expect(bank.clock.now()).toBe(7)
  bank.setSpeed(1e9)
  await slept
  expect(bank.clock.now()).toBeGreaterThanOrEqual(1_007)
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('the speed %d is rejected', (speed) => {
  expect(() => createMemoryBank({ time: { speed } })).toThrow(/^speed must be .* 0 stops/u)
  expect(() => createMemoryBank({ time: { speed: 1 } }).setSpeed(speed)).toThrow(/^speed must be .* 0 stops/u)
})

test('setSpeed is rejected in virtual time', () => {
  expect(() => createMemoryBank().setSpeed(1)).toThrow(/^speed can only be set in real time; create the bank with/u)
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('advance rejects %d', (ms) => {
  expect(() => createMemoryBank().advance(ms)).toThrow(/^ms must be /u)
})

test.each(['virtual', { speed: 1 }] as const)(
  'time of the kind %j is not advanced by more than 100 years in all',
  async (time) => {
    const bank = createMemoryBank({ startAt: 0, time })
    expect(() => bank.advance(1e308)).toThrow(/^ms must be .* \(100 years\) in total/u)
    await bank.advance(36_525 * 86_400_000 - 1)
    bank.reset()
    expect(() => bank.advance(2)).toThrow(/^ms must be /u)
    await bank.advance(1)
    expect(Math.floor(bank.clock.now() / 60_000)).toBe(36_525 * 1_440)
  },
)

test('advancing by 0 changes nothing', async () => {
  const bank = createMemoryBank({ startAt: 5 })
  await bank.advance(0)
  expect(bank.clock.now()).toBe(5)
})

test('reset restores the world and the counter, and keeps time and tokens', async () => {
  const bank = createMemoryBank({ startAt: 0 })
  const before = JSON.stringify(bank.world())
  const token = tokenIn(await bank.handle(tokenRequest()))
  const create = {
    method: 'POST',
    path: CONNECTIONS,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: { ...gavin, institution: { id: 'AU00000' } },
  }
  const first = await bank.handle(create)
  await bank.advance(60_000)
  expect(JSON.stringify(bank.world())).not.toBe(before)
  bank.reset()
  expect(JSON.stringify(bank.world())).toBe(before)
  expect(bank.served()).toBe(0)
  expect(bank.clock.now()).toBe(60_000)
  expect(await bank.handle(create)).toStrictEqual(first)
  expect(bank.served()).toBe(1)
})
