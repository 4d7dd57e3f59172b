import { requiredFields } from '@bank-connection/core'
import { connectionMachine, isFinished, viewOf } from '@bank-connection/core/machine'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import {
  type AnyStateNode,
  type AnyTransitionDefinition,
  createActor,
  fromCallback,
  fromPromise,
  transition,
} from 'xstate'
import { CANARY, freshStory, type Moment, replay, resumedStory, type Story, story } from './story.ts'

/** Asserts a claim about every moment of every story; `before` is the previous moment. */
const always = (claim: (moment: Moment, before: Moment, told: readonly Moment[]) => void): void =>
  fc.assert(
    fc.property(story(), (told) => {
      const all = replay(told)
      for (const [i, moment] of all.entries()) claim(moment, all[Math.max(0, i - 1)] ?? moment, all)
    }),
  )

/** With a fixed seed, so that coverage depends on the generator and not on the run. */
const sample = [
  ...fc.sample(freshStory(), { numRuns: 1_500, seed: 7 }),
  ...fc.sample(resumedStory(), { numRuns: 500, seed: 7 }),
]
const told = sample.map(replay)
const all = told.flat()

/** Asserts a claim about every moment of the fixed sample, for moments that a random run may not reach. */
const throughout = (claim: (moment: Moment, before: Moment) => void): void => {
  for (const moments of told)
    for (const [i, moment] of moments.entries()) claim(moment, moments[Math.max(0, i - 1)] ?? moment)
}

const spawned = ({ actions }: Moment, id: string): number =>
  actions.filter(({ type, params }) => type === 'xstate.spawnChild' && (params as { id?: string }).id === id).length

const leafOf = ({ snapshot }: Moment): string =>
  typeof snapshot.value === 'string' ? snapshot.value : Object.entries(snapshot.value).flat().join('.')

