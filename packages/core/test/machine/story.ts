import type { JobId, PortError, UserId } from '@bank-connection/core'
import type { Job } from '@bank-connection/core/codec'
import type { ConnectionInput, ResumePoint } from '@bank-connection/core/machine'
import { answer, type ConnectionSnapshot, cancel, connectionMachine, submit } from '@bank-connection/core/machine'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { initialTransition, transition } from 'xstate'
import { jobRead } from '../../src/machine/event.ts'
import { portErrors } from '../port-errors.ts'

/** The value of every secret; no snapshot, output or action may show it. */
export const CANARY = 'canary-5e64fa5c'

/** One step of a story: numbers that choose among the possible events in the machine's state. */
export interface Turn {
  readonly pick: number
  readonly error: number
  readonly move: number
  readonly waitMs: number
  /** 0 to 99; something goes wrong if it is less than the story's `faults`. */
  readonly luck: number
}

export interface Story {
  readonly input: ConnectionInput
  /** Percentage of turns on which something goes wrong; drawn once per story, so that both quiet and stormy stories occur. */
  readonly faults: number
  /** Whether the bank repeats its challenge. */
  readonly insists: boolean
  /** Whether the job never names its connection. */
  readonly nameless: boolean
  readonly turns: readonly Turn[]
}

export interface Moment {
  readonly snapshot: ConnectionSnapshot
  /** The event that led here; `null` at the start. */
  readonly event: { readonly type: string } | null
  readonly actions: readonly { readonly type: string; readonly params?: unknown }[]
}

/** The statuses of a job at each position of its progress. */
const POSITIONS = [
  ['pending', 'pending', 'pending', 'pending'],
  ['in-progress', 'pending', 'pending', 'pending'],
  ['success', 'pending', 'pending', 'pending'],
  ['success', 'asks', 'pending', 'pending'],
  ['success', 'in-progress', 'pending', 'pending'],
  ['success', 'skipped', 'in-progress', 'pending'],
  ['success', 'success', 'success', 'in-progress'],
  ['success', 'success', 'success', 'success'],
] as const

const TITLES = ['verify-credentials', 'mfa-challenge', 'retrieve-accounts', 'retrieve-transactions'] as const
const PROBLEMS = ['invalid-credentials', 'invalid-credentials', 'service-unavailable', 'job-timed-out'] as const

const AT = 1_767_564_000_000

const profile = (authorization: string): ConnectionInput['institution'] =>
  ({
    id: 'AU00002',
    name: 'A bank',
    authorization,
    loginIdCaption: 'Login',
    passwordCaption: 'Password',
    userTokenCaption: null,
    securityCodeCaption: null,
    secondaryLoginIdCaption: null,
    averages: null,
  }) as unknown as ConnectionInput['institution']

const AUTHORIZATIONS = ['user', 'user', 'user-mfa', 'user-mfa', 'user-mfa-intermittent', 'token', 'other', 'novel']

const INTENTS = {
  create: { type: 'create', institutionId: 'AU00002' },
  refresh: { type: 'refresh', connectionId: 'c-0' },
  update: { type: 'update', connectionId: 'c-0' },
  follow: { type: 'follow', jobId: 'job-0' },
}

const input = (): fc.Arbitrary<ConnectionInput> =>
  fc
    .record({
      intent: fc.constantFrom('create', 'create', 'create', 'refresh', 'update', 'follow') as fc.Arbitrary<
        keyof typeof INTENTS
      >,
      known: fc.option(fc.constantFrom(...AUTHORIZATIONS)),
      limits: fc.record({ attemptsMax: fc.integer({ min: 1, max: 3 }), answersMax: fc.integer({ min: 1, max: 3 }) }),
    })
    .map(({ intent, known, limits }) => ({
      userId: 'user-1' as UserId,
      at: AT,
      limits,
      intent: INTENTS[intent] as never,
      ...(known === null ? {} : { institution: profile(known) as never }),
    }))

const turn = (): fc.Arbitrary<Turn> =>
  fc.record({
    pick: fc.nat(999),
    error: fc.nat(portErrors.length - 1),
    move: fc.nat(19),
    waitMs: fc.constantFrom(0, 500, 2_000, 20_000, 90_000),
    luck: fc.nat(99),
  })

