import { either as E } from 'fp-ts'
import { type ActorOptions, type AnyActorRef, createActor, fromCallback, fromPromise } from 'xstate'
import type { InstitutionId } from '../../codec/ids.ts'
import { type InstitutionProfile, profileOf } from '../../domain/institution-profile.ts'
import { malformedResponse, type PortError, unreachable } from '../../failure/port-error.ts'
import type { BankPort, JobStart } from '../../protocol/port.ts'
import { sanitizeFailure } from '../../secrets/sanitize.ts'
import { exposeSecret } from '../../secrets/secret.ts'
import type { AbortSignalLike } from '../../time/abort.ts'
import type { AnswerMfaInput, FindInstitutionInput, RequestJobInput, WatchJobInput } from '../actor-logic.ts'
import type { ConnectionInput } from '../context.ts'
import type { WatchCommand } from '../event.ts'
import type { Timed } from '../guards.ts'
import { connectionMachine } from '../machine.ts'
import { findLostJob } from './find-lost-job.ts'
import { watchJobOf } from './watch-job.ts'
import { withTimeout } from './with-timeout.ts'

type Result<A> = E.Either<PortError, A>

/** The actors that run together. */
type System = AnyActorRef['system']

/** Finds the port of an actor by its system. */
type PortOf = (system: System) => BankPort

/** A handle that was saved and restored is empty, and it is unknown whether its request was sent. */
const handleLost = E.left(unreachable('cancelled', 'unknown'))

/**
 * Runs `work` as an actor whose output is its result and the time at which it settled. Exceptions are dropped: they may
 * contain a secret, and every observer of the machine would see them. For the same reason failures are sanitized.
 */
const timed = <A, I>(
  portOf: PortOf,
  name: string,
  workOf: (port: BankPort) => (input: I, signal: AbortSignalLike) => Promise<Result<A>>,
) =>
  fromPromise<Timed<A>, I>(async ({ input, signal, system }) => {
    try {
      const port = portOf(system)
      const result = E.mapLeft(sanitizeFailure)(await workOf(port)(input, signal))
      return { at: port.clock.now(), result }
    } catch {
      throw new Error(`${name} threw`)
    }
  })

const findInstitution =
  ({ clock, getConnection, getInstitution }: BankPort) =>
  async (
    { userId, institutionId, connectionId }: FindInstitutionInput,
    signal: AbortSignalLike,
  ): Promise<Result<InstitutionProfile>> => {
    const ofConnection = async (): Promise<Result<InstitutionId>> => {
      if (connectionId === null) return E.left(unreachable('cancelled', 'no'))
      const found = await withTimeout(clock, (s) => getConnection({ userId, connectionId }, s), signal)
      if (E.isLeft(found)) return found
      const { id, institution } = found.right
      if (id !== connectionId) return E.left(malformedResponse('Connection', ['/id']))
      return institution === null ? E.left(malformedResponse('Connection', ['/institution'])) : E.right(institution.id)
    }
    const id = institutionId === null ? await ofConnection() : E.right(institutionId)
    if (E.isLeft(id)) return id
    const found = await withTimeout(clock, (s) => getInstitution({ institutionId: id.right }, s), signal)
    // Credentials go to the institution whose form was shown: a response about another one must not redirect them.
    if (E.isRight(found) && found.right.id !== id.right) return E.left(malformedResponse('Institution', ['/id']))
    return E.map(profileOf)(found)
  }

const requestJob =
  ({ clock, createConnection, refreshConnection, updateConnection }: BankPort) =>
  async (input: RequestJobInput, signal: AbortSignalLike): Promise<Result<JobStart>> => {
    const { request, userId, institutionId, connectionId } = input
    if (request === 'refresh' && connectionId !== null)
      return withTimeout(clock, (s) => refreshConnection({ userId, connectionId }, s), signal)
    const credentials = exposeSecret(input.credentials)
    if (credentials === null) return handleLost
    if (request === 'update' && connectionId !== null)
      return withTimeout(clock, (s) => updateConnection({ userId, connectionId, credentials }, s), signal)
    if (request === 'create' && institutionId !== null)
      return withTimeout(clock, (s) => createConnection({ userId, institutionId, credentials }, s), signal)
    return handleLost
  }

const answerMfa =
  ({ clock, answerMfa }: BankPort) =>
  async (input: AnswerMfaInput, signal: AbortSignalLike): Promise<Result<void>> => {
    const answers = exposeSecret(input.answers)
    if (answers === null) return handleLost
    return withTimeout(clock, (s) => answerMfa({ jobId: input.jobId, answers }, s), signal)
  }

/**
 * Delay of an alarm whose time had passed before it was set, in milliseconds: after a crash, or after the computer was
 * asleep, the job is polled first. It may have been answered elsewhere.
 */
const LATE_ALARM_MS = 10_000

const wire = (portOf: PortOf) =>
  connectionMachine.provide({
    actors: {
      findInstitution: timed(portOf, 'findInstitution', findInstitution),
      requestJob: timed(portOf, 'requestJob', requestJob),
      findJob: timed(portOf, 'findJob', findLostJob),
      watchJob: fromCallback<WatchCommand, WatchJobInput>((scope) => watchJobOf(portOf(scope.system))(scope)),
      answerMfa: timed(portOf, 'answerMfa', answerMfa),
      alarm: fromPromise<void, { readonly at: number }>(({ input, signal, system }) => {
        const { clock } = portOf(system)
        const leftMs = input.at - clock.now()
        return clock.sleep(leftMs > 0 ? leftMs : LATE_ALARM_MS, signal)
      }),
    },
  })

const machines = new WeakMap<BankPort, ReturnType<typeof wire>>()

/**
 * Connects the machine to a bank. This is the only place where secrets are exposed, for one call each.
 *
 * Returns the same machine for the same port.
 */
export const withPort = (port: BankPort): ReturnType<typeof wire> => {
  const machine = machines.get(port) ?? wire(() => port)
  machines.set(port, machine)
  return machine
}

const ports = new WeakMap<System, BankPort>()

/** Provided once: that takes as long as half a simulated connection, and there may be a port per connection. */
const sharedMachine = wire((system) => {
  const port = ports.get(system)
  if (port === undefined) throw new Error('an actor of the shared machine runs in a system that has no port')
  return port
})

/**
 * Creates the actor of a connection over `port`, not yet started. It is a root actor, since its system identifies the
 * port.
 */
export const connectionActor = (
  port: BankPort,
  options: ActorOptions<typeof sharedMachine> & { readonly input: ConnectionInput },
) => {
  const actor = createActor(sharedMachine, options)
  ports.set(actor.system, port)
  return actor
}
