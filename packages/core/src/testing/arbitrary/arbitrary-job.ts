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

/** A result that links to what was fetched. */
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

/** Why a step failed: a code of the documentation or another, with and without texts. */
export const stepProblem = (): fc.Arbitrary<StepProblem> =>
  problemWith(
    fc.oneof(
      fc.constantFrom('invalid-credentials', 'account-not-accessible-requires-user-action', 'service-unavailable'),
      text(),
    ),
  )

/** Any result of a step: a link, a challenge, a problem, or one that this version does not know. */
export const stepResult = (): fc.Arbitrary<StepResult> =>
  fc.oneof(stepLink(), stepChallenge(), stepProblem(), record({ _tag: fc.constant('Unrecognised' as const) }))

/** Any step, also such as the server would not send. */
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

/** A job that the server has put off because the bank is down: its first step is pending, and says why. */
export const queuedJob = (): fc.Arbitrary<Job> =>
  jobOfSteps(
    step('verify-credentials', 'pending', problemWith(fc.constant('temporary-unavailable-queued'))),
    ...pendingTail(),
  )

/** A job one of whose steps failed, with or without a reason; those after it stay pending. */
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

/** A job that is done, and whose challenge, if it has one, never came. */
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

/** Any job: those that the server sends, and those made of any steps, of unknown titles and statuses too. */
export const job = (): fc.Arbitrary<Job> =>
  fc.oneof(challengedJob(), queuedJob(), failedJob(), finishedJob(), jobOf(fc.array(jobStep(), { maxLength: 5 })))

/** What the server answers when a job was created. */
export const jobRef = (): fc.Arbitrary<JobRef> => record<JobRef>({ id: jobId() })
