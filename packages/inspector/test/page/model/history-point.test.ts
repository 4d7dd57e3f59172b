import { describe, expect, test } from 'vitest'
import { indexBeside, momentAt } from '../../../page/src/model/history-point.ts'
import { traced, transition } from './history-records.ts'

const records = [
  transition(5, 'xstate.init', 'preparing.asking'),
  traced(6, { type: 'shown', view: { _tag: 'Preparing' } }),
  transition(7, 'xstate.done.actor.findInstitution', 'collecting', 7_000, { attempts: 1 }),
  traced(8, { type: 'shown', view: { _tag: 'Creating' } }),
  traced(9, { type: 'crashed' }),
]

describe('a moment', () => {
  test('is the last record when none is named', () => {
    expect(momentAt(records, null)).toMatchObject({
      index: 9,
      at: 9_000,
      isLive: true,
      state: 'collecting',
      isCrashed: true,
    })
  })

  test('shows state, memory and view as they were, and nothing of what came later', () => {
    const then = momentAt(records, 7)
    expect(then).toMatchObject({
      index: 7,
      isLive: false,
      state: 'collecting',
      view: { _tag: 'Preparing' },
      isCrashed: false,
    })
    expect(then.context).toStrictEqual({ attempts: 1 })
    expect(then.records).toHaveLength(3)
  })

  test('is the first that is kept when the one named was dropped, and empty when there is none', () => {
    expect(momentAt(records, 0)).toMatchObject({ index: 5, view: null, state: 'preparing.asking' })
    expect(momentAt([], 3)).toMatchObject({ index: -1, at: 0, view: null, state: null })
  })

  test('lies beside its neighbours by place, from the present on as well', () => {
    expect(indexBeside(records, null, -1)).toBe(8)
    expect(indexBeside(records, 8, -10)).toBe(5)
    expect(indexBeside(records, 8, 10)).toBe(9)
    expect(indexBeside([], null, -1)).toBeNull()
  })

  test('is no longer dead after a restore', () => {
    expect(momentAt([...records, traced(10, { type: 'restored' })], null).isCrashed).toBe(false)
  })
})
