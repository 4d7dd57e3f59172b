import {
  type BankPort,
  type ConnectionHandle,
  type ConnectionRequest,
  createMemoryStore,
  type KeptConnection,
  keepConnection,
  openConnection,
  type PortError,
  restoreConnection,
  resumeConnection,
  type SavedConnection,
} from '@bank-connection/core'
import { createVirtualClock, malformedResponse, neverAborted, unreachable } from '@bank-connection/core/adapter'
import { createTraceRecorder, killablePort, recordingPort, type TraceEvent } from '@bank-connection/core/trace'
import * as fc from 'fast-check'
import { either as E } from 'fp-ts'
import { institution } from '../connect/scripted-bank.ts'
import { asking, checking, denied, done, jobOf, queued, retrieving, scriptedPort, verifying } from '../scripted-port.ts'

/** One answer of a bank, and how long it takes, in milliseconds. */
interface Reply {
  readonly afterMs: number
  readonly fault: keyof typeof FAULTS | 'hangs' | 'throws' | null
}

/** One thing that happens to a connection, and how long after the last, in milliseconds. */
interface Turn {
  readonly waitMs: number
  readonly act: 'wait' | 'submit' | 'submit less' | 'answer' | 'answer twice' | 'answer less' | 'cancel' | 'crash'
}

export interface Story {
  readonly intent: 'create' | 'refresh' | 'update' | 'follow'
  readonly authorization: string
  readonly keeps: 'by-hand' | 'in-a-store'
  readonly limits: { readonly attemptsMax?: number; readonly answersMax?: number; readonly jobTimeoutMs?: number }
  readonly replies: readonly Reply[]
  /** Which reading comes next, as far as there are any; the last for ever. */
  readonly readings: readonly number[]
  readonly turns: readonly Turn[]
}

const refused = (status: number, code: string): PortError => ({
  _tag: 'Refused',
  status,
  code,
  detail: null,
  correlationId: null,
})

const FAULTS = {
  offline: unreachable('offline', 'unknown'),
  unsent: unreachable('offline', 'no'),
  busy: unreachable('busy', 'no'),
  malformed: malformedResponse('Job', ['']),
  bad: refused(400, 'parameter-not-valid'),
  denied: refused(400, 'invalid-credentials'),
  forbidden: refused(403, 'access-denied'),
  lost: refused(404, 'resource-not-found'),
  down: refused(500, 'internal-server-error'),
  tokenless: { _tag: 'TokenUnavailable', reason: 'throttled', status: 429, detail: null, correlationId: null },
} as const satisfies Readonly<Record<string, PortError>>

const READINGS = [
  ...[verifying, asking, checking, retrieving, done, denied, queued],
  jobOf(['success', 'failed', 'pending', 'pending'], { problem: 'internal-server-error' }),
  jobOf(['success', 'skipped', 'success', 'in-progress']),
  jobOf(['success', 'in-progress', 'pending', 'pending'], { asks: [] }),
  jobOf(['success', 'in-progress', 'pending', 'pending'], { asks: ['First', 'Second'] }),
]

const reply = (): fc.Arbitrary<Reply> =>
  fc.record({
    afterMs: fc.constantFrom(0, 0, 30, 400, 20_000),
    fault: fc.oneof(
      { weight: 12, arbitrary: fc.constant(null) },
      { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(FAULTS) as (keyof typeof FAULTS)[])) },
      { weight: 1, arbitrary: fc.constantFrom('hangs' as const, 'hangs' as const, 'throws' as const) },
    ),
  })

const turn = (): fc.Arbitrary<Turn> =>
  fc.record({
    waitMs: fc.constantFrom(1, 10, 500, 3_000, 30_000, 125_000, 1_000_000),
    act: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('submit' as const, 'answer' as const) },
      {
        weight: 2,
        arbitrary: fc.constantFrom('wait' as const, 'submit less' as const, 'answer twice' as const, 'crash' as const),
      },
      { weight: 1, arbitrary: fc.constantFrom('answer less' as const, 'crash' as const) },
      { weight: 1, arbitrary: fc.constantFrom('wait' as const, 'cancel' as const) },
    ),
  })

export const story = (): fc.Arbitrary<Story> =>
  fc.record({
    intent: fc.constantFrom('create', 'create', 'refresh', 'update', 'follow'),
    authorization: fc.constantFrom('user-mfa-intermittent', 'user', 'token', 'other'),
    keeps: fc.constantFrom('by-hand', 'in-a-store'),
    limits: fc.constantFrom({}, { attemptsMax: 1 }, { answersMax: 1 }, { jobTimeoutMs: 60_000 }),
    replies: fc.array(reply(), { minLength: 3, maxLength: 25, size: 'max' }),
    readings: fc.oneof(
      fc.constantFrom([0, 1, 2, 3, 4], [0, 5], [0, 1, 2, 1, 2, 3, 4], [6, 0, 3, 8, 4], [0, 10, 2, 9, 3, 4]),
      fc.array(fc.nat(READINGS.length - 1), { minLength: 1, maxLength: 8 }),
    ),
    turns: fc.array(turn(), { minLength: 2, maxLength: 14, size: 'max' }),
  })

/** What an institution need not say. */
const UNSAID = {
  ...{ shortName: null, country: null, institutionType: null, serviceName: null, serviceType: null, tier: null },
  ...{ stage: null, status: null, forgottenPasswordUrl: null, features: null, logo: null },
}

