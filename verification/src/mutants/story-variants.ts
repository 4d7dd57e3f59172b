import { helpfulPerson } from '@bank-connection/core/testing'
import { scriptedName, scriptedSteps } from '@bank-connection/memory-adapter'
import { fault, type Story, type Visit } from '@bank-connection/memory-adapter/testing'
import * as fc from 'fast-check'

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
