import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { type ConnectionId, JobId } from './ids.ts'
import { DurationMs, InstantMs } from './instant.ts'
import { InstitutionRef } from './institution.ts'
import { connectionIdIn } from './link.ts'
import { arrayOf } from './list.ts'
import { nullable, tolerant } from './nullable.ts'
import { openKeyof } from './open.ts'
import { isObject, ownMember, strict } from './strict.ts'

/**
 * The purpose of a step of a job.
 *
 * @source Basiq API v2.1, OpenAPI `steps[].title`; `mfa-challenge` is on the page "Retrieve a job" only
 */
export const StepTitle = openKeyof(
  {
    'verify-credentials': null,
    'mfa-challenge': null,
    'retrieve-accounts': null,
    'retrieve-transactions': null,
    'retrieve-statements': null,
  },
  'StepTitle',
)
export type StepTitle = t.TypeOf<typeof StepTitle>

/**
 * The status of a step.
 *
 * @source Basiq API v2.1, OpenAPI `steps[].status`; `skipped` is on the page "Retrieve a job" only
 */
export const StepStatus = openKeyof(
  { pending: null, 'in-progress': null, success: null, failed: null, skipped: null },
  'StepStatus',
)
export type StepStatus = t.TypeOf<typeof StepStatus>

/** The method of a challenge. An approval in an app is answered with `["confirmed"]`; its method is not documented. */
export const ChallengeMethod = openKeyof({ token: null, 'security-questions': null }, 'ChallengeMethod')
export type ChallengeMethod = t.TypeOf<typeof ChallengeMethod>

/** Where to find the result of the step. */
export interface StepLink {
  readonly _tag: 'Link'
  /** Path or URL, as the server wrote it. Never followed. */
  readonly url: string
}

/** What the bank asks the user. */
export interface StepChallenge {
  readonly _tag: 'Challenge'
  readonly method: ChallengeMethod
  readonly description: string | null
  /** Prompts to show, in the order in which the answers must be sent; empty if the bank only wants a confirmation. */
  readonly prompts: readonly string[]
  /** Time allowed for the answer, in milliseconds; `null` when the server does not say. */
  readonly expiryMs: number | null
}

/** Why a step failed or waits. */
export interface StepProblem {
  readonly _tag: 'Problem'
  /** An open set: the server does not publish a fixed list. */
  readonly code: string
  readonly title: string | null
  readonly detail: string | null
}

/** A result of an unknown kind. Its content is dropped. */
export interface StepResultUnknown {
  readonly _tag: 'Unrecognised'
}

export type StepResult = StepLink | StepChallenge | StepProblem | StepResultUnknown

const WireLink = strict({ type: t.literal('link'), url: t.string }, 'StepLink')

const challengeMembers = { method: ChallengeMethod, description: tolerant(t.string), expiryMs: nullable(DurationMs) }

const WireChallenge = strict(
  { type: t.literal('mfa'), ...challengeMembers, input: nullable(arrayOf(t.string)) },
  'StepChallenge',
)

const WireProblem = strict(
  { code: t.string, title: tolerant(t.string), detail: tolerant(t.string), details: tolerant(t.string) },
  'StepProblem',
)

const readChallenge = (u: unknown, context: t.Context): t.Validation<StepResult> =>
  F.pipe(
    WireChallenge.validate(u, context),
    E.map(({ method, description, input, expiryMs }) => ({
      _tag: 'Challenge',
      method,
      description,
      prompts: input ?? [],
      expiryMs,
    })),
  )

const readProblem = (u: unknown, context: t.Context): t.Validation<StepResult> =>
  F.pipe(
    WireProblem.validate(u, context),
    E.map(({ code, title, detail, details }) => ({ _tag: 'Problem', code, title, detail: detail ?? details })),
  )

