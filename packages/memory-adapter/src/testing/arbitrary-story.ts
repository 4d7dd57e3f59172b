import type { Limits } from '@bank-connection/core'
import { person } from '@bank-connection/core/testing'
import * as fc from 'fast-check'
import { scriptedLoginName, undocumentedBehaviour } from './arbitrary-bank.ts'
import { bankEvent } from './arbitrary-bank-event.ts'
import { fault } from './arbitrary-fault.ts'
import type { FaultBurst, Incident, Login, StageShown, Story, Visit, Weather } from './story.ts'

/** Rates by weather: maximum bursts of faults, requests per burst, and incidents. */
const RATES: Readonly<
  Record<Weather, { readonly bursts: number; readonly times: number; readonly incidents: number }>
> = {
  fair: { bursts: 0, times: 1, incidents: 0 },
  rain: { bursts: 4, times: 2, incidents: 1 },
  storm: { bursts: 12, times: 12, incidents: 3 },
}

/** Constraints on generated stories. */
export interface StoryConstraints {
  /** Any when absent. */
  readonly weather?: Weather
  /** Maximum number of visits. 4 when absent. */
  readonly visitsMax?: number
}

/** Stories of one or a few connections, with faults at all rates and all kinds of users. */
export const story = ({ weather, visitsMax = 4 }: StoryConstraints = {}): fc.Arbitrary<Story> =>
  weather === undefined
    ? fc.oneof(
        { weight: 2, arbitrary: storyIn('fair', visitsMax) },
        { weight: 3, arbitrary: storyIn('rain', visitsMax) },
        { weight: 2, arbitrary: storyIn('storm', visitsMax) },
      )
    : storyIn(weather, visitsMax)

const storyIn = (weather: Weather, visitsMax: number): fc.Arbitrary<Story> => {
  const { bursts, times, incidents } = RATES[weather]
  return record<Story>({
    seed: fc.nat(),
    weather: fc.constant(weather),
    undocumented: fc.oneof(
      { weight: 2, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: undocumentedBehaviour() },
    ),
    latencyMs: fc.constantFrom(0, 40, 40, 900),
    visits: fc.array(visit(), { minLength: 1, maxLength: visitsMax, size: 'max' }),
    faultBursts: fc.array(burst(times, visitsMax), { maxLength: bursts, size: 'max' }),
    incidents: fc.array(incident(), { maxLength: incidents, size: 'max' }),
    faultsEndAfterMs: fc.constantFrom(8_000, 30_000, 120_000, 1_200_000),
  })
}

/** A record with the prototype of parsed JSON. */
const record = <A>(model: { readonly [K in keyof A]: fc.Arbitrary<A[K]> }): fc.Arbitrary<A> =>
  fc.record<A>(model as { [K in keyof A]: fc.Arbitrary<A[K]> }, { noNullPrototype: true })

const orNull = <A>(weight: number, values: fc.Arbitrary<A>): fc.Arbitrary<A | null> =>
  fc.option(values, { nil: null, freq: weight })

/** Requests selected by kind, or by the stage in which they are sent. */
const requests = (): fc.Arbitrary<Pick<FaultBurst, 'request' | 'during'>> =>
  fc.oneof(
    fc.constantFrom<Pick<FaultBurst, 'request' | 'during'>>(
      { request: 'start', during: null },
      { request: 'start', during: null },
      { request: 'answer', during: null },
      { request: 'job', during: null },
      { request: 'jobs', during: null },
    ),
    fc.constantFrom(...SHOWN).map((during): Pick<FaultBurst, 'request' | 'during'> => ({ request: 'any', during })),
  )

const SHOWN: readonly StageShown[] = [
  'Preparing',
  'verifying',
  'Challenged',
  'answering',
  'verifyingAnswer',
  'retrievingAccounts',
  'retrievingTransactions',
  'parked',
  'Reconciling',
]

const burst = (timesMax: number, visitsMax: number): fc.Arbitrary<FaultBurst> =>
  fc
    .tuple(
      fc.nat(visitsMax - 1),
      requests(),
      fc.constantFrom(1, 1, 1, 1, 2, 3, 5),
      fc.oneof(fc.constant(1), fc.integer({ min: 1, max: timesMax })),
      fault(),
    )
    .map(([visit, target, nth, times, what]) => ({ visit, ...target, nth, times, fault: what }))

const incident = (): fc.Arbitrary<Incident> =>
  record<Incident>({ afterMs: fc.constantFrom(0, 500, 3_000, 6_000, 12_000, 60_000), event: bankEvent() })

const login = (): fc.Arbitrary<Login> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: record<Extract<Login, { readonly kind: 'own' }>>({
        kind: fc.constant('own'),
        method: fc.constantFrom('token', 'security-questions'),
        prompts: fc.constantFrom(1, 1, 2, 0, null),
      }),
    },
    {
      weight: 1,
      arbitrary: record<Extract<Login, { readonly kind: 'scripted' }>>({
        kind: fc.constant('scripted'),
        name: scriptedLoginName(),
      }),
    },
  )

/** Every authorization type, mostly with a second factor, and an unknown institution. */
const INSTITUTIONS = [
  'AU00000',
  'AU00000',
  'AU00002',
  'AU00002',
  'AU00002',
  'AU00003',
  'AU19301',
  'AU90001',
  'AU00004',
  'AU90002',
  'AU99999',
]

const limits = (): fc.Arbitrary<Partial<Limits>> =>
  fc.constantFrom<Partial<Limits>>(
    { jobTimeoutMs: 3_600_000 },
    { jobTimeoutMs: 3_600_000 },
    { jobTimeoutMs: 90_000, attemptsMax: 2 },
    { jobTimeoutMs: 3_600_000, attemptsMax: 1, answersMax: 2 },
    { jobTimeoutMs: 20_000_000, stallTimeoutMs: 120_000 },
  )

const visit = (): fc.Arbitrary<Visit> =>
  record<Visit>({
    userId: fc.constantFrom('user-1', 'user-2', 'user-3', 'user-4'),
    institutionId: fc.constantFrom(...INSTITUTIONS),
    login: login(),
    afterMs: fc.constantFrom(0, 0, 300, 5_000),
    intent: fc.constantFrom('create', 'create', 'create', 'create', 'create', 'create', 'follow'),
    person: person(),
    next: orNull(
      4,
      record<NonNullable<Visit['next']>>({ intent: fc.constantFrom('refresh', 'update'), person: person() }),
    ),
    reads: fc.nat(399).map((n) => n === 399),
    limits: limits(),
  })
