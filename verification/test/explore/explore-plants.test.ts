import { expect, test } from 'vitest'
import { type ExploreOptions, explore } from '../../src/explore/explore.ts'
import { oneInput } from '../../src/explore/initial-inputs.ts'
import { type Chart, connectionChart, connectionGuards, instrumentChart } from '../../src/explore/instrumented-chart.ts'
import { stateKey } from '../../src/explore/state-key.ts'
import { checks, violationsOf } from '../../src/explore/violations.ts'
import { reduce } from '../../src/reference/reduce.ts'
import { referenceOf } from '../../src/reference/reference.ts'

type Check = keyof typeof checks

interface Plant {
  readonly check: Check
  /** Text that one of the violations must contain. */
  readonly named: string
  /** The chart with the bug. */
  readonly chart?: Chart
  /** Guards that return something else. */
  readonly guards?: typeof connectionGuards
  readonly options?: Partial<ExploreOptions>
}

/** The chart with a change to the state at this path. */
const changed = (path: readonly string[], change: (state: Chart) => Chart, chart = connectionChart): Chart => {
  const [name, ...rest] = path
  if (name === undefined) return change(chart)
  const states = chart['states'] as Readonly<Record<string, Chart>>
  return { ...chart, states: { ...states, [name]: changed(rest, change, states[name]) } }
}

const onIn = (path: readonly string[], on: Chart): Chart =>
  changed(path, (state) => ({ ...state, on: { ...(state['on'] as Chart), ...on } }))

/** A transition without target and actions, which forbids the event. */
const forbidden = {}

const plants: Readonly<Record<string, Plant>> = {
  'an unlimited number of answers': {
    check: 'the states are finite',
    named: 'more than 700',
    guards: { ...connectionGuards, jobChallengesTooOften: () => false, refusesAnswer: () => false },
    options: { statesMax: 700 },
  },
  'a key without whether the connection is known': {
    check: 'the key distinguishes all relevant states',
    named: 'job: done → failed MalformedResponse or connected well',
    options: { keyOf: (snapshot) => stateKey(snapshot).replace(/(un)?named/u, ''), extraSnapshotsMax: 1 },
  },
  'a machine that differs from the chart': {
    check: 'the instrumented chart behaves like the machine',
    named: 'findInstitution → user: failed, not collecting',
    guards: { ...connectionGuards, succeeds: () => false },
    options: { original: instrumentChart().machine },
  },
  'a reference that expects something else': {
    check: 'the reference behaves like the machine',
    named: 'collecting: cancel: the reference has collecting',
    options: {
      reference: referenceOf((state, event) => (event.type === 'cancel' ? state : reduce(state, event))),
      statesMax: 100,
    },
  },
  'a transition after one that is always taken': {
    check: 'every transition is taken',
    named: 'following | watchFailed | 2 | broken',
    chart: onIn(['following'], {
      watchFailed: [{ target: '#connection.failed' }, { target: '#connection.broken' }],
    }),
  },
  'a state that no transition leads to': {
    check: 'every state is entered',
    named: 'following.resting',
    chart: changed(['following'], (state) => ({ ...state, states: { ...(state['states'] as Chart), resting: {} } })),
  },
  'a transient state that no transition leads to': {
    check: 'every state is entered',
    named: 'following.passing',
    chart: changed(['following'], (state) => ({
      ...state,
      states: { ...(state['states'] as Chart), passing: { always: { target: 'parked' } } },
    })),
  },
  'a guard that always accepts': {
    check: 'every guard accepts and rejects',
    named: 'following.challenged | answer | 1 [answersEveryPrompt] | answering: never no',
    guards: { ...connectionGuards, answersEveryPrompt: () => true },
  },
  'a guard that always rejects': {
    check: 'every guard accepts and rejects',
    named: 'following | jobRead | 5 [jobParked] | parked: never yes',
    guards: { ...connectionGuards, jobParked: () => false },
  },
  'a state that only the user can leave': {
    check: 'it can end without the user',
    named: 'following.parked',
    chart: onIn(['following', 'parked'], {
      jobRead: forbidden,
      watchFailed: forbidden,
      outOfTime: forbidden,
    }),
  },
  'a deadline that leads back to the same state': {
    check: 'timeouts alone end it',
    named: 'following.verifying',
    chart: onIn(['following'], { outOfTime: { target: '.verifying', actions: 'dropAnswers' } }),
  },
  'a stage that no poll can leave': {
    check: 'it can still be connected',
    named: 'following.retrievingAccounts',
    chart: onIn(['following', 'retrievingAccounts'], { jobRead: forbidden }),
  },
  'a state that cannot be cancelled': {
    check: 'cancel ends it immediately',
    named: 'creating',
    chart: onIn(['creating'], { cancel: forbidden }),
  },
  'a cancel that ends as a failure': {
    check: 'cancel ends it immediately',
    named: 'reconciling',
    chart: onIn(['reconciling'], { cancel: { target: 'failed' } }),
  },
  'a challenge without an alarm': {
    check: 'it has a deadline',
    named: 'runs watchJob, not alarm,watchJob',
    chart: changed(['following', 'challenged'], ({ invoke: _, ...state }) => state),
  },
  'an alarm without a valid time': {
    check: 'it has a deadline',
    named: 'alarm has no deadline',
    chart: changed(['following', 'challenged'], ({ invoke, ...state }) => ({
      ...state,
      invoke: { ...(invoke as Chart), input: () => ({ at: Number.NaN }) },
    })),
  },
  'a timeout that does not leave the state': {
    check: 'it has a deadline',
    named: 'is not left by findInstitution → lost: time-out',
    chart: changed(['preparing', 'asking'], ({ invoke, ...state }) => ({
      ...state,
      invoke: { ...(invoke as Chart), onDone: { target: 'asking', reenter: true } },
    })),
  },
  'an ignored poll': {
    check: 'no event is lost',
    named: 'following.verifyingAnswer: jobRead is ignored, not taken',
    chart: onIn(['following', 'verifyingAnswer'], { jobRead: forbidden }),
  },
  'a late answer that is accepted': {
    check: 'no event is lost',
    named: 'following.challenged: answer is answer: valid,answer: late, not answer: valid',
    guards: {
      ...connectionGuards,
      answersEveryPrompt: (args, params) => {
        const { context } = args as {
          readonly context: { readonly challenge: { readonly prompts: readonly string[] } }
        }
        return (params as { readonly count: number }).count === Math.max(1, context.challenge.prompts.length)
      },
    },
  },
  'credentials that are accepted without a request for them': {
    check: 'no event is lost',
    named: 'following.parked: submit is taken, not ignored',
    chart: onIn(['following', 'parked'], { submit: { target: '#connection.creating' } }),
  },
}

