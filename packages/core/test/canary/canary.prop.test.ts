import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { runSession, type SessionOptions, type SessionResult } from './run-session.ts'
import { SINKS } from './sinks.ts'

const timeout = 120_000

const sessionOptions = (): fc.Arbitrary<SessionOptions> =>
  fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    faultPercent: fc.constantFrom(0, 20, 40, 60, 80),
    entry: fc.constantFrom('handle', 'connect', 'actor'),
  })

describe('a connection to a bank that echoes every secret it receives', () => {
  test('exposes no secret outside the request bodies that carry it', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(sessionOptions(), async (options) => {
        expect((await runSession(options)).leaks).toStrictEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

/** With fixed seeds, so that what they cover doesn't depend on the run. */
describe('the sample sessions', () => {
  const results: SessionResult[] = []

  beforeAll(async () => {
    for (const options of fc.sample(sessionOptions(), { numRuns: 240, seed: 11 }))
      results.push(await runSession(options))
  }, timeout)

  test('expose no secret', () => {
    expect(results.flatMap(({ leaks }) => leaks)).toStrictEqual([])
  })

  test('write to every sink', () => {
    expect([...new Set(results.flatMap(({ sinks }) => sinks.filled()))].sort()).toStrictEqual([...SINKS].sort())
  })

  test('let the bank echo a secret through every kind of fault', () => {
    const echoed = results.flatMap(({ bank }) => [...bank.echoed].filter(([, times]) => times > 0))
    expect([...new Set(echoed.map(([fault]) => fault))].sort()).toStrictEqual([
      'job',
      'lost',
      'malformed',
      'port-refuses',
      'port-rejects',
      'refused',
      'rejects',
      'status',
      'throws',
      'tokenless',
    ])
  })

  test.each([
    'OutcomeUnknown',
    'Defect',
    'Cancelled',
    'MalformedResponse',
    'Refused',
    'StepFailed',
    'TokenUnavailable',
    'connected',
    'restored at Creating',
    'restored at Working',
    'restored by XState',
    'cancelled at Working',
  ])('include the event "%s"', (event) => {
    expect(results.flatMap(({ events }) => events)).toContain(event)
  })

  test('send their secrets in request bodies, so that there is something to find', () => {
    const sent = results.flatMap(({ bank, secrets }) =>
      secrets.filter((secret) => bank.carried.some((body) => body.includes(JSON.stringify(secret).slice(1, -1)))),
    )
    expect(sent.length).toBeGreaterThan(300)
  })
})
