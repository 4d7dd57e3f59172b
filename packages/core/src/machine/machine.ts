import { either as E } from 'fp-ts'
import type { ConnectionFailure } from '../failure/connection-failure.ts'
import { contextOf } from './assigns.ts'
import type { Connected, Context } from './context.ts'
import { broken } from './defect.ts'
import { following } from './following.ts'
import { resuming } from './resuming.ts'
import { connectionSetup } from './setup.ts'

const resultOf = (context: Context): E.Either<ConnectionFailure, Connected> => {
  const { userId, connectionId, jobId, origin, steps, anomalies, failure } = context
  return failure === null && connectionId !== null && jobId !== null && origin !== null
    ? E.right({ userId, connectionId, jobId, origin, steps, anomalies })
    : E.left(failure ?? { _tag: 'Defect', operation: 'connectionMachine' })
}

/**
 * The lifecycle of a bank connection: credentials, an optional second factor, accounts, transactions.
 *
 * Pure: no clock, network or randomness. Time enters with events (`at`) and leaves as absolute deadlines in the
 * context; `withPort` connects it to a bank. Its output is `right` in `connected`, otherwise `left` with the failure
 * that ended it; `broken` means that an adapter threw, which is a bug.
 */
export const connectionMachine = connectionSetup.createMachine({
  id: 'connection',
  description: 'Connects, refreshes or updates one bank account, or follows a job that does.',
  context: ({ input }) => contextOf(input),
  output: ({ context }) => resultOf(context),
  initial: 'preparing',
  on: { cancel: { target: '.cancelled', actions: 'rememberCancelled' } },
  states: {
    preparing: {
      description: 'Requests the institution, unless the caller has it.',
      tags: 'busy',
      initial: 'deciding',
      states: {
        deciding: {
          description: 'Leaves at once, depending on what is known.',
          always: [
            { guard: 'isSaved', target: 'resuming' },
            { guard: 'isFollow', target: '#connection.following', actions: 'rememberFollowed' },
            { guard: 'lacksInstitution', target: 'asking' },
            { guard: 'isUnsupported', target: '#connection.failed', actions: 'rememberUnsupported' },
            { guard: 'isRefresh', target: '#connection.creating' },
            { target: '#connection.collecting' },
          ],
        },
        resuming,
        asking: {
          description: 'Requests the institution from the server.',
          invoke: {
            id: 'findInstitution',
            src: 'findInstitution',
            input: ({ context: { userId, intent, connectionId } }) => ({
              userId,
              institutionId: intent.type === 'create' ? intent.institutionId : null,
              connectionId,
            }),
            onDone: [
              {
                guard: { type: 'succeeds', params: ({ event }) => event.output },
                target: 'deciding',
                actions: { type: 'rememberInstitution', params: ({ event }) => event.output },
              },
              {
                target: '#connection.failed',
                actions: { type: 'rememberError', params: ({ event }) => event.output },
              },
            ],
            onError: broken('findInstitution'),
          },
        },
      },
    },
    collecting: {
      description: 'Waits for credentials that fit the authorization type of the institution.',
      tags: 'awaitingUser',
      on: {
        submit: [
          {
            guard: { type: 'hasRequiredFields', params: ({ event }) => event },
            target: 'creating',
            actions: { type: 'rememberSubmit', params: ({ event }) => event },
          },
          { actions: { type: 'rememberIncomplete', params: ({ event }) => event } },
        ],
      },
    },
    creating: {
      description: 'Sends the request that starts the job, once.',
      tags: 'busy',
      exit: 'dropCredentials',
      on: { cancel: { target: 'cancelled', actions: 'rememberCancelledRequest' } },
      invoke: {
        id: 'requestJob',
        src: 'requestJob',
        input: ({ context: { request, userId, institution, connectionId, credentials } }) => ({
          request,
          userId,
          institutionId: institution?.id ?? null,
          connectionId,
          credentials,
        }),
        onDone: [
          {
            guard: { type: 'succeeds', params: ({ event }) => event.output },
            target: 'following',
            actions: { type: 'rememberStart', params: ({ event }) => event.output },
          },
          {
            guard: { type: 'rejectedMayRetry', params: ({ event }) => event.output },
            target: 'collecting',
            actions: { type: 'rememberDenial', params: ({ event }) => event.output },
          },
          {
            guard: { type: 'notSentFromForm', params: ({ event }) => event.output },
            target: 'collecting',
            actions: { type: 'rememberRejection', params: ({ event }) => event.output },
          },
          {
            guard: { type: 'mayHaveArrived', params: ({ event }) => event.output },
            target: 'reconciling',
            actions: { type: 'rememberRejection', params: ({ event }) => event.output },
          },
          { target: 'failed', actions: { type: 'rememberError', params: ({ event }) => event.output } },
        ],
        onError: broken('requestJob'),
      },
    },
    reconciling: {
      description: 'Searches the user’s jobs for that of a request whose response was lost.',
      tags: 'busy',
      on: { cancel: { target: 'cancelled', actions: 'rememberCancelledRequest' } },
      invoke: {
        id: 'findJob',
        src: 'findJob',
        input: ({ context: { userId, institution, connectionId, previousJobIds, requestedAt } }) => ({
          userId,
          institutionId: institution?.id ?? null,
          connectionId,
          notJobIds: previousJobIds,
          requestedAt,
        }),
        onDone: [
          {
            guard: { type: 'finds', params: ({ event }) => event.output },
            target: 'following',
            actions: { type: 'rememberFound', params: ({ event }) => event.output },
          },
          {
            guard: { type: 'findsNoneForRefresh', params: ({ event }) => event.output },
            target: 'failed',
            actions: 'rememberRejectionAsFailure',
          },
          { guard: { type: 'succeeds', params: ({ event }) => event.output }, target: 'collecting' },
          { target: 'failed', actions: { type: 'rememberLookupFailure', params: ({ event }) => event.output } },
        ],
        onError: broken('findJob'),
      },
    },
    following,
    connected: { description: 'The accounts and transactions have been retrieved.', type: 'final', tags: 'final' },
    failed: { description: 'Ended by one failure, which the output names.', type: 'final', tags: 'final' },
    cancelled: { description: 'Stopped by the user or the caller.', type: 'final', tags: 'final' },
    broken: { description: 'An adapter threw: a bug.', type: 'final', tags: 'final' },
  },
})
