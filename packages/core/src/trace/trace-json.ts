import { either as E } from 'fp-ts'
import { CREDENTIAL_FIELDS } from '../codec/credentials.ts'
import { Institution } from '../codec/institution.ts'
import { Job } from '../codec/job.ts'
import { isObject, ownMember } from '../codec/strict.ts'
import { FailureCodec, RejectionCodec } from '../machine/saved/failure-codec.ts'
import { readSaved } from '../machine/saved/saved-connection.ts'
import { isBankOperation } from './bank-operations.ts'
import type { Trace } from './trace.ts'
import { listOf, matching, members, number, oneOf, orAbsent, orNull, type Shape, tagged, text } from './trace-shape.ts'

/** Version of the format. */
const TRACE_VERSION = 1

/** The stored form of a trace: plain JSON without secrets. Read it with `readTrace`. */
export interface TraceJson {
  readonly version: typeof TRACE_VERSION
  readonly events: Trace
}

/** The value is not a trace (`foreign`), was written by a later version (`newer`), or is damaged (`corrupt`). */
export interface TraceMalformed {
  readonly _tag: 'TraceMalformed'
  readonly reason: 'foreign' | 'newer' | 'corrupt'
  /** JSON pointer to the invalid member; `''` for the whole. The value is not included. */
  readonly path: string
}

/** The stored form of a trace, for `JSON.stringify`. */
export const traceJson = (trace: Trace): TraceJson => ({ version: TRACE_VERSION, events: trace })

const malformed = (reason: TraceMalformed['reason'], path: string): E.Either<TraceMalformed, never> =>
  E.left({ _tag: 'TraceMalformed', reason, path })

/** Reads the parsed JSON of a trace that `traceJson` wrote. Total for any JSON value. */
export const readTrace = (u: unknown): E.Either<TraceMalformed, Trace> => {
  if (!isObject(u)) return malformed('foreign', '')
  const version = ownMember(u, 'version')
  if (!Number.isSafeInteger(version)) return malformed('foreign', '/version')
  if (version !== TRACE_VERSION) return malformed(Number(version) > TRACE_VERSION ? 'newer' : 'corrupt', '/version')
  const events = ownMember(u, 'events')
  const wrong = listOf(event)(events, '/events') ?? firstIsBeginning(events)
  return wrong === null ? E.right(events as Trace) : malformed('corrupt', wrong)
}

const firstIsBeginning = (events: unknown): string | null => {
  const [first] = events as Trace
  return first?.type === 'began' ? null : '/events/0/type'
}

const either = (left: Shape, right: Shape): Shape =>
  tagged('_tag', { Left: members({ left }), Right: members({ right }) })

/** Members that JSON omits, and results that are not checked. */
const anything: Shape = () => null

/** Only the tag of a displayed failure is checked. */
const anyFailure = members({ _tag: text })

const fields = listOf(oneOf(...CREDENTIAL_FIELDS))
const steps = listOf(members({ title: text, status: text, since: number }))
const profile = members({ id: text, name: text, authorization: text })

const challenge = members({ method: text, prompts: listOf(text), since: number, expiresAt: number, round: number })

const STAGES = [
  ...['verifying', 'answering', 'verifyingAnswer', 'retrievingAccounts'],
  ...['retrievingTransactions', 'parked'],
]

const connected = members({
  userId: text,
  connectionId: text,
  jobId: text,
  origin: text,
  steps,
  anomalies: listOf(text),
})

const rejection = orNull(matching(RejectionCodec.is))

const view = tagged('_tag', {
  Preparing: members({}),
  Creating: members({}),
  Reconciling: members({}),
  Collecting: members({
    institution: profile,
    fields: listOf(members({ field: oneOf(...CREDENTIAL_FIELDS), caption: orNull(text) })),
    incomplete: orNull(anyFailure),
    rejection,
    attemptsLeft: number,
    steps,
  }),
  Working: members({ jobId: text, connectionId: orNull(text), stage: oneOf(...STAGES), steps }),
  Challenged: members({ jobId: text, connectionId: orNull(text), challenge, rejection, steps }),
  Connected: members({ connected }),
  Failed: members({ failure: anyFailure, jobId: orNull(text), steps }),
})

const intent = tagged('type', {
  create: members({ institutionId: text }),
  refresh: members({ connectionId: text }),
  update: members({ connectionId: text }),
  follow: members({ jobId: text }),
})

const LIMITS = ['attemptsMax', 'answersMax', 'jobTimeoutMs', 'stallTimeoutMs', 'challengeMinMs', 'challengeDefaultMs']

const limits = members(Object.fromEntries(LIMITS.map((name) => [name, orAbsent(number)])))

const request = members({ userId: text, intent, institution: orAbsent(profile), limits: orAbsent(limits) })

const about = members({
  userId: orAbsent(text),
  institutionId: orAbsent(text),
  connectionId: orAbsent(text),
  jobId: orAbsent(text),
  given: orAbsent(fields),
  answers: orAbsent(number),
})

const jobStart = members({ outcome: oneOf('created', 'alreadyRunning'), jobId: text })

/** Results of the operations that a connection uses. */
const VALUES: Readonly<Record<string, Shape>> = {
  getJob: matching(Job.is),
  listJobs: listOf(matching(Job.is)),
  getInstitution: matching(Institution.is),
  getConnection: members({ id: text, institution: orNull(members({ id: text })) }),
  createConnection: jobStart,
  refreshConnection: jobStart,
  updateConnection: jobStart,
}

const operation = matching(isBankOperation)

const settled: Shape = (u, path) => {
  const wrong = members({ at: number, call: number, operation })(u, path)
  if (wrong !== null) return wrong
  const { operation: name, result } = u as { readonly operation: string; readonly result: unknown }
  const value = Object.hasOwn(VALUES, name) ? (VALUES[name] ?? anything) : anything
  return result === 'rejected' ? null : either(matching(FailureCodec.is), value)(result, `${path}/result`)
}

const event = tagged('type', {
  began: members({ at: number, request }),
  called: members({ at: number, call: number, operation, about }),
  settled,
  shown: members({ at: number, view }),
  acted: members({
    at: number,
    act: oneOf('submit', 'answer', 'cancel'),
    given: fields,
    answers: number,
    taken: either(anyFailure, anything),
  }),
  crashed: members({ at: number }),
  restored: members({ at: number, saved: matching((u) => E.isRight(readSaved(u))) }),
  ended: members({ at: number, end: either(anyFailure, connected) }),
})