/** A connection restored from a moment of another story: any of them, or the last. */
export const resumedStory = (): fc.Arbitrary<Story> =>
  fc
    .record({ before: freshStory(), moment: fc.nat(999), isLast: fc.boolean(), after: freshStory() })
    .map(({ before, moment, isLast, after }) => {
      const moments = replay(before)
      const { snapshot } = moments[isLast ? moments.length - 1 : moment % moments.length] ?? (moments[0] as Moment)
      const { incomplete: _, credentials: __, answers: ___, resumeAt: ____, ...memory } = snapshot.context
      const { value } = snapshot
      const at = (typeof value === 'string' ? value : (Object.values(value)[0] ?? '')) as ResumePoint
      const isAsking = typeof value === 'object' && 'preparing' in value
      return { ...after, input: { ...before.input, resume: { at: isAsking ? 'preparing' : at, memory } } }
    })

export const story = (): fc.Arbitrary<Story> =>
  fc.oneof({ weight: 4, arbitrary: freshStory() }, { weight: 1, arbitrary: resumedStory() })

export const freshStory = (): fc.Arbitrary<Story> =>
  fc.record({
    input: input(),
    faults: fc.constantFrom(0, 0, 15, 50),
    insists: fc.constantFrom(false, false, true),
    nameless: fc.constantFrom(false, false, false, false, true),
    turns: fc.array(turn(), { minLength: 5, maxLength: 40, size: 'max' }),
  })

interface Scene {
  readonly at: number
  readonly nameless: boolean
  readonly position: number
  readonly jobs: number
}

/** A job as the server returns it at this position. */
const jobAt = (position: number, { pick, move }: Turn, jobId: string, goesWrong: boolean, nameless: boolean): Job => {
  const shown = POSITIONS[position] ?? POSITIONS[0]
  const failsAt = goesWrong ? shown.findIndex((status) => status !== 'success' && status !== 'skipped') : -1
  const kind = pick % 7
  const steps = TITLES.map((title, i) => {
    const status = shown[i] ?? 'pending'
    if (i === failsAt && kind < 3)
      return {
        title,
        status: 'failed',
        result: { _tag: 'Problem', code: PROBLEMS[move % 4], title: null, detail: null },
      }
    if (i === failsAt && kind === 3)
      return {
        title,
        status: 'failed',
        result:
          move % 2 === 0
            ? null
            : { _tag: 'Problem', code: 'invalid-credentials', title: null, detail: 'this account is locked.' },
      }
    if (i === failsAt && kind === 4) return { title, status: 'paused', result: null }
    if (i === 0 && failsAt === 0 && kind === 5)
      return {
        title,
        status: 'pending',
        result: { _tag: 'Problem', code: 'temporary-unavailable-queued', title: null, detail: null },
      }
    if (status === 'asks')
      return {
        title,
        status: 'in-progress',
        result: {
          _tag: 'Challenge',
          method: 'token',
          description: null,
          prompts: ['Code', 'Word'].slice(0, pick % 3),
          expiryMs: [120_000, 3_600, null][pick % 3],
        },
      }
    // A bank that usually sends a challenge may skip it.
    const passed = i === 1 && status === 'success' && pick % 2 === 0 ? 'skipped' : status
    return { title, status: passed, result: null }
  })
  const source = nameless ? null : `https://bank.test/users/user-1/connections/c-${jobId}`
  return { id: jobId, created: null, updated: null, institution: null, steps, links: { source } } as unknown as Job
}

const done = (actorId: string, at: number, result: E.Either<PortError, unknown>) => ({
  type: `xstate.done.actor.${actorId}`,
  actorId,
  output: { at, result },
})

const failing = (actorId: string) => ({ type: `xstate.error.actor.${actorId}`, actorId, error: new Error('a bug') })

const settled = (actorId: string, scene: Scene, turn: Turn, goesWrong: boolean, right: unknown) => {
  const error = portErrors[turn.error]
  if (goesWrong && turn.pick % 10 === 9) return failing(actorId)
  return goesWrong && error !== undefined
    ? done(actorId, scene.at, E.left(error))
    : done(actorId, scene.at, E.right(right))
}

const credentialsFor = (authorization: string | undefined, update: boolean) => {
  if (update) return { password: CANARY }
  return authorization === 'token' ? { userToken: CANARY } : { loginId: CANARY, password: CANARY }
}

const collectingEvent = ({ context }: ConnectionSnapshot, scene: Scene, { pick }: Turn, goesWrong: boolean) => {
  const fits = credentialsFor(context.institution?.authorization, context.request === 'update')
  const wrong = [{}, { loginId: CANARY }, { ...fits, securityCode: CANARY }][pick % 3] ?? {}
  return submit(goesWrong ? wrong : fits, scene.at)
}

