import { either as E } from 'fp-ts'
import type { NotRestored } from '../failure/connection-failure.ts'
import type { ConnectionInput } from '../machine/context.ts'
import { readSaved } from '../machine/saved/saved-connection.ts'
import type { BankPort } from '../protocol/port.ts'
import { type ConnectionHandle, startConnection, type WatchOptions } from './open-connection.ts'

/**
 * Goes on with a saved connection, in this process or another, where it was: its job is followed again, and its deadlines
 * are the ones that it had. No request that may have arrived is made again: after a crash while credentials were on their way
 * the job is looked for, and when there is none they are asked for again; after one while an answer was on its way the job
 * is looked at first.
 *
 * @param saved - what `handle.save()` gave, as it came out of a store; it is checked
 * @example
 * const restored = restoreConnection(port, JSON.parse(row.connection))
 */
export const restoreConnection = (
  port: BankPort,
  saved: unknown,
  options: WatchOptions = {},
): E.Either<NotRestored, ConnectionHandle> =>
  E.map((resume: Resume) => startConnection(port, inputOf(resume), options))(readSaved(saved))

type Resume = NonNullable<ConnectionInput['resume']>

/** What a connection that was read starts from. */
export const inputOf = (resume: Resume): ConnectionInput => {
  const { userId, intent, requestedAt } = resume.memory
  return { userId, intent, at: requestedAt, resume }
}
