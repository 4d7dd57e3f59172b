import { checkTrace, connectionLaws, watchLaws } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { answerCases } from './answer-cases.ts'
import { endCases } from './end-cases.ts'
import { read, reading, STARTED, UNFINISHED } from './events.ts'
import { pollCases } from './poll-cases.ts'
import { requestCases } from './request-cases.ts'
import { viewCases } from './view-cases.ts'

const CASES = [...requestCases, ...answerCases, ...pollCases, ...viewCases, ...endCases]

const lawOf = (words: string) => {
  const [law, ...others] = connectionLaws.filter(({ name }) => name.includes(words))
  if (law === undefined || others.length > 0) throw new Error(`${words}: ${others.length} laws more`)
  return law
}

const rows = CASES.flatMap(([law, breaks]) =>
  breaks.map(([problem, trace], i) => [law, i + 1, problem, trace] as const),
)

describe('the law that a connection MUST', () => {
  test.each(rows)('%s is broken by the last event of trace %i: %s', (words, _, problem, trace) => {
    const law = lawOf(words)
    const result = checkTrace(trace, [law])
    expect(result).toMatchObject(E.left({ law: law.name, index: trace.length - 1 }))
    expect(E.isLeft(result) ? result.left.problem : '').toContain(problem)
  })

  test.each(CASES.flatMap(([law, , keeps]) => keeps.map((trace, i) => [law, i + 1, trace] as const)))(
    '%s is kept by what comes close to breaking it, %i',
    (words, _, trace) => {
      expect(checkTrace(trace, [lawOf(words)])).toStrictEqual(E.right('holds'))
    },
  )
})

test('every law has traces that break it and traces that satisfy it', () => {
  expect(CASES.map(([words]) => lawOf(words).name).sort()).toStrictEqual(connectionLaws.map(({ name }) => name).sort())
  expect(CASES.every(([, breaks, keeps]) => breaks.length > 0 && keeps.length > 0)).toBe(true)
})

test('each watch starts with fresh state', () => {
  const [first, second] = [watchLaws(), watchLaws()]
  const told = [...STARTED, read(600, 2), reading(600, 2, UNFINISHED), read(700, 3)].map((event) => first(event))
  expect(told.at(-1)).toMatchObject({ problem: 'a read leaves 100 ms after the one before' })
  expect(STARTED.map((event) => second(event))).toStrictEqual(STARTED.map(() => null))
})
