import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Played, play, type Story } from './run-session.ts'
import { SINKS } from './sinks.ts'

const patient = { timeout: 120_000 }

const story = (): fc.Arbitrary<Story> =>
  fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    faults: fc.constantFrom(0, 20, 40, 60, 80),
    door: fc.constantFrom('handle', 'connect', 'actor'),
  })

describe('a connection at a bank that repeats what it was given', () => {
  test('shows no secret anywhere but in the bodies that carry it', patient, async () => {
    await fc.assert(
      fc.asyncProperty(story(), async (told) => {
        expect((await play(told)).leaks).toStrictEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

/** Of fixed seeds: what they reach is a fact about the stories, not about this run's luck. */
describe('the stories', () => {
  const played: Played[] = []

  beforeAll(async () => {
    const sample = fc.sample(story(), { numRuns: 240, seed: 11 })
    for (const told of sample) played.push(await play(told))
  }, patient.timeout)

  const happenings = () => new Set(played.flatMap((each) => each.happenings))

  test('show no secret either', () => {
    expect(played.flatMap(({ leaks }) => leaks)).toStrictEqual([])
  })

  test('fill every sink', () => {
    expect([...new Set(played.flatMap(({ sinks }) => sinks.filled()))].sort()).toStrictEqual([...SINKS].sort())
  })

  test('let the bank repeat a secret by every kind of fault', () => {
    const repeated = played.flatMap(({ bank }) => [...bank.repeated].filter(([, times]) => times > 0))
    expect([...new Set(repeated.map(([fault]) => fault))].sort()).toStrictEqual([
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

  test('end in every way that matters, and are stopped and restored on the way', () => {
    const ends = [
      'OutcomeUnknown',
      'Defect',
      'Cancelled',
      'MalformedResponse',
      'Refused',
      'StepFailed',
      'TokenUnavailable',
    ]
    const ways = [
      'connected',
      'restored at Creating',
      'restored at Working',
      'restored by XState',
      'cancelled at Working',
    ]
    expect([...ends, ...ways].filter((what) => !happenings().has(what))).toStrictEqual([])
  })

  test('carry their secrets in bodies, so that there is something to find', () => {
    const carried = played.flatMap(({ bank, secrets }) =>
      secrets.filter((secret) => bank.carried.some((body) => body.includes(JSON.stringify(secret).slice(1, -1)))),
    )
    expect(carried.length).toBeGreaterThan(300)
  })
})
