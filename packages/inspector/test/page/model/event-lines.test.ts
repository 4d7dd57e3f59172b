import { describe, expect, test } from 'vitest'
import { bankNow } from '../../../page/src/model/bank-clock.ts'
import { eventLines } from '../../../page/src/model/event-lines.ts'
import { filterRows, groupOf } from '../../../page/src/model/filter-rows.ts'
import {
  formatAge,
  formatCountdown,
  formatDuration,
  formatOffset,
  formatTimeOfDay,
} from '../../../page/src/model/format-time.ts'
import { readFailure } from '../../../page/src/model/read-failure.ts'
import type { ConnectionRow } from '../../../src/feed/feed.ts'
import { traced, transition } from './history-records.ts'

const textOf = (records: Parameters<typeof eventLines>[0]) =>
  eventLines(records).map(({ title, detail }) => [title, detail])

describe('the lines of the events panel', () => {
  test('name the states before and after a transition, and its event', () => {
    const records = [
      transition(0, 'xstate.init', 'collecting'),
      transition(1, 'submit', 'creating'),
      transition(2, 'xstate.done.actor.requestJob', 'following.verifyingAnswer'),
      transition(3, 'jobRead', 'following.verifyingAnswer'),
    ]
    expect(textOf(records)).toStrictEqual([
      ['collecting', 'start'],
      ['collecting → creating', 'submit'],
      ['creating → verifying answer', 'requestJob done'],
      ['verifying answer', 'jobRead, same state'],
    ])
  })

  test('show calls, results and the names of submitted fields, but no values', () => {
    const records = [
      traced(0, {
        type: 'called',
        call: 1,
        operation: 'createConnection',
        about: { institutionId: 'AU00002', given: ['loginId', 'password'] },
      }),
      traced(1, {
        type: 'settled',
        call: 1,
        operation: 'createConnection',
        result: { _tag: 'Left', left: { _tag: 'Unreachable', reason: 'timeout', delivered: 'unknown' } },
      }),
      traced(2, { type: 'acted', act: 'answer', given: [], answers: 2, taken: { _tag: 'Right' } }),
    ]
    expect(textOf(records)).toStrictEqual([
      ['→ createConnection', 'AU00002 with loginId, password'],
      ['← createConnection', 'Unreachable: timeout'],
      ['User: answer', '2 sent'],
    ])
    expect(eventLines(records).map(({ kind, tone }) => [kind, tone])).toStrictEqual([
      ['call', 'quiet'],
      ['call', 'bad'],
      ['action', 'plain'],
    ])
  })
})

describe('formatted times', () => {
  test('switch units at the right limits', () => {
    expect([0, 9_994, 9_996, 59_949, 59_960, 3_599_600, 172_800_000].map(formatDuration)).toStrictEqual([
      '0.00 s',
      '9.99 s',
      '10.0 s',
      '59.9 s',
      '1:00 min',
      '1:00 h',
      '2 d 0 h',
    ])
    expect([0, 12_345, 59_999.6, 3_723_456].map(formatOffset)).toStrictEqual([
      '+0.000',
      '+12.345',
      '+1:00.000',
      '+1:02:03.456',
    ])
    expect([0, 1, 61_000, 3_600_000].map(formatCountdown)).toStrictEqual(['0:00', '0:01', '1:01', '1:00:00'])
    expect([59_999, 60_000, 7_200_000, 172_800_000].map(formatAge)).toStrictEqual(['59s', '1m', '2h', '2d'])
    expect([0, Number.NaN, 9e15].map(formatTimeOfDay)).toStrictEqual(['00:00:00.000', '—', '—'])
  })

  test('of the bank advance between two readings, and never go back', () => {
    expect(bankNow({ now: 1_000, speed: 5, readAt: 10 }, 110)).toBe(1_500)
    expect(bankNow({ now: 1_000, speed: 0, readAt: 10 }, 110)).toBe(1_000)
    expect(bankNow({ now: 1_000, speed: 5, readAt: 10 }, 5)).toBe(1_000)
  })
})

const row = (id: string, part: Partial<ConnectionRow>): ConnectionRow => ({
  ...{ id, source: 'simulated', institutionId: 'AU00002', institutionName: 'Pied Piper Bank', state: 'collecting' },
  ...{ status: 'active', attempts: 0, startedAt: 0, endedAt: null, records: 1, ...part },
})

describe('the list of connections', () => {
  const rows = [row('c-2', {}), row('c-10', {}), row('c-3', { status: 'failed', state: 'failed', startedAt: 5 })]

  test('is sorted by start, newest first, then by id', () => {
    expect(filterRows(rows, { text: '', group: null }).map(({ id }) => id)).toStrictEqual(['c-3', 'c-10', 'c-2'])
  })

  test('keeps the rows that contain every word, in any case', () => {
    expect(filterRows(rows, { text: 'PIPER c-1', group: null }).map(({ id }) => id)).toStrictEqual(['c-10'])
    expect(filterRows(rows, { text: '', group: 'ended' }).map(({ id }) => id)).toStrictEqual(['c-3'])
  })

  test('groups connections that wait for the user, and crashed ones, as waiting', () => {
    expect(groupOf(row('a', {}))).toBe('waiting')
    expect(groupOf(row('a', { status: 'crashed', state: 'creating' }))).toBe('waiting')
    expect(groupOf(row('a', { state: 'following.verifying' }))).toBe('active')
  })
})

describe('a failure of a service', () => {
  test('is completed, so that it can be explained without the texts of the bank', () => {
    expect(readFailure({ _tag: 'StepFailed', step: 'verify-credentials', code: 'x', jobId: 'j' })).toMatchObject({
      detail: null,
      code: 'x',
    })
    for (const invalid of [null, 'x', { _tag: 'toString' }]) expect(readFailure(invalid)).toBeNull()
  })
})
