import { restoreConnection } from '@bank-connection/core'
import type { Trace, TraceEvent } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import type { ConnectionBook, HistoryPart } from '../feed/connection-list.ts'
import { answersTo, credentialsOf } from './bank-menu.ts'
import { refusalTrouble, type Trouble, trouble } from './command-problem.ts'
import type { AnswerCommand, SubmitCommand } from './commands.ts'
import { beginLife, type ConnectionLife } from './connection-process.ts'
import { isGoingOn, type Simulated } from './simulated-connection.ts'
import { credentialsFor } from './simulated-user.ts'

/** A command that was done, or not. */
export type Done = E.Either<Trouble, null>

/** Gives what a person types in; of a login the server knows the secrets. */
export const submitTo = (one: Simulated, command: SubmitCommand): Done =>
  withLife(one, ({ recorder, handle }) => {
    if ('credentials' in command) return taken(recorder.submit(handle, command.credentials))
    if (credentialsOf(command.login) === null)
      return trouble(422, 'login: give the name of a login, as GET /api/bank lists them')
    const view = handle.view()
    const given = view._tag === 'Collecting' ? credentialsFor(command.login, view) : null
    return taken(recorder.submit(handle, given ?? {}))
  })

/** Answers a challenge. */
export const answerTo = (one: Simulated, command: AnswerCommand): Done =>
  withLife(one, ({ recorder, handle }) => {
    if (command !== 'right') return taken(recorder.answer(handle, command.answers))
    const view = handle.view()
    const answers = view._tag === 'Challenged' ? answersTo(view.challenge.prompts) : []
    if (answers === null)
      return trouble(409, 'right: the answers to this challenge are not known; give answers instead')
    return taken(recorder.answer(handle, answers))
  })

/** Stops a connection. */
export const cancelIt = (one: Simulated): Done =>
  withLife(one, ({ recorder, handle }) => {
    recorder.cancel(handle)
    return E.right(null)
  })

/** Its process dies; what it had to save is kept. */
export const crashIt = (one: Simulated, book: ConnectionBook): Done =>
  withLife(one, (life) => {
    const saved = life.handle.save()
    life.kill()
    one.life = null
    one.view = null
    one.saved = saved
    book.change(one.id, { standing: 'crashed' })
    one.options.trace({ type: 'crashed', at: one.options.clock.now() })
    return E.right(null)
  })

/** Another process goes on with what the dead one has saved. */
export const restoreIt = (one: Simulated, book: ConnectionBook): Done => {
  const { id, saved, options } = one
  if (saved === null) return trouble(409, 'id: this connection has not crashed; crash it first')
  options.trace({ type: 'restored', at: options.clock.now(), saved })
  one.saved = null
  book.change(id, { standing: 'active' })
  const life = beginLife({
    ...options,
    // What a process leaves behind is text.
    open: (port, watch) => restoreConnection(port, JSON.parse(JSON.stringify(saved)), watch),
  })
  if (E.isLeft(life)) throw new Error('what a connection has saved cannot be restored')
  one.life = life.right
  return E.right(null)
}

/** The trace in a history, as `replayTrace` takes it. */
export const traceIn = (history: HistoryPart): E.Either<Trouble, Trace> =>
  history.dropped > 0
    ? trouble(409, 'id: the beginning of this history was dropped, since it is too long; there is no trace of it')
    : E.right(
        history.records.flatMap(({ happening }): readonly TraceEvent[] =>
          happening.type === 'traced' ? [happening.event] : [],
        ),
      )

/** Acts on a connection whose process lives. */
const withLife = (one: Simulated, act: (life: ConnectionLife) => Done): Done => {
  if (one.life === null) return trouble(409, 'id: the process of this connection has died; restore it first')
  return isGoingOn(one) ? act(one.life) : trouble(409, 'id: this connection is over; start another')
}

const taken = E.bimap(refusalTrouble, () => null)
