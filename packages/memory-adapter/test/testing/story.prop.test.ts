import type { BankPort } from '@bank-connection/core'
import type { Job } from '@bank-connection/core/codec'
import {
  type CreateStoryPort,
  inMemory,
  runStory,
  type Story,
  type StoryResult,
  story,
} from '@bank-connection/memory-adapter/testing'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

/** Of a fixed seed: what it reaches is a fact about the generator, not about this run's luck. */
const sample = fc.sample(story(), { numRuns: 250, seed: 11 })

const outcomeOf = ({ end }: StoryResult['connections'][number]): string =>
  E.isRight(end) ? 'Connected' : end.left._tag

const textOf = ({ connections, bank }: StoryResult): string => JSON.stringify([connections, bank.world()])

describe('a story of the simulated bank', () => {
  test('breaks no law, at any rate of faults', async () => {
    await fc.assert(
      fc.asyncProperty(story(), async (generated) => {
        expect((await runStory(generated)).breach).toBeNull()
      }),
      { numRuns: 120 },
    )
  })

  test('gives the same result again, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(story(), async (generated) => {
        const again = JSON.parse(JSON.stringify(generated)) as Story
        expect(textOf(await runStory(again))).toBe(textOf(await runStory(generated)))
      }),
      { numRuns: 30 },
    )
  })

  test('reaches nearly every end of a connection over a sample, with crashes and faults', async () => {
    const played: StoryResult[] = []
    for (const generated of sample) played.push(await runStory(generated))
    const connections = played.flatMap((each) => each.connections)
    const outcomes = new Set(connections.map(outcomeOf))
    const events = new Set(connections.flatMap(({ trace }) => trace.map(({ type }) => type)))
    const acts = connections.flatMap(({ trace }) => trace.flatMap((event) => (event.type === 'acted' ? [event] : [])))
    expect([...outcomes].sort()).toStrictEqual(
      expect.arrayContaining([
        'AuthorizationUnsupported',
        'Cancelled',
        'ChallengeExpired',
        'Connected',
        'JobTimedOut',
        'Refused',
        'StepFailed',
        'Unreachable',
      ]),
    )
    expect([...events].sort()).toStrictEqual([
      'acted',
      'began',
      'called',
      'crashed',
      'ended',
      'restored',
      'settled',
      'shown',
    ])
    expect(acts.some(({ act, taken }) => act === 'answer' && E.isLeft(taken))).toBe(true)
    expect(new Set(connections.map(({ intent }) => intent)).size).toBe(4)
    expect(new Set(connections.flatMap(({ faults }) => faults.map(({ fault }) => fault.fault))).size).toBeGreaterThan(
      12,
    )
  })
})

/** Which laws stories of the sample break on this way. */
const lawsBrokenOn = async (way: CreateStoryPort): Promise<ReadonlySet<string>> => {
  const laws = new Set<string>()
  for (const generated of sample.slice(0, 120)) {
    const { breach } = await runStory(generated, way)
    if (breach !== null) laws.add(breach.law)
  }
  return laws
}

/** The usual way, with some calls replaced. */
const tampered =
  (tamper: (port: BankPort) => Partial<BankPort>): CreateStoryPort =>
  (bank, choose) => {
    const port = inMemory(bank, choose)
    return { ...port, ...tamper(port) }
  }

describe('a story with a faulty port', () => {
  test('detects a request that is sent twice by the jobs of the bank', async () => {
    const laws = await lawsBrokenOn(
      tampered(({ createConnection }) => ({
        createConnection: (input, signal) => async () => {
          const { credentials } = input
          await createConnection({ ...input, credentials: { ...credentials, securityCode: 'again' } }, signal)()
          return createConnection(input, signal)()
        },
      })),
    )
    expect(laws).toContain('MUST start at most one job per submit, however often a request is lost, repeated or late')
  })

  test('detects a job that is reported done too early by its record at the bank', async () => {
    const laws = await lawsBrokenOn(
      tampered(({ getJob }) => ({
        getJob: (input, signal) => async () =>
          E.map((job: Job) => ({ ...job, steps: job.steps.map((step) => ({ ...step, status: 'success' as const })) }))(
            await getJob(input, signal)(),
          ),
      })),
    )
    expect(laws).toContain('MUST end as the job did')
  })

  test('detects a call that throws', async () => {
    const laws = await lawsBrokenOn(
      tampered(() => ({
        getJob: () => () => Promise.reject(new Error('a bug')),
      })),
    )
    expect(laws.size).toBeGreaterThan(0)
  })

  test('detects a response for another login that is taken for its own', async () => {
    const laws = await lawsBrokenOn(
      tampered(({ createConnection }) => ({
        createConnection: (input, signal) =>
          createConnection(
            { ...input, credentials: { ...input.credentials, loginId: 'gavinBelson', password: 'hooli2016' } },
            signal,
          ),
      })),
    )
    expect(laws).toContain('MUST NOT follow a job of another login')
  })
})
