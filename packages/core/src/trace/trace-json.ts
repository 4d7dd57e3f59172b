import { either as E } from 'fp-ts'
import { CREDENTIAL_FIELDS } from '../codec/credentials.ts'
import { Institution } from '../codec/institution.ts'
import { Job } from '../codec/job.ts'
import { isObject, ownMember } from '../codec/strict.ts'
import { FailureCodec, RejectionCodec } from '../machine/saved/failure-codec.ts'
import { readSaved } from '../machine/saved/saved-connection.ts'
import { isBankOperation } from './bank-operations.ts'
import type { Trace } from './trace.ts'
import { being, listOf, members, number, orAbsent, orNull, type Shape, tagged, text, word } from './trace-shape.ts'

/** The version that this library writes and reads. */
const TRACE_VERSION = 1

/** A trace as it is stored: plain JSON without a secret. Read it with `readTrace`. */
export interface TracedJson {
  readonly version: typeof TRACE_VERSION
  readonly events: Trace
}

/** What is no trace, or one of a later version, or a damaged one. */
export interface TraceMalformed {
  readonly _tag: 'TraceMalformed'
  readonly reason: 'foreign' | 'newer' | 'corrupt'
  /** JSON pointer to what is wrong; `''` for the whole; never its value. */
  readonly path: string
}

/** A trace to be stored: what `JSON.stringify` takes. */
export const tracedJson = (trace: Trace): TracedJson => ({ version: TRACE_VERSION, events: trace })

const malformed = (reason: TraceMalformed['reason'], path: string): E.Either<TraceMalformed, never> =>
  E.left({ _tag: 'TraceMalformed', reason, path })

/** Reads what `tracedJson` wrote, as it came out of JSON, or says what is wrong with it. Total for what JSON can hold. */
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

/** What JSON leaves out, and what a call gave that is not looked into. */
const anything: Shape = () => null

/** A tag is all that is looked at of what is only shown. */
const anyFailure = members({ _tag: text })

const fields = listOf(word(...CREDENTIAL_FIELDS))
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

const rejection = orNull(being(RejectionCodec.is))

const view = tagged('_tag', {
  Preparing: members({}),
  Creating: members({}),
  Reconciling: members({}),
  Collecting: members({
    institution: profile,
    fields: listOf(members({ field: word(...CREDENTIAL_FIELDS), caption: orNull(text) })),
    incomplete: orNull(anyFailure),
    rejection,
    attemptsLeft: number,
    steps,
  }),
  Working: members({ jobId: text, connectionId: orNull(text), stage: word(...STAGES), steps }),
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

const jobStart = members({ outcome: word('created', 'alreadyRunning'), jobId: text })

/** What each call gives that a connection makes use of. */
const VALUES: Readonly<Record<string, Shape>> = {
  getJob: being(Job.is),
  listJobs: listOf(being(Job.is)),
  getInstitution: being(Institution.is),
  getConnection: members({ id: text, institution: orNull(members({ id: text })) }),
  createConnection: jobStart,
  refreshConnection: jobStart,
  updateConnection: jobStart,
}

const operation = being(isBankOperation)

const settled: Shape = (u, path) => {
  const wrong = members({ at: number, call: number, operation })(u, path)
  if (wrong !== null) return wrong
  const { operation: name, result } = u as { readonly operation: string; readonly result: unknown }
  const value = Object.hasOwn(VALUES, name) ? (VALUES[name] ?? anything) : anything
  return result === 'rejected' ? null : either(being(FailureCodec.is), value)(result, `${path}/result`)
}

const event = tagged('type', {
  began: members({ at: number, request }),
  called: members({ at: number, call: number, operation, about }),
  settled,
  shown: members({ at: number, view }),
  acted: members({
    at: number,
    act: word('submit', 'answer', 'cancel'),
    given: fields,
    answers: number,
    taken: either(anyFailure, anything),
  }),
  crashed: members({ at: number }),
  restored: members({ at: number, saved: being((u) => E.isRight(readSaved(u))) }),
  ended: members({ at: number, end: either(anyFailure, connected) }),
})
