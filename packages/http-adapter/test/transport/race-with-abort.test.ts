import { describe, expect, test } from 'vitest'
import { raceWithAbort } from '../../src/transport/race-with-abort.ts'
import { createCountingController } from '../counting-signal.ts'

const never = new Promise<never>(() => undefined)

describe('work raced with an abort', () => {
  test('resolves to its result and removes the listener', async () => {
    const { signal, listeners } = createCountingController()
    expect(await raceWithAbort(Promise.resolve({ a: 1 }), signal)).toStrictEqual({ a: 1 })
    expect(listeners()).toBe(0)
  })

  test('rejects if the work rejects and removes the listener', async () => {
    const { signal, listeners } = createCountingController()
    await expect(raceWithAbort(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
    expect(listeners()).toBe(0)
  })

  test('resolves to null on abort, even if the work never settles', async () => {
    const { signal, abort, listeners } = createCountingController()
    const racing = raceWithAbort(never, signal)
    expect(listeners()).toBe(1)
    abort()
    expect(await racing).toBeNull()
    expect(listeners()).toBe(0)
  })

  test('resolves to null at once when already aborted', async () => {
    const { signal, abort, listeners } = createCountingController()
    abort()
    expect(await raceWithAbort(never, signal)).toBeNull()
    expect(listeners()).toBe(0)
  })
})
