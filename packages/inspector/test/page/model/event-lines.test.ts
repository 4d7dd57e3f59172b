import { describe, expect, test } from 'vitest'
import { bankNow } from '../../../page/src/model/bank-clock.ts'
import { linesOf } from '../../../page/src/model/event-lines.ts'
import { filterRows, groupOf } from '../../../page/src/model/filter-rows.ts'
import {
  ageWords,
  clockWords,
  countdownWords,
  durationWords,
  offsetWords,
} from '../../../page/src/model/format-time.ts'
import { failureIn } from '../../../page/src/model/read-failure.ts'
import type { ConnectionRow } from '../../../src/feed/feed.ts'
import { traced, transition } from './history-records.ts'

const textOf = (records: Parameters<typeof linesOf>[0]) => linesOf(records).map(({ title, detail }) => [title, detail])

describe('a history in words', () => {
  test('tells from which state the machine went to which, and why', () => {
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
      ['verifying answer', 'jobRead, stays'],
    ])
  })

  test('tells what was called, what became of it, and which fields were given, never what', () => {
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
      ['User: answer', '2 given'],
    ])
    expect(linesOf(records).map(({ kind, tone }) => [kind, tone])).toStrictEqual([
      ['call', 'quiet'],
      ['call', 'bad'],
      ['act', 'plain'],
    ])
  })
})

describe('times in words', () => {
  test('fit their columns, at the borders between units as well', () => {
    expect([0, 9_994, 9_996, 59_949, 59_960, 3_599_600, 172_800_000].map(durationWords)).toStrictEqual([
      '0.00 s',
      '9.99 s',
      '10.0 s',
      '59.9 s',
      '1:00 min',
      '1:00 h',
      '2 d 0 h',
    ])
    expect([0, 12_345, 59_999.6, 3_723_456].map(offsetWords)).toStrictEqual([
      '+0.000',
      '+12.345',
      '+1:00.000',
      '+1:02:03.456',
    ])
    expect([0, 1, 61_000, 3_600_000].map(countdownWords)).toStrictEqual(['0:00', '0:01', '1:01', '1:00:00'])
    expect([59_999, 60_000, 7_200_000, 172_800_000].map(ageWords)).toStrictEqual(['59s', '1m', '2h', '2d'])
    expect([0, Number.NaN, 9e15].map(clockWords)).toStrictEqual(['00:00:00.000', '—', '—'])
  })

  test('go on with the bank between two tellings, and not backwards', () => {
    expect(bankNow({ now: 1_000, speed: 5, readAt: 10 }, 110)).toBe(1_500)
    expect(bankNow({ now: 1_000, speed: 0, readAt: 10 }, 110)).toBe(1_000)
    expect(bankNow({ now: 1_000, speed: 5, readAt: 10 }, 5)).toBe(1_000)
  })
})

const row = (id: string, part: Partial<ConnectionRow>): ConnectionRow => ({
  ...{ id, source: 'simulated', institutionId: 'AU00002', institutionName: 'Pied Piper Bank', state: 'collecting' },
  ...{ standing: 'active', attempts: 0, startedAt: 0, endedAt: null, records: 1, ...part },
})

describe('the list', () => {
  const rows = [row('c-2', {}), row('c-10', {}), row('c-3', { standing: 'failed', state: 'failed', startedAt: 5 })]

  test('shows the last first, and of those that began together the later id', () => {
    expect(filterRows(rows, { text: '', standing: null }).map(({ id }) => id)).toStrictEqual(['c-3', 'c-10', 'c-2'])
  })

  test('keeps the rows in which every word is, whatever its case', () => {
    expect(filterRows(rows, { text: 'PIPER c-1', standing: null }).map(({ id }) => id)).toStrictEqual(['c-10'])
    expect(filterRows(rows, { text: '', standing: 'ended' }).map(({ id }) => id)).toStrictEqual(['c-3'])
  })

  test('puts those that ask a person, and those whose process is dead, among the waiting', () => {
    expect(groupOf(row('a', {}))).toBe('waiting')
    expect(groupOf(row('a', { standing: 'crashed', state: 'creating' }))).toBe('waiting')
    expect(groupOf(row('a', { state: 'following.verifying' }))).toBe('active')
  })
})

describe('a failure that a service shows', () => {
  test('can be explained though the texts of the server are left out', () => {
    expect(failureIn({ _tag: 'StepFailed', step: 'verify-credentials', code: 'x', jobId: 'j' })).toMatchObject({
      detail: null,
      code: 'x',
    })
    expect([failureIn(null), failureIn('x'), failureIn({ _tag: 'toString' })]).toStrictEqual([null, null, null])
  })
})
