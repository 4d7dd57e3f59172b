import type { BankPort } from '@bank-connection/core'
import { helpfulPerson } from '@bank-connection/core/testing'
import { replayTrace } from '@bank-connection/core/trace'
import { scriptedName, scriptedSteps } from '@bank-connection/memory-adapter'
import {
  type CreateStoryPort,
  fault,
  inMemory,
  runStory,
  type Story,
  type StoryResult,
  type Visit,
} from '@bank-connection/memory-adapter/testing'
import * as fc from 'fast-check'
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
    return { law: 'MUST go the same way again', problem: 'the same story went another way' }
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

/** Maximum number of events of a connection before a process dies. */
const EVENTS_MAX = 37

/** The documented time for an answer, and others, in milliseconds. */
const EXPIRIES_MS = [3_600, 30_000, 120_000]
const EXPIRED = ['stays', 'fails', 'times-out'] as const

/** The scripted logins that variants use. */
const SCRIPTS: readonly string[] = [
  ...(['sticks', 'vanishes', 'shows-unknown-status', 'regresses'] as const).flatMap((does) =>
    scriptedSteps.map((at) => scriptedName({ does, at })),
  ),
  ...([3, 30] as const).map((hours) => scriptedName({ does: 'waits', hours })),
  ...(['shows-unknown-step', 'reverses-steps', 'expires-at-once'] as const).map((does) => scriptedName({ does })),
  scriptedName({ does: 'asks', rounds: 4 }),
]

/** A fixed random sample of faults. */
const FAULTS = fc.sample(fault(), { numRuns: 397, seed: 1 })

/** The request that a fault hits, and how many times in a row. */
const FAULT_TARGETS = [
  { request: 'job', nth: 2, times: 2 },
  { request: 'start', nth: 1, times: 1 },
  { request: 'job', nth: 4, times: 9 },
  { request: 'answer', nth: 1, times: 1 },
] as const

/**
 * A variant of a story, with its first visit only. Alternates between a process that dies once, a scripted login, a
 * slow user with various challenge expiries, and one burst of faults.
 */
export const variantOf = (story: Story, k: number): Story => {
  const nth = Math.floor(k / VARIANTS.length)
  const { person = helpfulPerson, login, ...others } = pick(VARIANTS, k)(nth)
  const visits = story.visits.slice(0, 1).map((visit) => ({
    ...visit,
    ...(login === undefined ? {} : { login }),
    ...({ afterMs: 0, intent: 'create', person, next: { intent: 'refresh', person }, reads: false } as const),
  }))
  return { ...story, weather: 'fair', faultBursts: [], incidents: [], undocumented: {}, ...others, visits }
}

/** Faults that only an HTTP client distinguishes: response bodies are decoded after it. */
const WIRE_FAULTS = FAULTS.filter(({ fault: name }) => name.startsWith('status') || name === 'lost-answer')

/** A variant of a story, with its first visit only and one burst of faults on the wire. */
export const wireVariantOf = (story: Story, nth: number): Story => {
  const burst = {
    visit: 0,
    during: null,
    fault: pick(WIRE_FAULTS, nth),
    ...pick(FAULT_TARGETS, nth + Math.floor(nth / WIRE_FAULTS.length)),
  }
  const incidents = nth % 3 === 0 ? [{ afterMs: 6_000, event: { event: 'tokens-expire' } as const }] : []
  return { ...variantOf(story, VARIANTS.length - 1), faultBursts: [burst], incidents }
}

type Variant = Partial<Omit<Story, 'visits'> & Pick<Visit, 'person' | 'login'>>

const VARIANTS: readonly ((nth: number) => Variant)[] = [
  (nth) => ({ person: dying(nth) }),
  (nth) => ({ login: { kind: 'scripted', name: pick(SCRIPTS, nth) } }),
  (nth) => ({
    person: slow(nth),
    undocumented: { expiryMs: pick(EXPIRIES_MS, nth), expiredChallenge: pick(EXPIRED, Math.floor(nth / 3)) },
  }),
  (nth) => ({
    weather: 'rain',
    faultsEndAfterMs: 120_000,
    faultBursts: [{ visit: 0, during: null, fault: pick(FAULTS, nth), ...pick(FAULT_TARGETS, nth) }],
  }),
]

const pick = <A>(from: readonly A[], k: number): A => from[k % from.length] as A

const dying = (k: number): Visit['person'] => ({
  ...helpfulPerson,
  submits: k % 5 === 0 ? Array.from({ length: 3 }, () => ({ what: 'wrong', afterMs: 1_500 })) : [],
  answers: k % 4 === 0 ? [{ what: 'wrong', afterMs: 1_500 }] : [],
  crashes: [{ afterEvents: 1 + (k % EVENTS_MAX), turns: pick([0, 1, 3], k), downMs: 1_000 }],
  keeps: k % 2 === 0 ? 'in-a-store' : 'by-hand',
})

const slow = (k: number): Visit['person'] => ({
  ...helpfulPerson,
  answers: [{ what: 'right', afterMs: pick([60_000, 9_000, 1_500, 60_000], k) }],
})