describe('the connection machine, over guided stories', () => {
  test('is done exactly in its four final states', () => {
    always((moment) => {
      const isEnd = ['connected', 'failed', 'cancelled', 'broken'].includes(leafOf(moment))
      expect(moment.snapshot.status).toBe(isEnd ? 'done' : 'active')
      expect(moment.snapshot.hasTag('final')).toBe(isEnd)
    })
  })

  test('outputs right only in connected, and left with the failure in every other final state', () => {
    always(({ snapshot }) => {
      const outcome = snapshot.output === undefined ? 'none' : snapshot.output._tag
      const expected = snapshot.status === 'active' ? 'none' : snapshot.value === 'connected' ? 'Right' : 'Left'
      expect(outcome).toBe(expected)
      expect(snapshot.context.failure !== null).toBe(expected === 'Left')
    })
  })

  test('is connected only if every step is success or skipped and the connection has an id', () => {
    always(({ snapshot }) => {
      const connected = snapshot.output !== undefined && E.isRight(snapshot.output) ? snapshot.output.right : null
      expect(connected?.steps.every(isFinished) ?? true).toBe(true)
      expect(connected?.connectionId ?? 'c').toMatch(/^c/)
    })
  })

  test('keeps credentials and answers only while their request is in flight', () => {
    always((moment) => {
      const { credentials, answers } = moment.snapshot.context
      expect(credentials === null || leafOf(moment) === 'creating').toBe(true)
      expect(answers === null || leafOf(moment) === 'following.answering').toBe(true)
    })
  })

  test('shows no secret in a snapshot, an event, an action or an output', () => {
    always(({ snapshot, event, actions }) => {
      const { context, value, output } = snapshot
      const shown = actions.map(({ type, params }) => [type, (params as { input?: unknown } | undefined)?.input])
      expect(JSON.stringify([context, value, output, event, shown])).not.toContain(CANARY)
    })
  })

  test('sends a request that starts a job only with fitting credentials, or for a refresh', () => {
    always((moment, before) => {
      const sends = spawned(moment, 'requestJob') > 0
      const { context } = moment.snapshot
      const isSubmit = moment.event?.type === 'submit'
      const given = (moment.event as { given?: readonly string[] } | null)?.given
      const required =
        context.institution === null
          ? null
          : requiredFields(context.institution, context.request === 'update' ? 'update' : 'create')
      expect(!sends || context.request === 'refresh' || (isSubmit && leafOf(before) === 'collecting')).toBe(true)
      expect(!sends || context.request === 'refresh' || JSON.stringify(given) === JSON.stringify(required)).toBe(true)
    })
  })

  test('starts one watch per job, and none without a job', () => {
    always((moment, before) => {
      const enters = leafOf(moment).startsWith('following') && !leafOf(before).startsWith('following')
      const isFirst = moment.event === null && leafOf(moment).startsWith('following')
      expect(spawned(moment, 'watchJob')).toBe(enters || isFirst ? 1 : 0)
      expect(moment.snapshot.context.jobId !== null || !leafOf(moment).startsWith('following')).toBe(true)
    })
  })

  test('starts each job with its own deadline and nothing of the previous one', () => {
    let again = 0
    throughout((moment, before) => {
      const { context } = moment.snapshot
      const enters = leafOf(moment).startsWith('following') && !leafOf(before).startsWith('following')
      const { steps, challenge, answersSent, rejection, incomplete, credentials, answers } = context
      const begun = { steps, challenge, answersSent, rejection, incomplete, credentials, answers }
      const nothing = {
        steps: [],
        challenge: null,
        answersSent: 0,
        rejection: null,
        incomplete: null,
        credentials: null,
        answers: null,
      }
      expect(enters ? begun : nothing).toStrictEqual(nothing)
      again += enters && before.snapshot.context.answersSent > 0 ? 1 : 0
      const at = (moment.event as { output?: { at?: number } } | null)?.output?.at
      expect(enters && context.origin !== 'followed' ? context.deadlineAt : null).toBe(
        enters && context.origin !== 'followed' ? (at ?? 0) + context.limits.jobTimeoutMs : null,
      )
    })
    expect(again).toBeGreaterThan(0)
  })

  test('keeps the time of the submit, and of a failed attempt only its job', () => {
    always((moment, before) => {
      const { context } = moment.snapshot
      const submits = spawned(moment, 'requestJob') > 0 && moment.event?.type === 'submit'
      expect(submits ? context.requestedAt : 0).toBe(submits ? (moment.event as { at?: number }).at : 0)
      const denied = leafOf(moment) === 'collecting' && leafOf(before).startsWith('following')
      expect(denied ? context.jobId : null).toBeNull()
      expect(denied ? context.previousJobIds.at(-1) : null).toBe(denied ? before.snapshot.context.jobId : null)
      expect(denied && context.intent.type === 'create' ? context.connectionId : null).toBeNull()
    })
  })

  test('keeps a refresh and an update on the requested connection', () => {
    always(({ snapshot: { context } }) => {
      const { intent, connectionId } = context
      const own = intent.type === 'refresh' || intent.type === 'update' ? intent.connectionId : connectionId
      expect(connectionId).toBe(own)
    })
  })

  test('sends at most answersMax answers to a job', () => {
    always(({ snapshot: { context } }) => {
      expect(context.answersSent).toBeLessThanOrEqual(context.limits.answersMax)
    })
  })

  test('lets the bank reject credentials at most attemptsMax times', () => {
    always(({ snapshot: { context } }) => {
      expect(context.attempts).toBeLessThan(context.limits.attemptsMax)
    })
  })

  test('allows each challenge its minimum time from when it was first seen', () => {
    always(({ snapshot: { context } }) => {
      const { challenge, limits } = context
      expect(challenge === null || challenge.expiresAt - challenge.since >= limits.challengeMinMs).toBe(true)
    })
  })

  test('sends answers only at a challenge, one per prompt, before its deadline', () => {
    always((moment, before) => {
      const sends = spawned(moment, 'answerMfa') > 0
      const { challenge } = before.snapshot.context
      const { count, at } = (moment.event ?? {}) as { count?: number; at?: number }
      expect(
        !sends || (leafOf(before) === 'following.challenged' && count === Math.max(1, challenge?.prompts.length ?? 0)),
      ).toBe(true)
      expect(!sends || (at ?? Number.POSITIVE_INFINITY) < (challenge?.expiresAt ?? 0)).toBe(true)
    })
  })

  test('never shows a finished step of a job as unfinished again, unless it failed', () => {
    always((moment, before) => {
      const same = moment.snapshot.context.jobId === before.snapshot.context.jobId
      const lost = before.snapshot.context.steps.filter(
        (step) =>
          isFinished(step) &&
          moment.snapshot.context.steps.some(
            ({ title, status }) => title === step.title && !isFinished({ status }) && status !== 'failed',
          ),
      )
      expect(same ? lost : []).toStrictEqual([])
    })
  })

  test('can be cancelled from every state that is not final', () => {
    always(({ snapshot }) => {
      const [next] =
        snapshot.status === 'active' ? transition(connectionMachine, snapshot, { type: 'cancel' }) : [snapshot]
      expect(snapshot.status === 'active' ? next.value : 'cancelled').toBe('cancelled')
    })
  })

  test('sends a second request after a lost response only after listing the jobs', () => {
    always((moment, before, told) => {
      const lost = leafOf(before) === 'creating' && leafOf(moment) === 'reconciling'
      const after = told.slice(told.indexOf(moment))
      const again = after.findIndex((later) => spawned(later, 'requestJob') > 0)
      const looked = after.findIndex((later) => later.event?.type === 'xstate.done.actor.findJob')
      expect(!lost || again < 0 || looked < again).toBe(true)
      expect(!lost || spawned(moment, 'findJob') === 1).toBe(true)
    })
  })

  test('has a view in every state, whose tag determines what may be done', () => {
    always((moment) => {
      const view = viewOf(moment.snapshot)
      expect(view._tag === 'Collecting').toBe(leafOf(moment) === 'collecting')
      expect(view._tag === 'Challenged').toBe(leafOf(moment) === 'following.challenged')
      expect(['Connected', 'Failed'].includes(view._tag)).toBe(moment.snapshot.status === 'done')
    })
  })
})