const positionAfter = (position: number, move: number, goesWrong: boolean, insists: boolean): number => {
  if (insists && position >= 3) return goesWrong && move > 16 ? 5 : move % 3 === 0 ? 4 : 3
  if (goesWrong && move < 6) return Math.max(0, position - 2)
  return Math.min(POSITIONS.length - 1, position + (move < 8 ? 1 : move < 16 ? 0 : 2))
}

const watchEvent = (snapshot: ConnectionSnapshot, scene: Scene, turn: Turn, goesWrong: boolean) => {
  const failure = portErrors[turn.error]
  if (goesWrong && turn.pick % 16 === 13) return { type: 'watchFailed', failure }
  if (goesWrong && turn.pick % 16 === 14) return { type: 'outOfTime', deadlineAt: scene.at }
  if (goesWrong && turn.pick % 16 === 15) return { type: 'defect', operation: 'getJob' }
  if (goesWrong && turn.pick % 16 === 12) return failing('watchJob')
  const jobId = snapshot.context.jobId ?? 'job-0'
  return jobRead(jobAt(scene.position, turn, jobId, goesWrong, scene.nameless), scene.at, scene.at)
}

const followingEvent = (snapshot: ConnectionSnapshot, scene: Scene, turn: Turn, goesWrong: boolean) => {
  const { challenge } = snapshot.context
  if (snapshot.matches({ following: 'answering' }))
    return turn.move < 14
      ? settled('answerMfa', scene, turn, goesWrong, undefined)
      : watchEvent(snapshot, scene, turn, goesWrong)
  if (!snapshot.matches({ following: 'challenged' }) || challenge === null || turn.move > 14)
    return watchEvent(snapshot, scene, turn, goesWrong)
  if (goesWrong && turn.move < 6)
    return turn.pick % 2 === 0
      ? failing('alarm')
      : { type: 'xstate.done.actor.alarm', actorId: 'alarm', output: undefined }
  const count = Math.max(1, challenge.prompts.length) + (goesWrong ? 1 : 0)
  return answer(
    Array.from({ length: count }, () => CANARY),
    scene.at,
  )
}

const eventIn = (snapshot: ConnectionSnapshot, scene: Scene, turn: Turn, faults: number): { type: string } => {
  const goesWrong = turn.luck < faults
  if (goesWrong && turn.luck < 3) return cancel
  const jobId = `job-${scene.jobs}` as JobId
  if (snapshot.matches('preparing'))
    return settled('findInstitution', scene, turn, goesWrong, profile(AUTHORIZATIONS[turn.pick % 8] ?? 'user'))
  if (snapshot.matches('collecting')) return collectingEvent(snapshot, scene, turn, goesWrong)
  if (snapshot.matches('creating'))
    return settled('requestJob', scene, turn, goesWrong, {
      outcome: turn.pick % 4 === 0 ? 'alreadyRunning' : 'created',
      jobId,
    })
  if (snapshot.matches('reconciling'))
    return settled('findJob', scene, turn, goesWrong, turn.pick % 2 === 0 ? jobId : null)
  return followingEvent(snapshot, scene, turn, goesWrong)
}

/** Every moment, including the first. Runs only the pure transition function, no actors or timers. */
export const replay = ({ input, faults, insists, nameless, turns }: Story): readonly Moment[] => {
  const [snapshot, actions] = initialTransition(connectionMachine, input)
  const moments: Moment[] = [{ snapshot, actions, event: null }]
  // A restored connection gets new job ids.
  let scene: Scene = { at: AT, nameless, position: 0, jobs: input.resume === undefined ? 1 : 100 }
  for (const turn of turns) {
    const last = moments[moments.length - 1]?.snapshot ?? snapshot
    if (last.status !== 'active') break
    const position = last.matches('following')
      ? positionAfter(scene.position, turn.move, turn.luck < faults, insists)
      : 0
    scene = { nameless, at: scene.at + turn.waitMs, position, jobs: scene.jobs + (last.matches('creating') ? 1 : 0) }
    const event = eventIn(last, scene, turn, faults)
    const [next, nextActions] = transition(connectionMachine, last, event as never)
    moments.push({ snapshot: next, actions: nextActions, event })
  }
  return moments
}
