import { restoreConnection } from '@bank-connection/core'
import type { Trace, TraceEvent } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import type { ConnectionList, HistoryPart } from '../feed/connection-list.ts'
import { correctAnswers, credentialsOf } from './bank-menu.ts'
import { type CommandError, commandError, rejectionError } from './command-error.ts'
import type { AnswerCommand, SubmitCommand } from './commands.ts'
import { type ConnectionProcess, startProcess } from './connection-process.ts'
import { isActive, type SimulatedConnection } from './simulated-connection.ts'
import { credentialsFor } from './simulated-user.ts'

/** The result of a command. */
export type CommandResult = E.Either<CommandError, null>

/** Submits credentials, or those of a named login. */
export const submitCredentials = (connection: SimulatedConnection, command: SubmitCommand): CommandResult =>
  withProcess(connection, ({ recorder, handle }) => {
    if ('credentials' in command) return toCommandResult(recorder.submit(handle, command.credentials))
    if (credentialsOf(command.login) === null)
      return commandError(422, 'login: give the name of a login listed by GET /api/bank')
    const view = handle.view()
    const given = view._tag === 'Collecting' ? credentialsFor(command.login, view) : null
    return toCommandResult(recorder.submit(handle, given ?? {}))
  })

/** Answers a challenge. */
export const answerChallenge = (connection: SimulatedConnection, command: AnswerCommand): CommandResult =>
  withProcess(connection, ({ recorder, handle }) => {
    if (command !== 'right') return toCommandResult(recorder.answer(handle, command.answers))
    const view = handle.view()
    const answers = view._tag === 'Challenged' ? correctAnswers(view.challenge.prompts) : []
    if (answers === null)
      return commandError(409, 'right: the correct answers to this challenge are unknown; give answers instead')
    return toCommandResult(recorder.answer(handle, answers))
  })

/** Cancels a connection. */
export const cancelConnection = (connection: SimulatedConnection): CommandResult =>
  withProcess(connection, ({ recorder, handle }) => {
    recorder.cancel(handle)
    return E.right(null)
  })

/** Kills the process of a connection, and keeps its saved state. */
export const crashProcess = (connection: SimulatedConnection, list: ConnectionList): CommandResult =>
  withProcess(connection, (process) => {
    const saved = process.handle.save()
    process.kill()
    connection.process = null
    connection.view = null
    connection.saved = saved
    list.change(connection.id, { status: 'crashed' })
    connection.options.onTrace({ type: 'crashed', at: connection.options.clock.now() })
    return E.right(null)
  })

/** Restores a crashed connection in a new process. */
export const restoreProcess = (connection: SimulatedConnection, list: ConnectionList): CommandResult => {
  const { id, saved, options } = connection
  if (saved === null) return commandError(409, 'id: this connection has not crashed; crash it first')
  options.onTrace({ type: 'restored', at: options.clock.now(), saved })
  connection.saved = null
  list.change(id, { status: 'active' })
  const process = startProcess({
    ...options,
    // A real process would restore from JSON.
    open: (port, watch) => restoreConnection(port, JSON.parse(JSON.stringify(saved)), watch),
  })
  if (E.isLeft(process)) throw new Error('the saved connection could not be restored')
  connection.process = process.right
  return E.right(null)
}

/** The trace in a history, for `replayTrace`. */
export const traceOf = (history: HistoryPart): E.Either<CommandError, Trace> =>
  history.dropped > 0
    ? commandError(409, 'id: the oldest records of this history were dropped, so there is no complete trace')
    : E.right(
        history.records.flatMap(({ entry }): readonly TraceEvent[] => (entry.type === 'traced' ? [entry.event] : [])),
      )

/** Runs an action on a connection that is active. */
const withProcess = (
  connection: SimulatedConnection,
  run: (process: ConnectionProcess) => CommandResult,
): CommandResult => {
  if (connection.process === null) return commandError(409, 'id: this connection has crashed; restore it first')
  return isActive(connection)
    ? run(connection.process)
    : commandError(409, 'id: this connection has ended; start another')
}

const toCommandResult = E.bimap(rejectionError, () => null)
