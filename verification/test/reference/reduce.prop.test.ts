import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freshStory, type Moment, replay, type Story, story } from '../../../packages/core/test/machine/story.ts'
import { explore } from '../../src/explore/explore.ts'
import { fewInputs, oneInput } from '../../src/explore/initial-inputs.ts'
import {
  type Chart,
  connectionChart,
  connectionGuards,
  type InstrumentedChart,
  instrumentChart,
} from '../../src/explore/instrumented-chart.ts'
import { reduce } from '../../src/reference/reduce.ts'
import { initialState, referenceOf } from '../../src/reference/reference.ts'
import { referenceStateOf, summaryOf } from '../../src/reference/reference-state.ts'

type Reducer = typeof reduce

/** The summaries of a story in the reference, and in the machine. */
const verdictsOf = ({ input }: Story, moments: readonly Moment[], reducer: Reducer = reduce) => {
  let state = initialState(input)
  const expected = [summaryOf(state)]
  for (const { event } of moments.slice(1)) {
    state = reducer(state, event ?? { type: '' })
    expected.push(summaryOf(state))
  }
  return { expected, actual: moments.map(({ snapshot }) => summaryOf(referenceStateOf(snapshot))) }
}

test('the reference behaves like the machine in every story', () => {
  fc.assert(
    fc.property(story(), (each) => {
      const { expected, actual } = verdictsOf(each, replay(each))
      expect(actual).toStrictEqual(expected)
    }),
    { numRuns: 300 },
  )
})

/** The seed is fixed, so that whether these stories reach a planted bug does not depend on chance. */
const sample = fc.sample(freshStory(), { numRuns: 500, seed: 7 }).map((each) => ({ each, moments: replay(each) }))

const disagrees = (reducer: Reducer): boolean =>
  sample.some(({ each, moments }) => {
    const { expected, actual } = verdictsOf(each, moments, reducer)
    return expected.join() !== actual.join()
  })

const isDenied = (before: ReturnType<Reducer>, after: ReturnType<Reducer>): boolean => after.attempts > before.attempts

/** The reference with a bug in it. */
const wrongReducers: Readonly<Record<string, Reducer>> = {
  'rejected credentials are not counted': (state, event) => ({ ...reduce(state, event), attempts: state.attempts }),
  'the job of a rejected attempt is kept': (state, event) => {
    const after = reduce(state, event)
    return isDenied(state, after) ? { ...after, jobId: state.jobId } : after
  },
  'a refresh stays a refresh after its credentials are rejected': (state, event) => ({
    ...reduce(state, event),
    request: state.request,
  }),
  'a late answer is sent': (state, event) =>
    reduce(state, event.type === 'answer' ? ({ ...event, at: 0 } as typeof event) : event),
  'a lost answer is not counted': (state, event) => {
    const after = reduce(state, event)
    const isLost = after.place === 'following.verifyingAnswer' && after.rejection !== null
    return isLost ? { ...after, answersSent: state.answersSent } : after
  },
  'shown steps go back': (state, event) => reduce({ ...state, shown: [] }, event),
  'a connection without an id is connected': (state, event) => reduce({ ...state, connectionId: 'c-1' }, event),
  'a second request is sent without looking for the job': (state, event) => {
    const after = reduce(state, event)
    return after.place === 'reconciling' ? { ...after, place: 'collecting' } : after
  },
  'a new job inherits the answers of the previous one': (state, event) => {
    const after = reduce(state, event)
    return state.place === 'creating' && after.place === 'following.verifying' ? { ...after, answersSent: 1 } : after
  },
}

const inFollowing = (on: Chart): Chart => {
  const states = connectionChart['states'] as Readonly<Record<string, Chart>>
  const following = states['following'] as Chart
  return {
    ...connectionChart,
    states: { ...states, following: { ...following, on: { ...(following['on'] as Chart), ...on } } },
  }
}

const isLeft = (_: unknown, settled: unknown): boolean =>
  (settled as { readonly result: { readonly _tag: string } }).result._tag === 'Left'

/** The machine with a bug in it. */
const wrongMachines: Readonly<Record<string, readonly [chart: Chart, guards: typeof connectionGuards]>> = {
  'one attempt too many': [connectionChart, { ...connectionGuards, rejectedMayRetry: isLeft }],
  'a lookup for a request that was not sent': [connectionChart, { ...connectionGuards, notSentFromForm: () => false }],
  'a failure after a lost answer': [connectionChart, { ...connectionGuards, succeedsOrMayHaveArrived: () => false }],
  'a step back after a late poll': [connectionChart, { ...connectionGuards, jobGoesBack: () => false }],
  'a connection without an id': [connectionChart, { ...connectionGuards, jobDone: () => false }],
  'a restart of the same challenge': [connectionChart, { ...connectionGuards, jobShowsSameChallenge: () => false }],
  'a defect after a failed watch': [
    inFollowing({ watchFailed: { target: '#connection.broken', actions: { type: 'rememberDefect', params: 'x' } } }),
    connectionGuards,
  ],
  'a cancellation when a job times out': [
    inFollowing({ outOfTime: { target: '#connection.cancelled', actions: 'rememberCancelled' } }),
    connectionGuards,
  ],
}

/** The objections of the reference, in as many states from these starts as it takes to reach each of the bugs. */
const objectionsTo = (chart: InstrumentedChart, reference = referenceOf(), starts = oneInput): readonly string[] =>
  explore({ starts, statesMax: 200, extraSnapshotsMax: 0, original: null, chart, reference }).objections

describe('a planted bug is found', () => {
  test('not in the stories of the correct reference', () => {
    expect(disagrees(reduce)).toBe(false)
  })

  test.each(Object.entries(wrongReducers))('in the stories, if in the reference %s', (_, reducer) => {
    expect(disagrees(reducer)).toBe(true)
  })

  test.each(Object.entries(wrongMachines))('on the explored paths, if the machine has %s', (_, [chart, guards]) => {
    expect(objectionsTo(instrumentChart(chart, guards))).not.toStrictEqual([])
  })

  test('on the explored paths, if in the reference a repeated challenge gets more time', () => {
    const forgetful = referenceOf((state, event) =>
      reduce(state.place === 'following.verifyingAnswer' ? { ...state, rejection: null } : state, event),
    )
    expect(objectionsTo(instrumentChart(), forgetful, fewInputs.slice(0, 1))).toContainEqual(
      expect.stringMatching(/jobRead: the reference differs in challenge/u),
    )
  })

  test('not on the explored paths of the correct reference', () => {
    expect(objectionsTo(instrumentChart())).toStrictEqual([])
  })
})
