import { either as E } from 'fp-ts'
import type { NotRestored } from '../failure/store-failure.ts'
import type { ConnectionInput } from '../machine/context.ts'
import { readSaved } from '../machine/saved/saved-connection.ts'
import type { BankPort } from '../protocol/port.ts'
import { type ConnectionHandle, startConnection, type WatchOptions } from './open-connection.ts'

/**
 * Resumes a saved connection where it was, in this process or another, with its job and its deadlines. No request that
 * may have arrived is repeated: after a crash while credentials were being sent, the job is searched for, and
 * credentials are asked for again if there is none; after a crash while an answer was being sent, the job is polled
 * first.
 *
 * @param saved - the result of `handle.save()`, as loaded from a store; it is validated
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

/** The machine input of a restored connection. */
export const inputOf = (resume: Resume): ConnectionInput => {
  const { userId, intent, requestedAt } = resume.memory
  return { userId, intent, at: requestedAt, resume }
}
