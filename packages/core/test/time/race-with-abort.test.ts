import { type AbortSignalLike, createAbortController, raceWithAbort } from '@bank-connection/core/adapter'
import { describe, expect, test } from 'vitest'

/** A signal that counts its listeners. */
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

describe('racing work with an abort signal', () => {
  test('resolves to the result of the work and removes its listener', async () => {
    const { signal, listening } = counting()
    expect(await raceWithAbort(Promise.resolve({ a: 1 }), signal, { a: 0 })).toStrictEqual({ a: 1 })
    expect(listening()).toBe(0)
  })

  test('rejects as the work does and removes its listener', async () => {
    const { signal, listening } = counting()
    await expect(raceWithAbort(Promise.reject(new Error('no')), signal, null)).rejects.toThrow('no')
    expect(listening()).toBe(0)
  })

  test('resolves to null as soon as the signal aborts, even if the work never settles', async () => {
    const { signal, abort, listening } = counting()
    const racing = raceWithAbort<null>(never, signal, null)
    expect(listening()).toBe(1)
    abort()
    expect(await racing).toBeNull()
    expect(listening()).toBe(0)
  })

  test('resolves to null at once when the signal has already aborted', async () => {
    const { signal, abort, listening } = counting()
    abort()
    expect(await raceWithAbort<null>(never, signal, null)).toBeNull()
    expect(listening()).toBe(0)
  })
})
