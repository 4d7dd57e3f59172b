import {
  ConnectionId,
  type ConnectionRequest,
  type ConnectionView,
  InstitutionId,
  openConnection,
} from '@bank-connection/core'
import type { Trace, TracedRequest } from '@bank-connection/core/trace'
import { type MemoryBank, sandboxInstitutions } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import type { ConnectionList } from '../feed/connection-list.ts'
import { workingLogins } from './bank-menu.ts'
import { type CommandError, commandError } from './command-error.ts'
import type { AnswerCommand, StartCommand, SubmitCommand } from './commands.ts'
import { startProcess } from './connection-process.ts'
import {
  answerChallenge,
  type CommandResult,
  cancelConnection,
  crashProcess,
  restoreProcess,
  submitCredentials,
  traceOf,
} from './simulated-actions.ts'
import { createSimulatedConnection, type SimulatedConnection } from './simulated-connection.ts'
import { createSimulatedUser, type SimulatedUser } from './simulated-user.ts'

/** The connections that the inspector runs at the simulated bank. */
export interface SimulatedConnections {
  /** Starts connections and returns their ids: fewer if the list is full. */
  readonly start: (command: StartCommand) => E.Either<CommandError, readonly string[]>
  readonly submit: (id: string, command: SubmitCommand) => CommandResult
  readonly answer: (id: string, command: AnswerCommand) => CommandResult
  readonly cancel: (id: string) => CommandResult
  /** Kills the process of a connection. */
  readonly crash: (id: string) => CommandResult
  /** Restores a crashed connection in a new process. */
  readonly restore: (id: string) => CommandResult
  /** The current view; `null` after a crash; `undefined` if the id is unknown. */
  readonly view: (id: string) => ConnectionView | null | undefined
  /** The trace of a connection, for `replayTrace`. */
  readonly trace: (id: string) => E.Either<CommandError, Trace>
  /** Kills all processes. */
  readonly stop: () => void
}

/** Creates a runner for connections at a bank; it adds them to the list. */
export const createSimulatedConnections = (bank: MemoryBank, list: ConnectionList): SimulatedConnections => {
  const { userId } = bank
  const all = new Map<string, SimulatedConnection>()
  let started = 0
  list.listen((id, what) => {
    if (what === 'changed') return
    all.get(id)?.process?.kill()
    all.delete(id)
  })

  const open = (institutionId: string, request: ConnectionRequest, intent: TracedRequest['intent'], auto: boolean) => {
    const id = `c-${started + 1}`
    const institutionName = sandboxInstitutions.find(({ id: each }) => each === institutionId)?.name ?? null
    const isAdded = list.add({
      ...{ id, source: 'simulated', institutionId, institutionName, state: 'preparing', startedAt: bank.clock.now() },
    })
    if (!isAdded) return commandError(409, 'count: the list is full of active connections; cancel some of them')
    const user = auto ? userFor(institutionId, started) : null
    started += 1
    const connection = createSimulatedConnection({ id, institutionId }, bank, list, user)
    all.set(id, connection)
    const { options } = connection
    options.onTrace({ type: 'began', at: options.clock.now(), request: { userId, intent } })
    const process = startProcess({ ...options, open: (port, watch) => openConnection(port, request, watch) })
    if (E.isLeft(process)) throw new Error('a validated request was rejected')
    connection.process = process.right
    return E.right(id)
  }

  const startNew = ({ institutionId, count, auto }: Extract<StartCommand, { readonly intent: 'create' }>) => {
    if (!isOffered(institutionId))
      return commandError(422, 'institutionId: give the id of an institution listed by GET /api/bank')
    const ids: string[] = []
    for (let i = 0; i < count; i++) {
      const opened = open(institutionId, { userId, institutionId }, { type: 'create', institutionId }, auto)
      if (E.isLeft(opened)) return ids.length === 0 ? opened : E.right(ids)
      ids.push(opened.right)
    }
    return E.right(ids)
  }

  const startAgain = ({ intent, of, auto }: Extract<StartCommand, { readonly intent: 'refresh' | 'update' }>) => {
    const connection = all.get(of)
    const connectionId = connection?.view?._tag === 'Connected' ? connection.view.connected.connectionId : null
    if (connection === undefined || !ConnectionId.is(connectionId))
      return commandError(409, 'of: give the id of a simulated connection that is connected')
    const request: ConnectionRequest = { userId, intent, connectionId }
    const opened = open(connection.institutionId, request, { type: intent, connectionId }, auto)
    return E.isLeft(opened) ? opened : E.right([opened.right])
  }

  const withConnection = <A>(
    id: string,
    run: (connection: SimulatedConnection) => E.Either<CommandError, A>,
  ): E.Either<CommandError, A> => {
    const connection = all.get(id)
    return connection === undefined ? NOT_LISTED : run(connection)
  }

  return {
    start: (command) => (command.intent === 'create' ? startNew(command) : startAgain(command)),
    submit: (id, command) => withConnection(id, (connection) => submitCredentials(connection, command)),
    answer: (id, command) => withConnection(id, (connection) => answerChallenge(connection, command)),
    cancel: (id) => withConnection(id, cancelConnection),
    crash: (id) => withConnection(id, (connection) => crashProcess(connection, list)),
    restore: (id) => withConnection(id, (connection) => restoreProcess(connection, list)),
    view: (id) => all.get(id)?.view,
    trace: (id) => withConnection(id, () => traceOf(list.history(id, 0, Number.MAX_SAFE_INTEGER) ?? NO_HISTORY)),
    stop: () => {
      for (const { process } of all.values()) process?.kill()
      all.clear()
    },
  }
}

const isOffered = (institutionId: string): institutionId is InstitutionId =>
  sandboxInstitutions.some(({ id }) => id === institutionId) && InstitutionId.is(institutionId)

/** A user who can log in at the institution. Delays differ, so that users don't act in lockstep. */
const userFor = (institutionId: string, position: number): SimulatedUser => {
  const logins = workingLogins(institutionId)
  return createSimulatedUser(logins[position % Math.max(1, logins.length)] ?? 'no_fault', 1_500 + (position % 7) * 400)
}

const NOT_LISTED = commandError(404, 'id: give the id of a simulated connection in the list')

const NO_HISTORY = { records: [], dropped: 0 }
