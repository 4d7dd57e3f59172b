import {
  type CancelSignal,
  createCancelSource,
  createVirtualClock,
  neverCancelled,
  type PortError,
  unreachable,
} from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { CALL_TIMEOUT_MS, limited } from '../../../src/machine/actors/with-timeout.ts'

const untilAborted = (signal: CancelSignal) => (): Promise<E.Either<PortError, never>> =>
  new Promise((resolve) => {
    const settle = () => resolve(E.left(unreachable('cancelled', 'unknown')))
    if (signal.aborted) settle()
    signal.addEventListener('abort', settle)
  })

describe('a limited call', () => {
  test('is given up after its time, told to stop, and not known to have had no effect', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const signals: CancelSignal[] = []
    const noted = (signal: CancelSignal) => {
      signals.push(signal)
      return untilAborted(signal)
    }
    const result = await limited(clock, noted, neverCancelled)
    expect(result).toStrictEqual(E.left(unreachable('timeout', 'unknown')))
    expect(clock.now()).toBe(CALL_TIMEOUT_MS)
    expect(signals[0]?.aborted).toBe(true)
  })

  test('leaves no sleeper behind when it settles', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    expect(await limited(clock, () => async () => E.right(1), neverCancelled)).toStrictEqual(E.right(1))
    expect(clock.sleepers()).toBe(0)
    expect(clock.now()).toBe(0)
  })

  test('passes an abort on', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const during = createCancelSource()
    const running = limited(clock, untilAborted, during.signal)
    during.cancel()
    expect(await running).toStrictEqual(E.left(unreachable('cancelled', 'unknown')))
    expect(clock.now()).toBe(0)
  })

  test('listens to the signal of a platform while it runs, and no longer', async () => {
    const listeners = new Map<string, () => void>()
    const signal: CancelSignal = {
      aborted: false,
      addEventListener: (type, listener) => listeners.set(type, listener),
      removeEventListener: (type) => listeners.delete(type),
    }
    const clock = createVirtualClock({ startAt: 0 })
    const running = limited(clock, untilAborted, signal)
    expect([...listeners.keys()]).toStrictEqual(['abort'])
    listeners.get('abort')?.()
    expect(await running).toStrictEqual(E.left(unreachable('cancelled', 'unknown')))
    expect(listeners.size).toBe(0)
  })

  test('is not made when it was stopped before it began', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const before = createCancelSource()
    before.cancel()
    let made = 0
    const counted = (signal: CancelSignal) => {
      made += 1
      return untilAborted(signal)
    }
    expect(await limited(clock, counted, before.signal)).toStrictEqual(E.left(unreachable('cancelled', 'no')))
    expect([made, clock.sleepers()]).toStrictEqual([0, 0])
  })
})
