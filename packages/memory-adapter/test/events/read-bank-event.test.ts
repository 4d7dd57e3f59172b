import type { BankEvent } from '@bank-connection/memory-adapter'
import { readBankEvent } from '@bank-connection/memory-adapter/serving'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { bankEvent } from '../../src/testing/arbitrary-bank-event.ts'

test('every event survives serialization', () => {
  const named: fc.Arbitrary<BankEvent> = fc.constantFrom<BankEvent>(
    { event: 'job-stuck', jobId: 'a' },
    { event: 'connection-deleted', connectionId: 'b' },
    { event: 'user-deleted', userId: 'c' },
  )
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.oneof({ weight: 5, arbitrary: bankEvent() }, { weight: 1, arbitrary: named }), (event) => {
      seen.add(event.event)
      expect(readBankEvent(JSON.parse(JSON.stringify(event)))).toStrictEqual(E.right(event))
    }),
    { numRuns: 1_000 },
  )
  expect(seen.size).toBe(12)
})

test('nullable members are optional', () => {
  const bodies = [{ event: 'job-stuck' }, { event: 'job-fails', code: 'x' }, { event: 'outage', ms: 5 }]
  expect(bodies.map(readBankEvent)).toStrictEqual([
    E.right({ event: 'job-stuck', jobId: null }),
    E.right({ event: 'job-fails', jobId: null, code: 'x', step: null }),
    E.right({ event: 'outage', institutionId: null, ms: 5 }),
  ])
})

const wrong: readonly (readonly [string, unknown])[] = [
  ['event', null],
  ['event', []],
  ['event', {}],
  ['event', { event: 'toString' }],
  ['jobId', { event: 'job-stuck', jobId: 5 }],
  ['jobId', { event: 'job-returns', jobId: '' }],
  ['ms', { event: 'recovers', ms: 5 }],
  ['__proto__', JSON.parse('{"event":"recovers","__proto__":1}')],
  ['code', { event: 'job-fails' }],
  ['code', { event: 'job-fails', code: 'No Code' }],
  ['step', { event: 'job-fails', code: 'x', step: 'retrieve-statements' }],
  ['institutionId', { event: 'outage', institutionId: 1, ms: 1 }],
  ['ms', { event: 'outage', ms: 0 }],
  ['ms', { event: 'outage', ms: 1.5 }],
  ['ms', { event: 'clock-skew', ms: 3_600_001 }],
  ['ms', { event: 'clock-skew' }],
  ['requestsMax', { event: 'requests-limited' }],
  ['windowMs', { event: 'requests-limited', requestsMax: 1, windowMs: 'x' }],
  ['connectionId', { event: 'connection-deleted' }],
  ['userId', { event: 'user-deleted', userId: null }],
]

test.each(wrong)('the error names %s for %j', (parameter, body) => {
  expect(readBankEvent(body)).toMatchObject(
    E.left({
      status: 400,
      code: 'parameter-not-valid',
      source: { parameter },
      detail: expect.stringMatching(`^${parameter}: (give|leave)`),
    }),
  )
})

test('any value is accepted or rejected without throwing', () => {
  fc.assert(
    fc.property(fc.anything(), (body) => {
      expect(['Left', 'Right']).toContain(readBankEvent(body)._tag)
    }),
  )
})