/** The machine with actors that never settle; the story sends their events. */
const inertMachine = () => {
  const never = <A, I>() => fromPromise<A, I>(() => new Promise<A>(() => undefined))
  return connectionMachine.provide({
    actors: {
      findInstitution: never(),
      requestJob: never(),
      findJob: never(),
      answerMfa: never(),
      alarm: never(),
      watchJob: fromCallback(() => undefined),
    },
  })
}

const liveOf = (machine: ReturnType<typeof inertMachine>, { input }: Story, events: readonly Moment['event'][]) => {
  const taken: unknown[] = []
  const actor = createActor(machine, {
    input,
    inspect: (event) => {
      if (event.type === '@xstate.microstep') taken.push(...event._transitions)
    },
  })
  actor.subscribe({ error: () => undefined })
  actor.start()
  const lived = [actor.getSnapshot()]
  for (const event of events) {
    actor.send(event as never)
    lived.push(actor.getSnapshot())
  }
  actor.stop()
  return { lived, taken }
}

const transitionsOf = (node: AnyStateNode): readonly AnyTransitionDefinition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
  ...Object.values(node.states).flatMap(transitionsOf),
]

describe('the stories', () => {
  test('visit every state', () => {
    expect([...new Set(all.map(leafOf))].sort()).toStrictEqual([
      'broken',
      'cancelled',
      'collecting',
      'connected',
      'creating',
      'failed',
      'following.answering',
      'following.challenged',
      'following.parked',
      'following.retrievingAccounts',
      'following.retrievingTransactions',
      'following.verifying',
      'following.verifyingAnswer',
      'preparing.asking',
      'reconciling',
    ])
  })

  test('reach every anomaly, the last attempt and the last round', () => {
    const contexts = all.map(({ snapshot }) => snapshot.context)
    expect(new Set(contexts.flatMap(({ anomalies }) => anomalies))).toStrictEqual(
      new Set(['challenge-unexpected', 'challenge-absent', 'step-regressed', 'value-unrecognised']),
    )
    expect(contexts.some(({ attempts, limits }) => attempts === 2 && limits.attemptsMax === 3)).toBe(true)
    expect(contexts.some(({ challenge }) => challenge?.round === 3)).toBe(true)
  })

  test('end in every failure that the machine has', () => {
    expect([...new Set(all.map(({ snapshot }) => snapshot.context.failure?._tag ?? 'none'))].sort()).toStrictEqual([
      'AnswersRefused',
      'AuthorizationUnsupported',
      'Cancelled',
      'ChallengeExpired',
      'Defect',
      'JobTimedOut',
      'MalformedResponse',
      'OutcomeUnknown',
      'Refused',
      'StepFailed',
      'TokenUnavailable',
      'Unreachable',
      'none',
    ])
  })

  test('take every transition of the chart, and a live actor behaves like the pure function', () => {
    const machine = inertMachine()
    const taken = new Set<unknown>()
    sample.forEach((each, i) => {
      const moments = told[i] ?? []
      const live = liveOf(
        machine,
        each,
        moments.slice(1).map(({ event }) => event),
      )
      for (const transition of live.taken) taken.add(transition)
      expect(live.lived.map(({ value, context }) => JSON.stringify([value, context]))).toStrictEqual(
        moments.map(({ snapshot: { value, context } }) => JSON.stringify([value, context])),
      )
    })
    const missed = transitionsOf(machine.root).filter((each) => !taken.has(each))
    expect(missed.map(({ source, eventType }) => `${source.id} ${eventType}`)).toStrictEqual([])
  })
})
