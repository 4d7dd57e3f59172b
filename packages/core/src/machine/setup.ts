import { either as E } from 'fp-ts'
import { assign, sendTo, setup } from 'xstate'
import type { JobId } from '../codec/ids.ts'
import { connectionIdOf } from '../codec/job.ts'
import type { InstitutionProfile } from '../domain/institution-profile.ts'
import type { JobStage } from '../domain/job-stage.ts'
import type { ConnectionFailure } from '../failure/connection-failure.ts'
import { malformedResponse, type PortError } from '../failure/port-error.ts'
import type { JobStart } from '../protocol/port.ts'
import { actors } from './actor-logic.ts'
import * as remember from './assigns.ts'
import type { Connected, ConnectionInput, Context, ResumePoint } from './context.ts'
import type { Answer, ConnectionEvent, JobRead, Submit } from './event.ts'
import * as guards from './guards.ts'

type Settled<A> = guards.Timed<A>
interface In {
  readonly context: Context
}

const isStage =
  (tag: JobStage['_tag']) =>
  (_: In, { stage }: JobRead) =>
    stage._tag === tag

const isLeftWhere =
  (claim: (error: PortError) => boolean) =>
  (_: In, { result }: Settled<unknown>): boolean =>
    E.isLeft(result) && claim(result.left)

