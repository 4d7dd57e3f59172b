import { createAbortController } from '@bank-connection/core/adapter'
import { describe, expect, test } from 'vitest'

describe('an abort controller', () => {
  test('calls every listener once, and a late one never', () => {
    const { signal, abort } = createAbortController()
    const told: string[] = []
    signal.addEventListener('abort', () => told.push('first'))
    signal.addEventListener('abort', () => told.push('second'))
    abort()
    abort()
    signal.addEventListener('abort', () => told.push('late'))
    expect(told).toStrictEqual(['first', 'second'])
    expect(signal.aborted).toBe(true)
  })

  test('does not call a removed listener', () => {
    const { signal, abort } = createAbortController()
    const told: string[] = []
    const listener = () => told.push('removed')
    signal.addEventListener('abort', listener)
    signal.removeEventListener('abort', listener)
    abort()
    expect(told).toStrictEqual([])
  })

  test('calls the others when a listener throws, and then rethrows', () => {
    const { signal, abort } = createAbortController()
    const told: string[] = []
    signal.addEventListener('abort', () => {
      throw new Error('a bug of the first')
    })
    signal.addEventListener('abort', () => told.push('second'))
    expect(abort).toThrow('a bug of the first')
    expect(told).toStrictEqual(['second'])
  })
})