/** A bank that answers as the story says. */
const storyBank = ({ replies, readings, authorization }: Story) => {
  const clock = createVirtualClock({ startAt: 1_000_000 })
  let [answered, reads, jobs] = [0, 0, 0]
  const next = async (signal: { readonly aborted: boolean }, value: () => unknown) => {
    const { afterMs, fault } = replies[answered++ % replies.length] as Reply
    await clock.sleep(fault === 'hangs' ? 2 ** 40 : afterMs, signal as never)
    if (signal.aborted) return E.left(unreachable('cancelled', 'unknown'))
    if (fault === 'throws') throw new Error('a bug')
    return fault === null || fault === 'hangs' ? E.right(value()) : E.left(FAULTS[fault])
  }
  const start = () => {
    jobs += 1
    return { outcome: 'created', jobId: `job-${jobs}` }
  }
  const reading = (jobId: string) => ({ ...READINGS[readings[Math.min(reads++, readings.length - 1)] ?? 0], id: jobId })
  return scriptedPort(
    {
      getInstitution: (_, signal) => next(signal, () => ({ ...UNSAID, ...institution, authorization })),
      getConnection: (_, signal) => next(signal, () => ({ id: 'c-1', institution: { id: 'AU00002' } })),
      createConnection: (_, signal) => next(signal, start),
      updateConnection: (_, signal) => next(signal, start),
      refreshConnection: (_, signal) => next(signal, start),
      getJob: ({ input }, signal) => next(signal, () => reading((input as { jobId: string }).jobId)),
      listJobs: (_, signal) =>
        next(signal, () => (jobs % 2 ? [{ ...verifying, id: `job-${jobs}`, created: clock.now() }] : [])),
      answerMfa: (_, signal) => next(signal, () => undefined),
    },
    clock,
  )
}

const requestOf = ({ intent, limits }: Story): ConnectionRequest => {
  if (intent === 'follow') return { userId: 'user-1', intent, jobId: 'job-0', limits }
  return intent === 'create'
    ? { userId: 'user-1', institutionId: 'AU00002', limits }
    : { userId: 'user-1', intent, connectionId: 'c-1', limits }
}

const intentOf = ({ intent }: Story) => {
  if (intent === 'follow') return { type: intent, jobId: 'job-0' }
  return intent === 'create' ? { type: intent, institutionId: 'AU00002' } : { type: intent, connectionId: 'c-1' }
}

const rightOf = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** Plays a story and records it. `around` may stand between the bank and the machine. */
export const play = async (
  one: Story,
  around: (port: BankPort) => BankPort = (port) => port,
): Promise<readonly TraceEvent[]> => {
  const { port, clock } = storyBank(one)
  const trace: TraceEvent[] = []
  const recorder = createTraceRecorder(clock.now, (event) => trace.push(event))
  const store = createMemoryStore()
  let calls = 0
  let saved: SavedConnection | null = null
  const begun = { userId: 'user-1', intent: intentOf(one), limits: one.limits }
  recorder.record({ type: 'began', at: clock.now(), request: begun as never })
  const open = async () => {
    const mortal = killablePort(around(port))
    let isAlive = true
    const tell = (event: TraceEvent) => (isAlive ? recorder.record(event) : undefined)
    const recorded = recordingPort(mortal.port, tell, () => ++calls)
    const kept = async () =>
      saved === null ? keepConnection(recorded, store, 'c', requestOf(one))() : resumeConnection(recorded, store, 'c')()
    const alone = () => (saved === null ? openConnection(recorded, requestOf(one)) : restoreConnection(recorded, saved))
    const handle = rightOf<ConnectionHandle | KeptConnection>(one.keeps === 'by-hand' ? alone() : await kept())
    const stop = recorder.watch(handle as ConnectionHandle)
    const crash = async () => {
      isAlive = false
      mortal.kill()
      stop()
      recorder.record({ type: 'crashed', at: clock.now() })
      const loaded = await store.load('c')()
      saved = one.keeps === 'by-hand' ? handle.save() : (rightOf(loaded)?.saved as SavedConnection)
      recorder.record({ type: 'restored', at: clock.now(), saved })
    }
    return { handle: handle as ConnectionHandle, crash }
  }
  let life = await open()
  const fields = () => {
    const view = life.handle.view()
    const required = view._tag === 'Collecting' ? view.fields.map(({ field }) => field) : ['loginId', 'password']
    return Object.fromEntries(required.map((field) => [field, `secret ${field}`]))
  }
  const prompts = () => {
    const view = life.handle.view()
    return view._tag === 'Challenged' ? Math.max(1, view.challenge.prompts.length) : 1
  }
  const answers = (count: number) => Array.from({ length: count }, () => 'secret')
  const acts: Readonly<Record<Turn['act'], () => unknown>> = {
    wait: () => undefined,
    submit: () => recorder.submit(life.handle, fields()),
    'submit less': () => recorder.submit(life.handle, { loginId: 'secret' }),
    answer: () => recorder.answer(life.handle, answers(prompts())),
    'answer twice': () => {
      recorder.answer(life.handle, answers(prompts()))
      recorder.answer(life.handle, answers(prompts()))
    },
    'answer less': () => recorder.answer(life.handle, answers(prompts() - 1)),
    cancel: () => recorder.cancel(life.handle),
    crash: async () => {
      await life.crash()
      life = await open()
    },
  }
  for (const { waitMs, act } of one.turns) {
    await clock.sleep(waitMs, neverAborted)
    await acts[act]()
  }
  // An hour is more than what any but a queued job takes.
  await clock.sleep(3_600_000, neverAborted)
  recorder.cancel(life.handle)
  await clock.sleep(1, neverAborted)
  return trace
}
