import { type BankPortLawSubject, bankPortLaws, brokenLaws, type CheckableLaw } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { createSmallBank } from './small-bank.ts'

const law = (name: string, check: CheckableLaw<number>['check']): CheckableLaw<number> => ({ name, check })

test('laws that hold are not reported', async () => {
  expect(await brokenLaws(bankPortLaws, createSmallBank)).toStrictEqual([])
})

test('each law is checked on a fresh subject, one after the other', async () => {
  const seen: number[] = []
  const laws = ['a', 'b', 'c'].map((name) =>
    law(name, async (n) => {
      seen.push(n)
      return E.right('holds')
    }),
  )
  let made = 0
  await brokenLaws(laws, async () => ++made)
  expect(seen).toStrictEqual([1, 2, 3])
})

test('a line has the name of the law, the actual and the expected value', async () => {
  const rejecting = (): BankPortLawSubject => {
    const subject = createSmallBank()
    const getJob = () => () => Promise.reject(new Error('HTTP 404'))
    return { ...subject, port: { ...subject.port, getJob } }
  }
  const lines = await brokenLaws(bankPortLaws, rejecting)
  expect(lines).toContain('MUST settle every call with an Either, and never reject: seen ["getJob"], wanted []')
  expect(lines).toContain('MUST refuse an unknown job with 404 resource-not-found: a call was rejected: HTTP 404')
})

const cycle: { self?: unknown } = {}
cycle.self = cycle

test.each([
  ['a failure', { _tag: 'Refused' }, 'seen {"_tag":"Refused"}'],
  ['nothing', undefined, 'seen undefined'],
  ['what was seen and not wanted', { seen: undefined, wanted: [1] }, 'seen undefined, wanted [1]'],
  ['what goes round in a circle', { seen: cycle, wanted: null }, 'seen [object Object], wanted null'],
  ['what is long', { seen: 'x'.repeat(2_000), wanted: '' }, `seen "${'x'.repeat(399)}…, wanted ""`],
])('%s is told in one line that can be read', async (_, problem, told) => {
  expect(await brokenLaws([law('MUST', async () => E.left(problem))], () => 0)).toStrictEqual([`MUST: ${told}`])
})

test('a law that throws is reported, and later laws are still checked', async () => {
  const laws = [
    law('throws', () => {
      throw new Error('at once')
    }),
    law('rejects', () => Promise.reject('a text')),
    law('holds', async () => E.right('holds')),
    law('does not', async () => E.left(7)),
  ]
  expect(await brokenLaws(laws, () => 0)).toStrictEqual([
    'throws: a call was rejected: at once',
    'rejects: a call was rejected: a text',
    'does not: seen 7',
  ])
})
