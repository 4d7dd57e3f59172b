import * as fc from 'fast-check'
import {
  ChallengeMethod,
  type Job,
  type JobRef,
  type JobStep,
  type StepChallenge,
  type StepLink,
  type StepProblem,
  type StepResult,
  StepStatus,
  StepTitle,
} from '../../codec/job.ts'
import { duration, instant, institutionId, jobId, openMember, orNull, record, text } from './arbitrary.ts'

type Steps = readonly JobStep[]

/** A result with a link to the fetched data. */
export const stepLink = (): fc.Arbitrary<StepLink> =>
  record<StepLink>({
    _tag: fc.constant('Link'),
    url: fc.oneof(
      fc.constantFrom('/users/u-1/connections/c-1', "/users/u-1/accounts?filter=institution.id.eq('AU00000')"),
      fc.webUrl(),
    ),
  })

/** A challenge with its prompts. */
export const stepChallenge = (): fc.Arbitrary<StepChallenge> =>
  record<StepChallenge>({
    _tag: fc.constant('Challenge'),
    method: openMember(ChallengeMethod),
    description: orNull(text()),
    prompts: fc.array(text(), { maxLength: 3 }),
    expiryMs: orNull(duration()),
  })

const problemWith = (code: fc.Arbitrary<string>): fc.Arbitrary<StepProblem> =>
  record<StepProblem>({ _tag: fc.constant('Problem'), code, title: orNull(text()), detail: orNull(text()) })

/** Why a step failed: a documented or another code, with and without texts. */
export const stepProblem = (): fc.Arbitrary<StepProblem> =>
  problemWith(
    fc.oneof(
      fc.constantFrom('invalid-credentials', 'account-not-accessible-requires-user-action', 'service-unavailable'),
      text(),
    ),
  )

/** Any result of a step: a link, a challenge, a problem, or an unknown result. */
export const stepResult = (): fc.Arbitrary<StepResult> =>
  fc.oneof(stepLink(), stepChallenge(), stepProblem(), record({ _tag: fc.constant('Unrecognised' as const) }))

/** Any step, including steps that the server would not send. */
export const jobStep = (): fc.Arbitrary<JobStep> =>
  record<JobStep>({ title: openMember(StepTitle), status: openMember(StepStatus), result: orNull(stepResult()) })

const step = (title: StepTitle, status: StepStatus, result: fc.Arbitrary<StepResult | null>): fc.Arbitrary<JobStep> =>
  record<JobStep>({ title: fc.constant(title), status: fc.constant(status), result })

const nothing = fc.constant(null)

const pendingTail = (): readonly fc.Arbitrary<JobStep>[] => [
  step('retrieve-accounts', 'pending', nothing),
  step('retrieve-transactions', 'pending', nothing),
]

const jobOf = (steps: fc.Arbitrary<Steps>): fc.Arbitrary<Job> =>
  record<Job>({
    id: jobId(),
    created: orNull(instant()),
    updated: orNull(instant()),
    institution: orNull(record({ id: institutionId() })),
    steps,
    links: orNull(record({ source: orNull(fc.constantFrom('/users/u-1/connections/c-1', 'https://bank/x')) })),
  })

const jobOfSteps = (...steps: readonly fc.Arbitrary<JobStep>[]): fc.Arbitrary<Job> => jobOf(fc.tuple(...steps))

/** A job that waits for the user's answer. */
export const challengedJob = (): fc.Arbitrary<Job> =>
  jobOfSteps(
    step('verify-credentials', 'success', stepLink()),
    step('mfa-challenge', 'in-progress', stepChallenge()),
    ...pendingTail(),
  )

/** A job that the server has queued because the bank is down: its first step is pending, with the reason. */
export const queuedJob = (): fc.Arbitrary<Job> =>
  jobOfSteps(
    step('verify-credentials', 'pending', problemWith(fc.constant('temporary-unavailable-queued'))),
    ...pendingTail(),
  )

/** A job with a failed step, with or without a reason; the steps after it stay pending. */
export const failedJob = (): fc.Arbitrary<Job> =>
  fc.oneof(
    jobOfSteps(step('verify-credentials', 'failed', orNull(stepProblem())), ...pendingTail()),
    jobOfSteps(
      step('verify-credentials', 'success', stepLink()),
      step('mfa-challenge', 'failed', orNull(stepProblem())),
      ...pendingTail(),
    ),
    jobOfSteps(
      step('verify-credentials', 'success', stepLink()),
      step('retrieve-accounts', 'failed', stepProblem()),
      step('retrieve-transactions', 'pending', nothing),
    ),
  )

/** A finished job without a challenge step, or with a skipped one. */
export const finishedJob = (): fc.Arbitrary<Job> =>
  fc.oneof(
    jobOfSteps(
      step('verify-credentials', 'success', stepLink()),
      step('mfa-challenge', 'skipped', nothing),
      step('retrieve-accounts', 'success', stepLink()),
      step('retrieve-transactions', 'success', stepLink()),
    ),
    jobOfSteps(
      step('verify-credentials', 'success', stepLink()),
      step('retrieve-accounts', 'success', stepLink()),
      step('retrieve-transactions', 'success', stepLink()),
    ),
  )

/** Any job: realistic jobs, and jobs of arbitrary steps, including unknown titles and statuses. */
export const job = (): fc.Arbitrary<Job> =>
  fc.oneof(challengedJob(), queuedJob(), failedJob(), finishedJob(), jobOf(fc.array(jobStep(), { maxLength: 5 })))

/** The response of the server after it has created a job. */
export const jobRef = (): fc.Arbitrary<JobRef> => record<JobRef>({ id: jobId() })
