import { either as E, function as F } from 'fp-ts'
import { type MalformedResponse, malformedResponse, type PortError, unreachable } from '../failure/port-error.ts'
import { type AbortSignalLike, neverAborted } from '../time/abort.ts'
import type { Clock } from '../time/clock.ts'
import { raceWithAbort } from '../time/race-with-abort.ts'
import { type Endpoint, endpoints } from './endpoints.ts'
import { readErrorResponse, withoutSecrets } from './error-response.ts'
import type { BankPort, Call } from './port.ts'
import { requestOf } from './request.ts'
import type { Send, WireRequest, WireResponse } from './wire.ts'

/**
 * Builds a port from the function that an adapter supplies. Everything that adapters share is here: paths, bodies, and
 * the decoding of responses and errors.
 *
 * An aborted call settles at once with `Unreachable('cancelled')`, even if `send` ignores the signal: `delivered` is
 * `no` if it was aborted before it began, otherwise `unknown`. No failure contains a secret of the request body.
 *
 * @throws Error, as a rejection, if `send` throws or rejects, which is a bug in the adapter. The original exception may
 * contain the request and is dropped.
 */
export const createBankPort = (send: Send, clock: Clock): BankPort => {
  const call =
    <I, A>(endpoint: Endpoint<I, A>): Call<I, A> =>
    (input, signal = neverAborted) =>
    () =>
      settle(send, endpoint, input, signal)
  return {
    clock,
    createUser: call(endpoints.createUser),
    getUser: call(endpoints.getUser),
    deleteUser: call(endpoints.deleteUser),
    listInstitutions: call(endpoints.listInstitutions),
    getInstitution: call(endpoints.getInstitution),
    createConnection: call(endpoints.createConnection),
    listConnections: call(endpoints.listConnections),
    getConnection: call(endpoints.getConnection),
    refreshConnection: call(endpoints.refreshConnection),
    refreshAllConnections: call(endpoints.refreshAllConnections),
    updateConnection: call(endpoints.updateConnection),
    deleteConnection: call(endpoints.deleteConnection),
    getJob: call(endpoints.getJob),
    listJobs: call(endpoints.listJobs),
    answerMfa: call(endpoints.answerMfa),
    listAccounts: call(endpoints.listAccounts),
    listTransactions: call(endpoints.listTransactions),
  }
}

type Settled<A> = E.Either<PortError, A>

const settle = <I, A>(send: Send, endpoint: Endpoint<I, A>, input: I, signal: AbortSignalLike): Promise<Settled<A>> =>
  signal.aborted
    ? Promise.resolve(E.left(unreachable('cancelled', 'no')))
    : raceWithAbort<Settled<A>>(
        exchange(send, endpoint, input, signal),
        signal,
        E.left(unreachable('cancelled', 'unknown')),
      )

const exchange = async <I, A>(
  send: Send,
  endpoint: Endpoint<I, A>,
  input: I,
  signal: AbortSignalLike,
): Promise<Settled<A>> => {
  const secrets = endpoint.secrets?.(input) ?? []
  const answer = await carry(send, requestOf(endpoint, input), signal)
  if (E.isLeft(answer)) return E.left(withoutSecrets(answer.left, secrets))
  return readAnswer(endpoint, answer.right, secrets)
}

const carry = async (send: Send, request: WireRequest, signal: AbortSignalLike): Promise<Settled<WireResponse>> => {
  try {
    return await send(request, signal)()
  } catch {
    throw new Error(`send threw, or rejected, on ${request.method} ${request.template}; it must settle with an Either`)
  }
}

const readAnswer = <I, A>({ read }: Endpoint<I, A>, response: WireResponse, secrets: readonly string[]): Settled<A> => {
  const reader = read[response.status]
  if (reader !== undefined)
    return F.pipe(
      reader(response.body),
      E.mapLeft((failure) => (response.body === null ? { ...failure, reason: 'empty' } : failure)),
    )
  return E.left(
    response.status >= 400
      ? readErrorResponse(response, secrets)
      : unexpectedStatus(response.status, Object.keys(read)),
  )
}

const unexpectedStatus = (status: number, expected: readonly string[]): MalformedResponse =>
  malformedResponse(`status ${expected.join(' or ')}`, [''], status >= 300 ? 'redirect' : 'status')
