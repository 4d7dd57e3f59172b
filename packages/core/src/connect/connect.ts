import { either as E, type taskEither as TE } from 'fp-ts'
import type { ConnectionFailure } from '../failure/connection-failure.ts'
import type { Connected } from '../machine/context.ts'
import type { BankPort } from '../protocol/port.ts'
import { type AbortSignalLike, neverAborted } from '../time/abort.ts'
import { type AutoResponses, autoRespond } from './auto-responder.ts'
import type { ConnectionRequest } from './connection-request.ts'
import { openConnection, type WatchOptions } from './open-connection.ts'

/** Default time that `connect` allows for a job, in milliseconds: 1 hour. */
const CONNECT_TIMEOUT_MS = 3_600_000

/** What to connect, how to respond to the bank, and how to cancel. */
export type ConnectOptions = ConnectionRequest &
  AutoResponses &
  WatchOptions & {
    /** Cancels the connection when it aborts; any `AbortSignal` fits. */
    readonly signal?: AbortSignalLike
  }

/**
 * Runs one connection from start to end. Lazy; never rejects.
 *
 * It has one set of credentials, so a bank that rejects them ends it, with `StepFailed` or `Refused` and the code
 * `invalid-credentials`; with `openConnection` the user can try again. The job may take 1 hour unless
 * `limits.jobTimeoutMs` says otherwise.
 *
 * @example
 * const result = await connect(bank.port, {
 *   userId: 'user-1',
 *   institutionId: 'AU00000',
 *   credentials: { loginId: 'gavinBelson', password: 'hooli2016' },
 * })()
 */
export const connect =
  (port: BankPort, options: ConnectOptions): TE.TaskEither<ConnectionFailure, Connected> =>
  async () => {
    const signal = options?.signal ?? neverAborted
    if (signal.aborted) return E.left({ _tag: 'Cancelled', jobId: null, mayHaveStarted: false })
    const limits = { jobTimeoutMs: CONNECT_TIMEOUT_MS, attemptsMax: 1, ...options?.limits }
    const opened = openConnection(port, { ...options, limits }, options)
    if (E.isLeft(opened)) return opened
    const handle = opened.right
    signal.addEventListener('abort', handle.cancel)
    if (signal.aborted) handle.cancel()
    const result = await Promise.race([handle.ended(), autoRespond(handle, options, port.clock)])
    signal.removeEventListener('abort', handle.cancel)
    handle.cancel()
    return result
  }
