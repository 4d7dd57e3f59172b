import { either as E, type taskEither as TE } from 'fp-ts'
import type { InputInvalid } from '../../failure/connection-failure.ts'
import type { StoreFailure } from '../../failure/store-failure.ts'
import type { BankPort } from '../../protocol/port.ts'
import type { ConnectionStore } from '../../store/connection-store.ts'
import { type ConnectionRequest, connectionInput } from '../connection-request.ts'
import type { WatchOptions } from '../open-connection.ts'
import { type KeptConnection, startKept } from './kept-handle.ts'

/**
 * Like `openConnection`, but saves the connection from the start, so that another process can resume it after a crash:
 * see `resumeConnection`.
 *
 * A request that must not be repeated (create, refresh, update, an answer to a challenge) is sent only after the store
 * has saved that it is about to be. If the store fails, nothing more is sent. Credentials and answers are never saved.
 *
 * Fails with `InputInvalid` or a store failure (`StoreConflict`: the id is taken); then nothing was sent.
 *
 * @param id - the caller's own: 1 to 100 ASCII letters, digits, `-` or `_`
 * @example
 * const kept = await keepConnection(port, store, 'c-17', { userId: 'user-1', institutionId: 'AU00000' })()
 */
export const keepConnection =
  (
    port: BankPort,
    store: ConnectionStore,
    id: string,
    request: ConnectionRequest,
    options: WatchOptions = {},
  ): TE.TaskEither<InputInvalid | StoreFailure, KeptConnection> =>
  async () => {
    const input = connectionInput(request, port.clock.now())
    return E.isLeft(input) ? input : startKept(port, store, { id, revision: null }, input.right, options)
  }