const readResult = (u: unknown, context: t.Context): t.Validation<StepResult> => {
  if (typeof u !== 'object' || u === null) return t.failure(u, context)
  const type = ownMember(u, 'type')
  if (type === 'mfa') return readChallenge(u, context)
  if (type === 'link') {
    return F.pipe(
      WireLink.validate(u, context),
      E.map(({ url }) => ({ _tag: 'Link', url })),
    )
  }
  if (typeof ownMember(u, 'code') === 'string') return readProblem(u, context)
  return t.success({ _tag: 'Unrecognised' })
}

const writeResult = (result: StepResult): unknown => {
  switch (result._tag) {
    case 'Link':
      return { type: 'link', url: result.url }
    case 'Challenge': {
      const { method, description, prompts, expiryMs } = result
      return { type: 'mfa', method, description, input: prompts, expiryMs }
    }
    case 'Problem':
      return { code: result.code, title: result.title, detail: result.detail }
    case 'Unrecognised':
      return {}
  }
}

const shapes: Readonly<Record<StepResult['_tag'], t.Mixed>> = {
  Link: strict({ url: t.string }, 'StepLink'),
  Challenge: strict({ ...challengeMembers, prompts: arrayOf(t.string) }, 'StepChallenge'),
  Problem: strict({ code: t.string, title: nullable(t.string), detail: nullable(t.string) }, 'StepProblem'),
  Unrecognised: strict({}, 'StepResultUnknown'),
}

const isResult = (u: unknown): u is StepResult => {
  const tag = isObject(u) ? ownMember(u, '_tag') : undefined
  return typeof tag === 'string' && Object.hasOwn(shapes, tag) && shapes[tag as StepResult['_tag']].is(u)
}

/**
 * Reads a step's result as an object or as an array of one; writes the object.
 *
 * @source Basiq API v2.1: recorded responses and the OpenAPI file have one object or null, examples on the pages "Create
 * an MFA challenge response" and "Retrieve a job" have an array of one. The text of a problem is `detail` in every
 * example and `details` in the OpenAPI file; both are read, `detail` is written.
 */
export const StepResult = new t.Type<StepResult, unknown>(
  'StepResult',
  isResult,
  (u, context) =>
    Array.isArray(u) && u.length === 1
      ? readResult(u[0], t.appendContext(context, '0', t.unknown, u[0]))
      : readResult(u, context),
  writeResult,
)

/** One step of a job. Steps are identified by `title`, never by position. */
export const JobStep = strict({ title: StepTitle, status: StepStatus, result: nullable(StepResult) }, 'JobStep')
export type JobStep = t.TypeOf<typeof JobStep>

const JobLinks = strict({ source: nullable(t.string) }, 'JobLinks')

/**
 * The server's work on one connection. It has no status of its own: see `stageOf`. Times are milliseconds since the
 * Unix epoch; `null` means unknown.
 *
 * @source Basiq API v2.1, GET /jobs/{jobId} and GET /users/{userId}/jobs; only the list names the institution
 */
export const Job = strict(
  {
    id: JobId,
    created: nullable(InstantMs),
    updated: nullable(InstantMs),
    institution: nullable(InstitutionRef),
    steps: arrayOf(JobStep),
    /** `source` is the URL of the connection; it may be absent at first. */
    links: nullable(JobLinks),
  },
  'Job',
)
export type Job = t.TypeOf<typeof Job>

/** The response to a request that starts a job. */
export const JobRef = strict({ id: JobId }, 'JobRef')
export type JobRef = t.TypeOf<typeof JobRef>

/**
 * The connection that the job works on; `null` until the job names it.
 *
 * @source Basiq API v2.1: `links.source`, or the link in the result of `verify-credentials`
 */
export const connectionIdOf = ({ links, steps }: Job): ConnectionId | null => {
  const verified = steps.find(({ title }) => title === 'verify-credentials')?.result
  return connectionIdIn(links?.source ?? '') ?? connectionIdIn(verified?._tag === 'Link' ? verified.url : '')
}