const wrongIn = ({ chart, guards, options }: Partial<Plant>): readonly string[] =>
  violationsOf(
    explore({
      chart: instrumentChart(chart, guards),
      starts: oneInput,
      statesMax: 1_000,
      extraSnapshotsMax: 0,
      original: null,
      ...options,
    }),
  ).map(({ check, what }) => `${check}: ${what}`)

test('a single start state finds only the unreached parts of the chart', () => {
  const unreached = /^(every transition is taken|every guard accepts and rejects)/u
  expect(wrongIn({}).filter((wrong) => !unreached.test(wrong))).toStrictEqual([])
})

const soundWrongs = new Map<string, readonly string[]>()

/** The violations without the planted bug, with the same options. */
const wrongWithout = ({ options = {} }: Plant): readonly string[] => {
  const { keyOf: _, reference: __, ...others } = options
  const key = JSON.stringify(Object.keys(others))
  const known = soundWrongs.get(key) ?? wrongIn({ options: others })
  soundWrongs.set(key, known)
  return known
}

test.each(Object.entries(plants))('the exploration finds %s', (_, plant) => {
  const isIt = (wrong: string): boolean => wrong.startsWith(`${plant.check}: `) && wrong.includes(plant.named)
  expect(wrongIn(plant).some(isIt)).toBe(true)
  expect(wrongWithout(plant).some(isIt)).toBe(false)
})

test('every check has a planted bug that it finds', () => {
  expect([...new Set(Object.values(plants).map(({ check }) => check))].sort()).toStrictEqual(Object.keys(checks).sort())
})
