import type { PortError } from '@bank-connection/core'
import {
  type AbortSignalLike,
  createAbortController,
  createVirtualClock,
  neverAborted,
  unreachable,
} from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { CALL_TIMEOUT_MS, withTimeout } from '../../../src/machine/actors/with-timeout.ts'

const untilAborted = (signal: AbortSignalLike) => (): Promise<E.Either<PortError, never>> =>
  new Promise((resolve) => {
    const settle = () => resolve(E.left(unreachable('cancelled', 'unknown')))
    if (signal.aborted) settle()
    signal.addEventListener('abort', settle)
  })

describe('a call with a timeout', () => {
  test('is aborted after the timeout, with an unknown effect', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const signals: AbortSignalLike[] = []
    const noted = (signal: AbortSignalLike) => {
      signals.push(signal)
      return untilAborted(signal)
    }
    const result = await withTimeout(clock, noted, neverAborted)
    expect(result).toStrictEqual(E.left(unreachable('timeout', 'unknown')))
    expect(clock.now()).toBe(CALL_TIMEOUT_MS)
    expect(signals[0]?.aborted).toBe(true)
  })

  test('leaves no pending sleep when it settles', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    expect(await withTimeout(clock, () => async () => E.right(1), neverAborted)).toStrictEqual(E.right(1))
    expect(clock.sleepers()).toBe(0)
    expect(clock.now()).toBe(0)
  })

  test('forwards an abort', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const during = createAbortController()
    const running = withTimeout(clock, untilAborted, during.signal)
    during.abort()
    expect(await running).toStrictEqual(E.left(unreachable('cancelled', 'unknown')))
    expect(clock.now()).toBe(0)
  })

  test('listens to a platform signal only while it runs', async () => {
    const listeners = new Map<string, () => void>()
    const signal: AbortSignalLike = {
      aborted: false,
      addEventListener: (type, listener) => listeners.set(type, listener),
      removeEventListener: (type) => listeners.delete(type),
    }
    const clock = createVirtualClock({ startAt: 0 })
    const running = withTimeout(clock, untilAborted, signal)
    expect([...listeners.keys()]).toStrictEqual(['abort'])
    listeners.get('abort')?.()
    expect(await running).toStrictEqual(E.left(unreachable('cancelled', 'unknown')))
    expect(listeners.size).toBe(0)
  })

  test('is not made if already aborted', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const before = createAbortController()
    before.abort()
    let made = 0
    const counted = (signal: AbortSignalLike) => {
      made += 1
      return untilAborted(signal)
    }
    expect(await withTimeout(clock, counted, before.signal)).toStrictEqual(E.left(unreachable('cancelled', 'no')))
    expect([made, clock.sleepers()]).toStrictEqual([0, 0])
  })
})
