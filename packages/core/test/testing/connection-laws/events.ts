import type { Job } from '@bank-connection/core/codec'
import type { Trace, TraceEvent } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import { institution } from '../../connect/scripted-bank.ts'
import { asking, denied, done, jobOf, verifying } from '../../scripted-port.ts'

type Given = Readonly<Record<string, unknown>>

/** An event of a trace that is written down: what does not matter to a law is left out. */
const event = (type: string, at: number, members: Given): TraceEvent => ({ type, at, ...members }) as never

const PROFILE = { ...institution, averages: null }

/** The beginning of a connection whose institution is known. */
export const began = (
  at = 0,
  intent: Given = { type: 'create', institutionId: 'AU00002' },
  limits: Given = {},
): TraceEvent => event('began', at, { request: { userId: 'user-1', intent, institution: PROFILE, limits } })

export const called = (at: number, call: number, operation: string, about: Given = {}): TraceEvent =>
  event('called', at, { call, operation, about })

export const settled = (at: number, call: number, operation: string, result: unknown): TraceEvent =>
  event('settled', at, { call, operation, result })

export const shown = (at: number, view: Given): TraceEvent => event('shown', at, { view })

export const acted = (at: number, act: string, members: Given = {}): TraceEvent =>
  event('acted', at, { act, given: [], answers: 0, taken: E.right(undefined), ...members })

export const crashed = (at: number): TraceEvent => event('crashed', at, {})

const memory = (more: Given) => ({
  userId: 'user-1',
  intent: { create: 'AU00002' },
  institution: { ...PROFILE, id: 'AU00002' },
  requestedAt: 0,
  ...more,
})

/** Where a connection is that follows its first job. */
export const FOLLOWING = { jobId: 'job-1', origin: 'created', deadlineAt: 612_000_000 }

export const restored = (at: number, point: string, more: Given = {}): TraceEvent =>
  event('restored', at, { saved: { machine: 'connection', version: 1, savedAt: 0, at: point, memory: memory(more) } })

export const ended = (at: number, end: unknown): TraceEvent => event('ended', at, { end })

const IDS = { userId: 'user-1', institutionId: 'AU00002', given: ['loginId', 'password'] }

export const submit = (at: number, members: Given = {}): TraceEvent =>
  acted(at, 'submit', { given: ['loginId', 'password'], ...members })

export const answer = (at: number, members: Given = {}): TraceEvent => acted(at, 'answer', { answers: 1, ...members })

export const create = (at: number, call: number): TraceEvent => called(at, call, 'createConnection', IDS)

/** The answer to `create`: the job that it has started, or a failure. */
export const created = (at: number, call: number, jobId = 'job-1'): TraceEvent =>
  settled(at, call, 'createConnection', E.right({ outcome: 'created', jobId }))

export const read = (at: number, call: number, jobId = 'job-1'): TraceEvent => called(at, call, 'getJob', { jobId })

export const reading = (at: number, call: number, job: Job): TraceEvent => settled(at, call, 'getJob', E.right(job))

export const answerCall = (at: number, call: number): TraceEvent =>
  called(at, call, 'answerMfa', { jobId: 'job-1', answers: 1 })

export const answered = (at: number, call: number, result: unknown = E.right(null)): TraceEvent =>
  settled(at, call, 'answerMfa', result)

export const offline = E.left({ _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' })
export const unsent = E.left({ _tag: 'Unreachable', reason: 'offline', delivered: 'no' })
export const refused = (code: string) =>
  E.left({ _tag: 'Refused', status: 400, code, detail: null, correlationId: null })

export const COLLECTING = { _tag: 'Collecting', institution: PROFILE, fields: [], incomplete: null, rejection: null }

export const step = (title: string, status: string): Given => ({ title, status, since: 0 })

export const working = (stage: string, steps: readonly Given[] = [], jobId = 'job-1'): Given => ({
  ...{ _tag: 'Working', jobId, connectionId: null, stage, step: null, steps, expectedEndAt: null },
})

export const challenged = (expiresAt: number): Given => ({
  ...{ _tag: 'Challenged', jobId: 'job-1', connectionId: null, rejection: null, steps: [] },
  challenge: { method: 'token', description: null, prompts: ['Code'], since: 0, expiresAt, round: 1 },
})

const STEPS = done.steps.map(({ title, status }) => step(title, status))

export const CONNECTED = { userId: 'user-1', connectionId: 'c-1', jobId: 'job-1', origin: 'created', steps: STEPS }

export const connected: Given = { _tag: 'Connected', connected: CONNECTED }

export const failed = (failure: Given): Given => ({ _tag: 'Failed', failure, jobId: 'job-1', steps: [] })

export const cancelled = { _tag: 'Cancelled', jobId: 'job-1', mayHaveStarted: true }

/** What leads to a job that is followed, in two calls. */
export const STARTED: Trace = [began(), shown(0, COLLECTING), submit(10), create(10, 1), created(20, 1)]

/** And to one that asks the user. */
export const ASKED: Trace = [...STARTED, read(600, 2), reading(600, 2, asking), shown(600, challenged(120_600))]

export const UNFINISHED = verifying
export const FINISHED = done
export const STEP_FAILED = jobOf(['success', 'failed', 'pending', 'pending'], { problem: 'unknown' })

export const DENIED: Trace = [...STARTED, read(600, 2), reading(600, 2, denied)]

export const READ: Trace = [...STARTED, read(600, 2), reading(600, 2, UNFINISHED)]

export const ANSWERED: Trace = [...ASKED, answer(700), answerCall(700, 3)]

export const follow = (jobTimeoutMs: number) => began(0, { type: 'follow', jobId: 'job-1' }, { jobTimeoutMs })

export const unanswered = (at: number, call: number) => settled(at, call, 'getJob', offline)

export const begunWith = (limits: object): Trace => [began(0, undefined, limits as never), ...STARTED.slice(1)]
