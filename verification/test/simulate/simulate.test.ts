import type { Job } from '@bank-connection/core/codec'
import { inMemory, runStory, type Story, type StoryResult } from '@bank-connection/memory-adapter/testing'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { faultName } from '../../src/simulate/coverage.ts'
import { describeFinding, replayCommand } from '../../src/simulate/describe-finding.ts'
import { coverageTables } from '../../src/simulate/report.ts'
import { type Chunk, simulateChunk } from '../../src/simulate/simulate-chunk.ts'

const CHUNK: Chunk = { seed: 4, stories: 60, weather: null, over: 'memory', path: null }

/** Plays a story through a port that reports a job as complete once its credentials are verified. */
const tampered = (one: Story): Promise<StoryResult> =>
  runStory(one, (bank, choose) => {
    const port = inMemory(bank, choose)
    const hasty = (job: Job): Job => {
      const [first] = job.steps
      return first?.status === 'success'
        ? { ...job, steps: job.steps.map((step) => ({ ...step, status: 'success' as const, result: null })) }
        : job
    }
    return { ...port, getJob: (input, signal) => async () => E.map(hasty)(await port.getJob(input, signal)()) }
  })

describe('a simulation', () => {
  test('counts the coverage of its stories, the same for the same seed', async () => {
    const { coverage, finding } = await simulateChunk(CHUNK)
    expect(finding).toBeNull()
    expect(coverage.connections).toBeGreaterThan(60)
    expect(coverage.weathers['fair|Connected']).toBeGreaterThan(0)
    expect(Object.keys(coverage.strikes).length).toBeGreaterThan(20)
    expect((await simulateChunk(CHUNK)).coverage).toStrictEqual(coverage)
  })

  test('finds a broken law, shrinks the story, and replays it by its path', async () => {
    const { finding } = await simulateChunk(CHUNK, { play: tampered })
    expect(finding?.breach.law).toBe('MUST end as the job did')
    expect(finding?.shrinks).toBeGreaterThan(0)
    const again = await simulateChunk({ ...CHUNK, path: finding?.path ?? '' }, { play: tampered })
    expect([again.finding?.story, again.finding?.breach]).toStrictEqual([finding?.story, finding?.breach])
  })

  test('prints the shrunk story and the command that repeats it', async () => {
    const { finding } = await simulateChunk(CHUNK, { play: tampered })
    const lines = finding === null ? [] : describeFinding(finding, await tampered(finding.story))
    expect(lines[0]).toBe('BROKEN: MUST end as the job did')
    expect(lines.filter((line) => line.startsWith('  visit ')).length).toBeLessThan(3)
    expect(lines.at(-1)).toBe('    end: Connected')
    expect(finding === null ? '' : replayCommand(finding, null)).toBe(`pnpm simulate --seed 4 --path ${finding?.path}`)
  })

  test('reports a story that is not deterministic', async () => {
    let plays = 0
    const moody = (one: Story): Promise<StoryResult> => runStory({ ...one, seed: one.seed + ++plays })
    const { finding } = await simulateChunk({ ...CHUNK, stories: 64 }, { play: moody })
    expect(finding?.breach.law).toBe('MUST be deterministic')
  })

  test('compares the state of the bank at the end of the story, and ignores later requests', async () => {
    let plays = 0
    const late = async (one: Story): Promise<StoryResult> => {
      const played = await runStory(one)
      const play = ++plays
      const { bank } = played
      return { ...played, bank: { ...bank, world: () => ({ ...bank.world(), arrived: plays > play }) } }
    }
    expect((await simulateChunk({ ...CHUNK, stories: 64 }, { play: late })).finding).toBeNull()
    expect(plays).toBeGreaterThan(64)
  })

  test('reports a story that throws', async () => {
    const { finding } = await simulateChunk(CHUNK, { play: () => Promise.reject(new Error('a bug')) })
    expect(finding?.breach).toMatchObject({ law: 'MUST NOT throw', problem: expect.stringContaining('a bug') })
  })
})

describe('the coverage', () => {
  test('counts changed bodies by change, and statuses by number or first digit', () => {
    expect([
      faultName({ fault: 'distorted', change: 'proto' }),
      faultName({ fault: 'status', status: 503 }),
      faultName({ fault: 'status', status: 599 }),
      faultName({ fault: 'reset' }),
    ]).toStrictEqual(['distorted: proto', 'status 503', 'status 5xx', 'reset'])
  })

  test('lists the combinations that did not occur', async () => {
    const { coverage } = await simulateChunk({ ...CHUNK, stories: 20 })
    const lines = coverageTables(coverage)
    expect(lines).toContain('## Combinations that did not occur')
    expect(lines.filter((line) => line.startsWith('- '))).not.toStrictEqual([])
  })
})
