import type { JobId } from '../codec/ids.ts'
import { mfaExpectation } from '../domain/authorization.ts'
import { broken } from './defect.ts'
import type { JobRead } from './event.ts'
import { connectionSetup } from './setup.ts'

const params = ({ event }: { readonly event: JobRead }) => event

/** The state in which one actor, `watchJob`, polls the job until it ends; its child states are the job's stages. */
export const following = connectionSetup.createStateConfig({
  description: 'Polls the job until it ends. The child states are the stages of the job.',
  invoke: {
    id: 'watchJob',
    src: 'watchJob',
    input: ({ context: { jobId, origin, deadlineAt, limits, institution, steps, challenge, answersSent } }) => ({
      jobId: jobId as JobId,
      isNew: origin === 'created' && steps.length === 0,
      deadlineAt: deadlineAt as number,
      stallTimeoutMs: limits.stallTimeoutMs,
      averages: institution?.averages ?? null,
      mfa: institution === null ? 'sometimes' : mfaExpectation(institution.authorization),
      answered: challenge !== null && answersSent >= challenge.round ? challenge : null,
    }),
    onError: broken('watchJob'),
  },
  on: {
    jobRead: [
      {
        guard: { type: 'jobRejectedMayRetry', params },
        target: '#connection.collecting',
        actions: [
          { type: 'rememberReading', params },
          { type: 'rememberJobDenial', params },
        ],
      },
      {
        guard: { type: 'jobFailed', params },
        target: '#connection.failed',
        actions: [
          { type: 'rememberReading', params },
          { type: 'rememberJobFailure', params },
        ],
      },
      {
        guard: { type: 'jobDone', params },
        target: '#connection.connected',
        actions: { type: 'rememberReading', params },
      },
      {
        guard: { type: 'jobDoneWithoutConnection', params },
        target: '#connection.failed',
        actions: [{ type: 'rememberReading', params }, 'rememberMissingConnection'],
      },
      {
        guard: { type: 'jobParked', params },
        target: '.parked',
        // A queued job will log in again: its earlier challenge is over.
        actions: [{ type: 'rememberReading', params }, 'forgetChallenge'],
      },
      {
        guard: { type: 'jobChallengesTooOften', params },
        target: '#connection.failed',
        actions: [{ type: 'rememberReading', params }, 'rememberAnswersRefused'],
      },
      {
        guard: { type: 'jobChallenges', params },
        target: '.challenged',
        actions: [
          { type: 'rememberReading', params },
          { type: 'rememberChallenge', params },
        ],
      },
      {
        guard: { type: 'jobGoesBack', params },
        actions: { type: 'rememberReading', params },
      },
      {
        guard: { type: 'jobVerifies', params },
        target: '.verifying',
        actions: { type: 'rememberReading', params },
      },
      {
        guard: { type: 'jobVerifiesAnswer', params },
        target: '.verifyingAnswer',
        actions: { type: 'rememberReading', params },
      },
      {
        guard: { type: 'jobRetrievesAccounts', params },
        target: '.retrievingAccounts',
        actions: { type: 'rememberReading', params },
      },
      { target: '.retrievingTransactions', actions: { type: 'rememberReading', params } },
    ],
    watchFailed: {
      target: '#connection.failed',
      actions: { type: 'rememberFailure', params: ({ event }) => event.failure },
    },
    outOfTime: {
      target: '#connection.failed',
      actions: { type: 'rememberOutOfTime', params: ({ event }) => event.deadlineAt },
    },
    defect: {
      target: '#connection.broken',
      actions: { type: 'rememberDefect', params: ({ event }) => event.operation },
    },
  },
  initial: 'verifying',
  states: {
    verifying: { description: 'The bank checks the credentials.', tags: 'busy' },
    challenged: {
      description: 'The bank asks the user; waits for one answer per prompt, until the deadline.',
      tags: 'awaitingUser',
      invoke: {
        id: 'alarm',
        src: 'alarm',
        input: ({ context }) => ({ at: context.challenge?.expiresAt ?? 0 }),
        onDone: { target: '#connection.failed', actions: 'rememberExpired' },
        onError: broken('alarm'),
      },
      on: {
        jobRead: {
          guard: { type: 'jobShowsSameChallenge', params },
          actions: [
            { type: 'rememberReading', params },
            { type: 'rephraseChallenge', params },
          ],
        },
        answer: {
          guard: { type: 'answersEveryPrompt', params: ({ event }) => event },
          target: 'answering',
          actions: { type: 'rememberAnswer', params: ({ event }) => event },
        },
      },
    },
    answering: {
      description: 'Sends the answers, once. Polling is paused meanwhile.',
      tags: 'busy',
      entry: 'pauseWatch',
      exit: 'dropAnswers',
      invoke: {
        id: 'answerMfa',
        src: 'answerMfa',
        input: ({ context: { jobId, answers } }) => ({ jobId: jobId as JobId, answers }),
        onDone: [
          {
            guard: { type: 'notSent', params: ({ event }) => event.output },
            target: 'challenged',
            actions: ['resumeWatch', { type: 'rememberRejection', params: ({ event }) => event.output }],
          },
          {
            guard: { type: 'refusesAnswer', params: ({ event }) => event.output },
            target: 'challenged',
            actions: [
              'resumeWatch',
              'countRefusedAnswer',
              { type: 'rememberRejection', params: ({ event }) => event.output },
            ],
          },
          {
            guard: { type: 'refusesAnswerTooOften', params: ({ event }) => event.output },
            target: '#connection.failed',
            actions: 'rememberAnswersRefused',
          },
          {
            guard: { type: 'succeedsOrMayHaveArrived', params: ({ event }) => event.output },
            target: 'verifyingAnswer',
            actions: ['resumeWatch', 'countAnswer', { type: 'rememberRejection', params: ({ event }) => event.output }],
          },
          { target: '#connection.failed', actions: { type: 'rememberError', params: ({ event }) => event.output } },
        ],
        onError: broken('answerMfa'),
      },
      on: {
        jobRead: {
          guard: { type: 'jobContinues', params },
          actions: { type: 'rememberReading', params },
          description: 'A poll from before the answer: its effect shows in a later one.',
        },
      },
    },
    verifyingAnswer: { description: 'The bank checks the answers.', tags: 'busy' },
    retrievingAccounts: { description: 'The server fetches the accounts.', tags: 'busy' },
    retrievingTransactions: { description: 'The server fetches the transactions.', tags: 'busy' },
    parked: {
      description: 'The bank is down; the server retries every two hours, for up to seven days.',
      tags: 'busy',
    },
  },
})