/** Types, guards and actions of the chart. */
export const connectionSetup = setup({
  types: {
    context: {} as Context,
    events: {} as ConnectionEvent,
    input: {} as ConnectionInput,
    output: {} as E.Either<ConnectionFailure, Connected>,
    tags: {} as 'busy' | 'awaitingUser' | 'final',
  },
  actors,
  guards: {
    isSaved: ({ context }) => context.resumeAt !== null,
    wasAt: ({ context }, points: readonly ResumePoint[]) =>
      context.resumeAt !== null && points.includes(context.resumeAt),
    isFollow: ({ context }) => context.intent.type === 'follow',
    isRefresh: ({ context }) => context.request === 'refresh',
    lacksInstitution: ({ context }) => context.institution === null,
    isUnsupported: ({ context }) => guards.requiredFieldsOf(context) === null,
    hasRequiredFields: ({ context }, event: Submit) => guards.hasRequiredFields(context, event),
    answersEveryPrompt: ({ context }, event: Answer) => guards.answersEveryPrompt(context, event),
    succeeds: (_, { result }: Settled<unknown>) => E.isRight(result),
    finds: (_, { result }: Settled<JobId | null>) => E.isRight(result) && result.right !== null,
    findsNoneForRefresh: ({ context }, { result }: Settled<JobId | null>) =>
      context.request === 'refresh' && E.isRight(result) && result.right === null,
    mayHaveArrived: isLeftWhere(guards.mayHaveArrived),
    rejectedMayRetry: ({ context }, { result }: Settled<unknown>) =>
      E.isLeft(result) && guards.rejectsCredentials(result.left) && guards.mayRetry(context),
    notSent: isLeftWhere(guards.notSent),
    notSentFromForm: ({ context }, { result }: Settled<unknown>) =>
      context.request !== 'refresh' && E.isLeft(result) && guards.notSent(result.left),
    refusesAnswer: ({ context }, { result }: Settled<unknown>) =>
      E.isLeft(result) && guards.refusesAnswer(result.left) && context.answersSent + 1 < context.limits.answersMax,
    refusesAnswerTooOften: isLeftWhere(guards.refusesAnswer),
    succeedsOrMayHaveArrived: (_, { result }: Settled<unknown>) =>
      E.isRight(result) || guards.mayHaveArrived(result.left),
    jobRejectedMayRetry: ({ context }, event: JobRead) => {
      const failure = guards.failureOf(context, event)
      return failure !== null && guards.rejectsCredentials(failure) && guards.mayRetry(context)
    },
    jobContinues: (_, { stage }: JobRead) => stage._tag !== 'Done' && stage._tag !== 'Failed',
    jobFailed: isStage('Failed'),
    jobDone: ({ context }, { job, stage }: JobRead) =>
      stage._tag === 'Done' && (connectionIdOf(job) ?? context.connectionId) !== null,
    jobDoneWithoutConnection: isStage('Done'),
    jobParked: isStage('Parked'),
    jobChallenges: isStage('Challenged'),
    jobChallengesTooOften: ({ context }, { stage }: JobRead) =>
      stage._tag === 'Challenged' && context.answersSent >= context.limits.answersMax,
    jobShowsSameChallenge: ({ context }, { stage }: JobRead) => guards.isSameChallenge(context, stage),
    jobGoesBack: ({ context }, { stage }: JobRead) => guards.goesBack(context, stage),
    jobVerifies: isStage('Verifying'),
    jobVerifiesAnswer: isStage('VerifyingAnswer'),
    jobRetrievesAccounts: isStage('RetrievingAccounts'),
  },
  actions: {
    goOn: assign(() => ({ resumeAt: null })),
    rememberInterrupted: assign(() => remember.interrupted),
    rememberInstitution: assign((_, { result }: Settled<InstitutionProfile>) =>
      E.isRight(result) ? { institution: result.right } : {},
    ),
    rememberSubmit: assign((_, event: Submit) => remember.submitted(event)),
    rememberIncomplete: assign(({ context }, event: Submit) => remember.incompleteOf(context, event)),
    rememberStart: assign(({ context }, { at, result }: Settled<JobStart>) =>
      E.isRight(result) ? remember.jobStarted(context, result.right.jobId, result.right.outcome, at) : {},
    ),
    rememberFound: assign(({ context }, { at, result }: Settled<JobId | null>) =>
      E.isRight(result) && result.right !== null ? remember.jobStarted(context, result.right, 'adopted', at) : {},
    ),
    rememberFollowed: assign(({ context }) =>
      context.jobId === null ? {} : remember.jobStarted(context, context.jobId, 'followed', context.requestedAt),
    ),
    rememberDenial: assign(({ context }, { result }: Settled<unknown>) =>
      E.isLeft(result) ? remember.credentialsDenied(context, result.left) : {},
    ),
    rememberJobDenial: assign(({ context }, event: JobRead) => {
      const failure = guards.failureOf(context, event)
      return failure === null ? {} : remember.credentialsDenied(context, failure)
    }),
    rememberRejection: assign((_, { result }: Settled<unknown>) =>
      E.isLeft(result) ? { rejection: result.left } : {},
    ),
    rememberReading: assign(({ context }, event: JobRead) => remember.reading(context, event)),
    rememberChallenge: assign(({ context }, event: JobRead) => remember.challenged(context, event)),
    rememberAnswer: assign((_, { answers }: Answer) => ({ answers, rejection: null })),
    rememberFailure: assign((_, failure: ConnectionFailure) => ({ failure })),
    rememberRejectionAsFailure: assign(({ context }) => ({ failure: context.rejection })),
    rememberError: assign((_, { result }: Settled<unknown>) => (E.isLeft(result) ? { failure: result.left } : {})),
    rememberJobFailure: assign(({ context }, event: JobRead) => ({ failure: guards.failureOf(context, event) })),
    rememberUnsupported: assign(({ context: { institution, intent } }) => ({
      failure:
        institution === null
          ? null
          : ({
              _tag: 'AuthorizationUnsupported',
              authorization: institution.authorization,
              intent: intent.type,
            } as const),
    })),
    rememberCancelled: assign(({ context: { jobId } }) => ({
      failure: { _tag: 'Cancelled', jobId, mayHaveStarted: jobId !== null } as const,
    })),
    rememberCancelledRequest: assign(() => ({
      failure: { _tag: 'Cancelled', jobId: null, mayHaveStarted: true } as const,
    })),
    rememberExpired: assign(({ context: { jobId, challenge } }) => ({
      failure:
        jobId === null || challenge === null
          ? null
          : ({ _tag: 'ChallengeExpired', jobId, expiredAt: challenge.expiresAt } as const),
    })),
    rememberAnswersRefused: assign(({ context: { jobId, limits } }) => ({
      failure: jobId === null ? null : ({ _tag: 'AnswersRefused', jobId, attempts: limits.answersMax } as const),
    })),
    rememberOutOfTime: assign(({ context: { jobId } }, deadlineAt: number) => ({
      failure: jobId === null ? null : ({ _tag: 'JobTimedOut', jobId, deadlineAt } as const),
    })),
    rememberLookupFailure: assign((_, { result }: Settled<unknown>) => ({
      failure: E.isLeft(result) ? ({ _tag: 'OutcomeUnknown', lookup: result.left } as const) : null,
    })),
    rememberDefect: assign((_, operation: string) => ({ failure: { _tag: 'Defect', operation } as const })),
    rememberMissingConnection: assign(() => ({ failure: malformedResponse('Job', ['/links/source']) })),
    countAnswer: assign(({ context }) => ({ answersSent: context.answersSent + 1 })),
    countRefusedAnswer: assign(({ context }) => remember.answerRefused(context)),
    rephraseChallenge: assign(({ context }, event: JobRead) => remember.rephrased(context, event)),
    forgetChallenge: assign(() => ({ challenge: null })),
    dropCredentials: assign(() => ({ credentials: null })),
    dropAnswers: assign(() => ({ answers: null })),
    pauseWatch: sendTo('watchJob', { type: 'pause' }),
    resumeWatch: sendTo('watchJob', { type: 'resume' }),
  },
})
