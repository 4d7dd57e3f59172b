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
import type { ConnectionBook } from '../feed/connection-list.ts'
import { goodLogins } from './bank-menu.ts'
import { type Trouble, trouble } from './command-problem.ts'
import type { AnswerCommand, StartCommand, SubmitCommand } from './commands.ts'
import { beginLife } from './connection-process.ts'
import { answerTo, cancelIt, crashIt, type Done, restoreIt, submitTo, traceIn } from './simulated-actions.ts'
import { createSimulated, type Simulated } from './simulated-connection.ts'
import { createHelpfulPerson, type HelpfulPerson } from './simulated-user.ts'

/** The connections that this process runs at the simulated bank. */
export interface SimulatedConnections {
  /** Starts connections, and gives their ids: fewer when there is no room for all. */
  readonly start: (command: StartCommand) => E.Either<Trouble, readonly string[]>
  readonly submit: (id: string, command: SubmitCommand) => Done
  readonly answer: (id: string, command: AnswerCommand) => Done
  readonly cancel: (id: string) => Done
  /** The process of the connection dies. */
  readonly crash: (id: string) => Done
  /** Another process goes on with what the dead one has saved. */
  readonly restore: (id: string) => Done
  /** What it shows at present; `null`: nothing, since its process has died. `undefined`: there is no such connection. */
  readonly view: (id: string) => ConnectionView | null | undefined
  /** Everything that happened to it, as `replayTrace` takes it. */
  readonly trace: (id: string) => E.Either<Trouble, Trace>
  /** All processes die. */
  readonly stop: () => void
}

/** Creates what runs connections at a bank, and keeps the book of them. */
export const createSimulatedConnections = (bank: MemoryBank, book: ConnectionBook): SimulatedConnections => {
  const { userId } = bank
  const all = new Map<string, Simulated>()
  let started = 0
  book.listen((id, what) => {
    if (what === 'changed') return
    all.get(id)?.life?.kill()
    all.delete(id)
  })

  const open = (institutionId: string, request: ConnectionRequest, intent: TracedRequest['intent'], auto: boolean) => {
    const id = `c-${started + 1}`
    const institutionName = sandboxInstitutions.find((one) => one.id === institutionId)?.name ?? null
    const isAdded = book.add({
      ...{ id, source: 'simulated', institutionId, institutionName, state: 'preparing', startedAt: bank.clock.now() },
    })
    if (!isAdded) return trouble(409, 'count: there is no room for more connections that go on; cancel some of them')
    const person = auto ? personFor(institutionId, started) : null
    started += 1
    const one = createSimulated({ id, institutionId }, bank, book, person)
    all.set(id, one)
    const { options } = one
    options.trace({ type: 'began', at: options.clock.now(), request: { userId, intent } })
    const life = beginLife({ ...options, open: (port, watch) => openConnection(port, request, watch) })
    if (E.isLeft(life)) throw new Error('a request that was checked was not taken')
    one.life = life.right
    return E.right(id)
  }

  const startNew = ({ institutionId, count, auto }: Extract<StartCommand, { readonly intent: 'create' }>) => {
    if (!isOffered(institutionId))
      return trouble(422, 'institutionId: give the id of an institution, as GET /api/bank lists them')
    const ids: string[] = []
    for (let i = 0; i < count; i++) {
      const opened = open(institutionId, { userId, institutionId }, { type: 'create', institutionId }, auto)
      if (E.isLeft(opened)) return ids.length === 0 ? opened : E.right(ids)
      ids.push(opened.right)
    }
    return E.right(ids)
  }

  const startAgain = ({ intent, of, auto }: Extract<StartCommand, { readonly intent: 'refresh' | 'update' }>) => {
    const one = all.get(of)
    const connectionId = one?.view?._tag === 'Connected' ? one.view.connected.connectionId : null
    if (one === undefined || !ConnectionId.is(connectionId))
      return trouble(409, 'of: give the id of a connection at the simulated bank that is connected')
    const request: ConnectionRequest = { userId, intent, connectionId }
    return E.map((id: string) => [id])(open(one.institutionId, request, { type: intent, connectionId }, auto))
  }

  const withOne = <A>(id: string, act: (one: Simulated) => E.Either<Trouble, A>): E.Either<Trouble, A> => {
    const one = all.get(id)
    return one === undefined ? NOT_LISTED : act(one)
  }

  return {
    start: (command) => (command.intent === 'create' ? startNew(command) : startAgain(command)),
    submit: (id, command) => withOne(id, (one) => submitTo(one, command)),
    answer: (id, command) => withOne(id, (one) => answerTo(one, command)),
    cancel: (id) => withOne(id, cancelIt),
    crash: (id) => withOne(id, (one) => crashIt(one, book)),
    restore: (id) => withOne(id, (one) => restoreIt(one, book)),
    view: (id) => all.get(id)?.view,
    trace: (id) => withOne(id, () => traceIn(book.history(id, 0, Number.MAX_SAFE_INTEGER) ?? NO_HISTORY)),
    stop: () => {
      for (const { life } of all.values()) life?.kill()
      all.clear()
    },
  }
}

const isOffered = (institutionId: string): institutionId is InstitutionId =>
  sandboxInstitutions.some(({ id }) => id === institutionId) && InstitutionId.is(institutionId)

/** Somebody who logs in there; those of one start do not all type at the same moment. */
const personFor = (institutionId: string, place: number): HelpfulPerson => {
  const logins = goodLogins(institutionId)
  return createHelpfulPerson(logins[place % Math.max(1, logins.length)] ?? 'no_fault', 1_500 + (place % 7) * 400)
}

const NOT_LISTED = trouble(404, 'id: give the id of a connection at the simulated bank that is in the list')

const NO_HISTORY = { records: [], dropped: 0 }
