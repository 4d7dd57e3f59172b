import { connect } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { describe, expect, test } from 'vitest'
import type { InspectionEvent } from 'xstate'
import { type Hop, hopsIn, pathTaken, transitionsAt } from '../../../page/src/model/path-taken.ts'
import { chartGraph } from '../../../src/chart/chart-graph.ts'
import { transition } from './history-records.ts'

const chart = chartGraph()

const hop = (event: string, from: string | null, to: string, failure: string | null = null): Hop => ({
  event,
  from,
  to,
  failure,
})

const last = (...hops: readonly Hop[]) => [...pathTaken(chart, hops).last]

describe('the path taken', () => {
  test('goes through the states that are passed at once, from the very first on', () => {
    const path = pathTaken(chart, [hop('xstate.init', null, 'preparing.asking')])
    expect([...path.taken.keys()]).toStrictEqual(['preparing.deciding/always/3'])
    expect(path.visited).toStrictEqual(new Set(['preparing.deciding', 'preparing', '', 'preparing.asking']))
    expect(path.active).toStrictEqual(new Set(['preparing.asking', 'preparing', '']))
  })

  test('tells two events with one outcome apart by the way through transient states', () => {
    expect(last(hop('xstate.done.actor.findInstitution', 'preparing.asking', 'collecting'))).toStrictEqual([
      'preparing.asking/done(findInstitution)/1',
      'preparing.deciding/always/6',
    ])
    const found = 'xstate.done.actor.findInstitution'
    expect(last(hop(found, 'preparing.asking', 'failed', 'Unreachable'))).toStrictEqual([
      `preparing.asking/done(findInstitution)/2`,
    ])
    expect(last(hop(found, 'preparing.asking', 'failed', 'AuthorizationUnsupported'))).toStrictEqual([
      'preparing.asking/done(findInstitution)/1',
      'preparing.deciding/always/4',
    ])
    const refused = last(hop('jobRead', 'following.verifyingAnswer', 'failed', 'AnswersRefused'))
    expect(chart.edges.find(({ id }) => id === refused[0])?.guard).toBe('jobChallengesTooOften')
  })

  test('takes the transitions of outer states when the inner one has none that fits', () => {
    const [read] = last(hop('jobRead', 'following.verifying', 'following.challenged'))
    const edge = chart.edges.find(({ id }) => id === read)
    expect(edge).toMatchObject({ source: 'following', guard: 'jobChallenges', target: 'following.challenged' })
    expect(last(hop('cancel', 'following.parked', 'cancelled'))).toStrictEqual(['/cancel/1'])
    expect(last(hop('cancel', 'creating', 'cancelled'))).toStrictEqual(['creating/cancel/1'])
  })

  test('marks what stays, and only marks the state of what the chart does not have', () => {
    expect(last(hop('submit', 'collecting', 'collecting'))).toStrictEqual(['collecting/submit/2'])
    const odd = pathTaken(chart, [hop('submit', 'connected', 'collecting')])
    expect([odd.taken.size, [...odd.visited]]).toStrictEqual([0, ['collecting', '']])
  })

  test('starts from nowhere again after a restore, and counts what was taken twice', () => {
    const hops = hopsIn([
      transition(0, 'xstate.init', 'collecting'),
      transition(1, 'submit', 'creating'),
      transition(2, 'xstate.init', 'reconciling'),
      transition(3, 'xstate.done.actor.findJob', 'collecting'),
      transition(4, 'submit', 'creating'),
    ])
    expect(hops.map(({ from }) => from)).toStrictEqual([null, 'collecting', null, 'reconciling', 'collecting'])
    expect(pathTaken(chart, hops).taken.get('collecting/submit/1')).toBe(2)
  })

  test('finds a transition for every event of a connection that runs', async () => {
    const { port, userId } = createMemoryBank({ seed: 4 })
    const seen: { readonly event: string; readonly state: string }[] = []
    const inspect = (told: InspectionEvent): void => {
      if (told.type !== '@xstate.snapshot' || told.rootId !== told.actorRef.sessionId) return
      const { value } = told.snapshot as { readonly value?: unknown }
      const state =
        typeof value === 'string' ? value : Object.entries((value ?? {}) as Record<string, string>)[0]?.join('.')
      if (state !== undefined) seen.push({ event: told.event.type, state })
    }
    await connect(port, {
      ...{ userId, institutionId: 'AU00002', credentials: { loginId: 'gavinBelson', password: 'hooli2016' }, inspect },
      onChallenge: async ({ prompts }) => prompts.map(() => 'Hooli'),
    })()
    const records = seen.map(({ event, state }, i) => transition(i, event, state))
    const hops = hopsIn(records)
    const lost = hops.filter((each) => pathTaken(chart, [each]).taken.size === 0)
    expect(hops.length).toBeGreaterThan(6)
    expect(lost).toStrictEqual([])
    expect(pathTaken(chart, hops).active).toContain('connected')
  })

  test('leads into a state and out of it, also by the transitions of the states around', () => {
    const { into, out } = transitionsAt(chart, 'following.challenged')
    expect(into.map(({ source }) => source)).toContain('following.answering')
    expect(out.map(({ event }) => event)).toStrictEqual(expect.arrayContaining(['answer', 'jobRead', 'cancel']))
  })
})
