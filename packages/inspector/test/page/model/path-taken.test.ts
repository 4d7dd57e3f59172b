import { connect } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { describe, expect, test } from 'vitest'
import type { InspectionEvent } from 'xstate'
import { pathTaken, type TakenTransition, takenTransitions, transitionsAt } from '../../../page/src/model/path-taken.ts'
import { chartGraph } from '../../../src/chart/chart-graph.ts'
import { transition } from './history-records.ts'

const chart = chartGraph()

const taken = (event: string, from: string | null, to: string, failure: string | null = null): TakenTransition => ({
  event,
  from,
  to,
  failure,
})

const last = (...transitions: readonly TakenTransition[]) => [...pathTaken(chart, transitions).last]

describe('the path taken', () => {
  test('goes through transient states, from the start on', () => {
    const path = pathTaken(chart, [taken('xstate.init', null, 'preparing.asking')])
    expect([...path.taken.keys()]).toStrictEqual(['preparing.deciding/always/3'])
    expect(path.visited).toStrictEqual(new Set(['preparing.deciding', 'preparing', '', 'preparing.asking']))
    expect(path.active).toStrictEqual(new Set(['preparing.asking', 'preparing', '']))
  })

  test('distinguishes transitions with the same target by their transient states and the failure', () => {
    expect(last(taken('xstate.done.actor.findInstitution', 'preparing.asking', 'collecting'))).toStrictEqual([
      'preparing.asking/done(findInstitution)/1',
      'preparing.deciding/always/6',
    ])
    const found = 'xstate.done.actor.findInstitution'
    expect(last(taken(found, 'preparing.asking', 'failed', 'Unreachable'))).toStrictEqual([
      `preparing.asking/done(findInstitution)/2`,
    ])
    expect(last(taken(found, 'preparing.asking', 'failed', 'AuthorizationUnsupported'))).toStrictEqual([
      'preparing.asking/done(findInstitution)/1',
      'preparing.deciding/always/4',
    ])
    const refused = last(taken('jobRead', 'following.verifyingAnswer', 'failed', 'AnswersRefused'))
    expect(chart.edges.find(({ id }) => id === refused[0])?.guard).toBe('jobChallengesTooOften')
  })

  test('uses the transitions of parent states if the inner state has none that fits', () => {
    const [read] = last(taken('jobRead', 'following.verifying', 'following.challenged'))
    const edge = chart.edges.find(({ id }) => id === read)
    expect(edge).toMatchObject({ source: 'following', guard: 'jobChallenges', target: 'following.challenged' })
    expect(last(taken('cancel', 'following.parked', 'cancelled'))).toStrictEqual(['/cancel/1'])
    expect(last(taken('cancel', 'creating', 'cancelled'))).toStrictEqual(['creating/cancel/1'])
  })

  test('includes transitions that keep the state, and only the states of unknown ones', () => {
    expect(last(taken('submit', 'collecting', 'collecting'))).toStrictEqual(['collecting/submit/2'])
    const odd = pathTaken(chart, [taken('submit', 'connected', 'collecting')])
    expect(odd.taken.size).toBe(0)
    expect([...odd.visited]).toStrictEqual(['collecting', ''])
  })

  test('has no previous state after a restore, and counts repeated transitions', () => {
    const transitions = takenTransitions([
      transition(0, 'xstate.init', 'collecting'),
      transition(1, 'submit', 'creating'),
      transition(2, 'xstate.init', 'reconciling'),
      transition(3, 'xstate.done.actor.findJob', 'collecting'),
      transition(4, 'submit', 'creating'),
    ])
    expect(transitions.map(({ from }) => from)).toStrictEqual([null, 'collecting', null, 'reconciling', 'collecting'])
    expect(pathTaken(chart, transitions).taken.get('collecting/submit/1')).toBe(2)
  })

  test('has a transition for every event of a running connection', async () => {
    const { port, userId } = createMemoryBank({ seed: 4 })
    const seen: { readonly event: string; readonly state: string }[] = []
    const inspect = (event: InspectionEvent): void => {
      if (event.type !== '@xstate.snapshot' || event.rootId !== event.actorRef.sessionId) return
      const { value } = event.snapshot as { readonly value?: unknown }
      const state =
        typeof value === 'string' ? value : Object.entries((value ?? {}) as Record<string, string>)[0]?.join('.')
      if (state !== undefined) seen.push({ event: event.event.type, state })
    }
    await connect(port, {
      ...{ userId, institutionId: 'AU00002', credentials: { loginId: 'gavinBelson', password: 'hooli2016' }, inspect },
      onChallenge: async ({ prompts }) => prompts.map(() => 'Hooli'),
    })()
    const records = seen.map(({ event, state }, i) => transition(i, event, state))
    const transitions = takenTransitions(records)
    const lost = transitions.filter((each) => pathTaken(chart, [each]).taken.size === 0)
    expect(transitions.length).toBeGreaterThan(6)
    expect(lost).toStrictEqual([])
    expect(pathTaken(chart, transitions).active).toContain('connected')
  })

  test('lists the transitions into a state, and those out of it and its parents', () => {
    const { into, out } = transitionsAt(chart, 'following.challenged')
    expect(into.map(({ source }) => source)).toContain('following.answering')
    expect(out.map(({ event }) => event)).toStrictEqual(expect.arrayContaining(['answer', 'jobRead', 'cancel']))
  })
})
