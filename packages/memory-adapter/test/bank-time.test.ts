import { createCancelSource, neverCancelled } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { createShiftableClock } from '../src/shiftable-clock.ts'
import { CONNECTIONS, gavin, tokenRequest } from './teller.ts'

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

test('a virtual time that is held does not pass, and passes once it is let go', async () => {
  const bank = createMemoryBank({ startAt: 0 })
  let woke = false
  const slept = bank.clock.sleep(1_000, neverCancelled).then(() => {
    woke = true
  })
  const seen = await bank.hold(async () => {
    for (let i = 0; i < 1_000; i++) await undefined
    return [bank.clock.now(), woke]
  })
  expect(seen).toStrictEqual([0, false])
  await slept
  expect(bank.clock.now()).toBe(1_000)
})

test('in real time what is held runs, and says what it came to', async () => {
  const bank = createMemoryBank({ time: { speed: 1 } })
  expect(await bank.hold(async () => 7)).toBe(7)
})

test('virtual time that is advanced wakes sleepers on the way, each at its time', async () => {
  const bank = createMemoryBank({ startAt: 0 })
  const woken: number[] = []
  for (const ms of [300, 100, 5_000]) void bank.clock.sleep(ms, neverCancelled).then(() => woken.push(bank.clock.now()))
  await bank.advance(1_000)
  expect([bank.clock.now(), woken]).toStrictEqual([1_000, [100, 300]])
})

test('real time that is advanced jumps', async () => {
  const bank = createMemoryBank({ time: { speed: 0.000_001 }, startAt: 0 })
  await bank.advance(86_400_000)
  expect(Math.floor(bank.clock.now() / 1_000)).toBe(86_400)
})

test('a sleep that is over when real time jumps ends; another has only its rest to sleep', async () => {
  const hand = handClock()
  const clock = createShiftableClock(hand)
  const woken: string[] = []
  void clock.sleep(1_000, neverCancelled).then(() => woken.push('short'))
  void clock.sleep(5_000, neverCancelled).then(() => woken.push('long'))
  await hand.pass(400)
  clock.shift(600)
  await hand.pass(0)
  expect([clock.now(), woken]).toStrictEqual([1_000, ['short']])
  await hand.pass(3_999)
  expect(woken).toStrictEqual(['short'])
  await hand.pass(1)
  expect([clock.now(), woken]).toStrictEqual([5_000, ['short', 'long']])
})

test('a sleep on a clock that can jump ends when its signal aborts, and leaves nothing behind', async () => {
  const hand = handClock()
  const clock = createShiftableClock(hand)
  const source = createCancelSource()
  const slept = clock.sleep(1_000, source.signal)
  source.cancel()
  await slept
  clock.shift(10)
  expect([clock.now(), hand.sleepers()]).toStrictEqual([10, 0])
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('time is not advanced by %d', (ms) => {
  expect(() => createMemoryBank().advance(ms)).toThrow(/^ms must be /u)
})

test.each(['virtual', { speed: 1 }] as const)(
  'time of the kind %j is not advanced by more than 100 years in all',
  async (time) => {
    const bank = createMemoryBank({ startAt: 0, time })
    expect(() => bank.advance(1e308)).toThrow(/^ms must be .* 100 years in all/u)
    await bank.advance(36_525 * 86_400_000 - 1)
    bank.reset()
    expect(() => bank.advance(2)).toThrow(/^ms must be /u)
    await bank.advance(1)
    expect(Math.floor(bank.clock.now() / 60_000)).toBe(36_525 * 1_440)
  },
)

test('advancing by nothing changes nothing', async () => {
  const bank = createMemoryBank({ startAt: 5 })
  await bank.advance(0)
  expect(bank.clock.now()).toBe(5)
})

test('a reset makes the world what it was, counts anew, and keeps time and tokens', async () => {
  const bank = createMemoryBank({ startAt: 0 })
  const before = JSON.stringify(bank.world())
  const { body } = await bank.handle(tokenRequest('SERVER_ACCESS'))
  const { access_token: token } = body as { readonly access_token: string }
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
  expect([JSON.stringify(bank.world()), bank.served(), bank.clock.now()]).toStrictEqual([before, 0, 60_000])
  expect(await bank.handle(create)).toStrictEqual(first)
  expect(bank.served()).toBe(1)
})
