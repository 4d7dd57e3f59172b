import { type AbortSignalLike, createAbortController } from '@bank-connection/core/adapter'
import { describe, expect, test } from 'vitest'
import { raceWithAbort } from '../../src/transport/race-with-abort.ts'

/** A signal that counts who listens. */
const counting = () => {
  const { signal, abort } = createAbortController()
  const listeners = new Set<() => void>()
  const counted: AbortSignalLike = {
    get aborted() {
      return signal.aborted
    },
    addEventListener: (type, listener) => {
      listeners.add(listener)
      signal.addEventListener(type, listener)
    },
    removeEventListener: (type, listener) => {
      listeners.delete(listener)
      signal.removeEventListener(type, listener)
    },
  }
  return { signal: counted, abort, listening: () => listeners.size }
}

const never = new Promise<never>(() => undefined)

describe('work that is raced against a signal', () => {
  test('gives what it resolves to, and leaves the signal alone then', async () => {
    const { signal, listening } = counting()
    expect(await raceWithAbort(Promise.resolve({ a: 1 }), signal)).toStrictEqual({ a: 1 })
    expect(listening()).toBe(0)
  })

  test('rejects as the work does, and leaves the signal alone then', async () => {
    const { signal, listening } = counting()
    await expect(raceWithAbort(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
    expect(listening()).toBe(0)
  })

  test('gives null as soon as the signal aborts, though the work never settles', async () => {
    const { signal, abort, listening } = counting()
    const racing = raceWithAbort(never, signal)
    expect(listening()).toBe(1)
    abort()
    expect(await racing).toBeNull()
    expect(listening()).toBe(0)
  })

  test('gives null at once when the signal has aborted before', async () => {
    const { signal, abort, listening } = counting()
    abort()
    expect(await raceWithAbort(never, signal)).toBeNull()
    expect(listening()).toBe(0)
  })
})
