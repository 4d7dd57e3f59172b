import { CREDENTIAL_FIELDS } from '../codec/credentials.ts'
import type { Anomaly, Context, Intent, JobOrigin } from '../machine/context.ts'
import { defaultLimits } from '../machine/limits.ts'
import { RESUME_POINTS } from '../machine/resume-point.ts'
import { flag, id, listOf, members, mute, number, oneOf, type Showing, word } from './listed.ts'

const INTENTS = { create: null, refresh: null, update: null, follow: null } satisfies Record<Intent['type'], null>
const ORIGINS = { created: null, alreadyRunning: null, adopted: null, followed: null } satisfies Record<JobOrigin, null>
const ANOMALIES = {
  'challenge-unexpected': null,
  'challenge-absent': null,
  'step-regressed': null,
  'value-unrecognised': null,
} satisfies Record<Anomaly, null>

const fields = listOf(oneOf(...CREDENTIAL_FIELDS))

/** A name defined by this library, such as a tag or a reason. */
const ownName: Showing = (u) =>
  u === null || (typeof u === 'string' && OWN_NAMES.has(u)) ? u : typeof u === 'string' ? word(u) : undefined

/** Tags, reasons and operations of failures; known words of the server pass anyway. */
const OWN_NAMES: ReadonlySet<string> = new Set(
  `Unreachable MalformedResponse Refused TokenUnavailable StepFailed CredentialsIncomplete AuthorizationUnsupported
  ChallengeExpired ChallengeUnanswered AnswersRefused JobTimedOut OutcomeUnknown InputInvalid Cancelled Defect
  offline timeout cancelled untrusted busy no unknown shape status redirect empty truncated contentType encoding notJson
  tooLarge tooDeep notHttp keyRejected accountDisabled throttled refused malformed provider
  findInstitution requestJob findJob getJob answerMfa watchJob alarm connectionMachine onChallenge onProgress
  create refresh update follow`.split(/\s+/),
)

const failureMembers = {
  _tag: ownName,
  reason: ownName,
  delivered: oneOf('no', 'unknown'),
  status: number,
  code: word,
  step: word,
  jobId: id,
  connectionId: id,
  missing: fields,
  unexpected: fields,
  authorization: word,
  intent: ownName,
  expiredAt: number,
  deadlineAt: number,
  attempts: number,
  mayHaveStarted: flag,
  operation: ownName,
} satisfies Readonly<Record<string, Showing>>

/** A failure without the server's texts. */
const failure = members({ ...failureMembers, lookup: members(failureMembers) })

const limits = members(Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, number])))

/** What is shown of each member of a context; `null`: nothing. A new member breaks the build here. */
const listed: Readonly<Record<keyof Context, Showing | null>> = {
  userId: id,
  intent: members({ type: oneOf(...Object.keys(INTENTS)), institutionId: id, connectionId: id, jobId: id }),
  request: oneOf('create', 'refresh', 'update'),
  limits,
  institution: members({ id, authorization: word }),
  connectionId: id,
  jobId: id,
  previousJobIds: listOf(id),
  origin: oneOf(...Object.keys(ORIGINS)),
  requestedAt: number,
  deadlineAt: number,
  attempts: number,
  rejection: failure,
  challenge: members({ method: word, prompts: listOf(mute), since: number, expiresAt: number, round: number }),
  answersSent: number,
  steps: listOf(members({ title: word, status: word, since: number })),
  anomalies: listOf(oneOf(...Object.keys(ANOMALIES))),
  failure,
  incomplete: failure,
  credentials: null,
  answers: null,
  resumeAt: oneOf(...Object.keys(RESUME_POINTS)),
}

/** Reduces a context to what may be shown. Total and idempotent. */
export const safeContext: Showing = members(
  Object.fromEntries(Object.entries(listed).flatMap(([name, show]) => (show === null ? [] : [[name, show]]))),
)
