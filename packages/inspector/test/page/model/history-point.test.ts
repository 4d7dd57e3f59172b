import { describe, expect, test } from 'vitest'
import { historyPointAt, indexAtOffset } from '../../../page/src/model/history-point.ts'
import { traced, transition } from './history-records.ts'

const records = [
  transition(5, 'xstate.init', 'preparing.asking'),
  traced(6, { type: 'shown', view: { _tag: 'Preparing' } }),
  transition(7, 'xstate.done.actor.findInstitution', 'collecting', 7_000, { attempts: 1 }),
  traced(8, { type: 'shown', view: { _tag: 'Creating' } }),
  traced(9, { type: 'crashed' }),
]

describe('a point of a history', () => {
  test('is the latest record by default', () => {
    expect(historyPointAt(records, null)).toMatchObject({
      index: 9,
      at: 9_000,
      isLive: true,
      state: 'collecting',
      isCrashed: true,
    })
  })

  test('has the state, context and view of its time, and no later records', () => {
    const then = historyPointAt(records, 7)
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

  test('is the first kept record if the index was dropped, and empty without records', () => {
    expect(historyPointAt(records, 0)).toMatchObject({ index: 5, view: null, state: 'preparing.asking' })
    expect(historyPointAt([], 3)).toMatchObject({ index: -1, at: 0, view: null, state: null })
  })

  test('has neighbours by offset, also when live', () => {
    expect(indexAtOffset(records, null, -1)).toBe(8)
    expect(indexAtOffset(records, 8, -10)).toBe(5)
    expect(indexAtOffset(records, 8, 10)).toBe(9)
    expect(indexAtOffset([], null, -1)).toBeNull()
  })

  test('is no longer crashed after a restore', () => {
    expect(historyPointAt([...records, traced(10, { type: 'restored' })], null).isCrashed).toBe(false)
  })
})
