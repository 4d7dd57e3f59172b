import { createAbortController, createVirtualClock, neverAborted } from '@bank-connection/core/adapter'
import { describe, expect, test } from 'vitest'

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await undefined
}

describe('a virtual clock', () => {
  test('jumps to the end of the next sleep, however far it is', async () => {
    const clock = createVirtualClock({ startAt: 1_000 })
    await clock.sleep(365 * 86_400_000, neverAborted)
    expect(clock.now()).toBe(1_000 + 365 * 86_400_000)
  })

  test('ends sleeps in the order of their ends, and equal ones in the order of their starts', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const ended: string[] = []
    const sleep = (name: string, ms: number) =>
      clock.sleep(ms, neverAborted).then(() => ended.push(`${name} at ${clock.now()}`))
    await Promise.all([sleep('a', 30), sleep('b', 10), sleep('c', 20), sleep('d', 10)])
    expect(ended).toStrictEqual(['b at 10', 'd at 10', 'c at 20', 'a at 30'])
  })

  test('lets a woken sleeper sleep again before time advances', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const seen: string[] = []
    const every = async (name: string, ms: number, times: number) => {
      for (let i = 0; i < times; i++) {
        await clock.sleep(ms, neverAborted)
        await turns(20)
        seen.push(`${name}${clock.now()}`)
      }
    }
    await Promise.all([every('a', 10, 3), every('b', 15, 2)])
    expect(seen).toStrictEqual(['a10', 'b15', 'a20', 'b30', 'a30'])
  })

  test('stands still while work is held, and continues after it', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const times: number[] = []
    const sleeping = clock.sleep(5, neverAborted).then(() => times.push(clock.now()))
    await clock.hold(async () => {
      await turns(1_000)
      times.push(clock.now())
    })
    await sleeping
    expect(times).toStrictEqual([0, 5])
  })

  test('continues after held work has thrown, and rethrows', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const sleeping = clock.sleep(5, neverAborted)
    await expect(clock.hold(() => Promise.reject(new Error('work')))).rejects.toThrow('work')
    await sleeping
    expect(clock.now()).toBe(5)
  })

  test('stands still until all held work is done', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const sleeping = clock.sleep(5, neverAborted)
    const long = clock.hold(() => turns(500).then(() => clock.now()))
    await clock.hold(() => turns(5))
    expect(await long).toBe(0)
    await sleeping
  })

  test('wakes an aborted sleep at once, without time passing', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const source = createAbortController()
    const sleeping = clock.sleep(60_000, source.signal)
    expect(clock.sleepers()).toBe(1)
    source.abort()
    await sleeping
    expect([clock.now(), clock.sleepers()]).toStrictEqual([0, 0])
  })

  test.each([0, -1, Number.NEGATIVE_INFINITY])('does not sleep for %d', async (ms) => {
    const clock = createVirtualClock({ startAt: 0 })
    await clock.sleep(ms, neverAborted)
    expect([clock.now(), clock.sleepers()]).toStrictEqual([0, 0])
  })

  test('does not sleep if already aborted', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const source = createAbortController()
    source.abort()
    await clock.sleep(5, source.signal)
    expect(clock.now()).toBe(0)
  })

  test('starts on a Monday morning in Sydney by default', () => {
    expect(new Date(createVirtualClock().now()).toISOString()).toBe('2026-01-04T22:00:00.000Z')
  })
})

describe('a sleep of no length', () => {
  test.each([0, -1, Number.NaN])('of %s resolves at once without time passing', async (ms) => {
    const clock = createVirtualClock({ startAt: 5 })
    await clock.sleep(ms, neverAborted)
    expect(clock.now()).toBe(5)
  })
})
