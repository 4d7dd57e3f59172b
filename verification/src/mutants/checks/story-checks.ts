import type { BankPort } from '@bank-connection/core'
import { replayTrace } from '@bank-connection/core/trace'
import {
  type CreateStoryPort,
  inMemory,
  runStory,
  type Story,
  type StoryResult,
} from '@bank-connection/memory-adapter/testing'
import { either as E } from 'fp-ts'
import { crashProblem } from '../../simulate/crash-check.ts'
import { playOverHttp } from '../../simulate/over-http/over-http.ts'
import type { Finding } from './finding.ts'
import { tokenProblem } from './token-laws.ts'
import { transactionsProblem } from './transactions-check.ts'

/** More calls and waits than any story makes. Without a limit, a loop that never waits would not end. */
const STEPS_MAX = 60_000

/**
 * Limits the calls and waits of each visit.
 *
 * @param report - called immediately, because a loop that never waits blocks everything else
 */
const bounded =
  (createPort: CreateStoryPort, report: (finding: Finding) => never): CreateStoryPort =>
  (bank, choose) => {
    const port = createPort(bank, choose)
    let steps = 0
    const count = (): void => {
      steps += 1
      if (steps > STEPS_MAX) report({ law: 'MUST come to an end', problem: `${steps} calls and waits in one visit` })
    }
    const { clock } = port
    const counted = Object.entries(port).map(([name, call]) => [
      name,
      typeof call !== 'function' || name === 'close'
        ? call
        : (...args: readonly unknown[]) => {
            count()
            return (call as (...args: readonly unknown[]) => unknown)(...args)
          },
    ])
    const sleep: typeof clock.sleep = (ms, signal) => {
      count()
      return clock.sleep(ms, signal)
    }
    return { ...(Object.fromEntries(counted) as unknown as BankPort), clock: { now: clock.now, sleep } }
  }

/** Plays a story in memory, and checks its result against the laws and the state of the bank. */
export const memoryProblem = async (
  story: Story,
  nth: number,
  report: (finding: Finding) => never,
): Promise<Finding | null> => {
  const played = await runStory(story, bounded(inMemory, report))
  if (played.breach !== null) return played.breach
  if (nth % 8 === 1) {
    const finding = await transactionsProblem(played.bank)
    if (finding !== null) return finding
  }
  if (nth % 16 === 3) {
    const finding = await replayProblem(played)
    if (finding !== null) return finding
  }
  if (nth % 32 === 5 && textOf(await runStory(story)) !== textOf(played))
    return { law: 'MUST be deterministic', problem: 'the same story had another result' }
  return nth % 8 === 7 ? crashProblem(story) : null
}

const textOf = ({ connections, bank }: StoryResult): string => JSON.stringify([connections, bank.world()])

const replayProblem = async ({ connections }: StoryResult): Promise<Finding | null> => {
  for (const { trace } of connections) {
    const replayed = await replayTrace(trace)
    if (E.isLeft(replayed)) return { law: 'MUST behave in a replay as recorded', problem: replayed.left.difference }
  }
  return null
}

/** Plays a story over HTTP, and also checks its requests against the laws of the wire and of tokens. */
export const httpProblem = async (story: Story): Promise<Finding | null> => {
  const { breach, wires } = await playOverHttp(story)
  return breach ?? tokenProblem(wires)
}
