import { either as E, taskEither as TE } from 'fp-ts'
import type {
  ConnectionFailure,
  InputInvalid,
  NotRestored,
  NotStored,
  StoreFailure,
} from '../../failure/connection-failure.ts'
import type { Connected, ConnectionInput } from '../../machine/context.ts'
import { readSaved } from '../../machine/saved/saved-connection.ts'
import type { ConnectionView } from '../../machine/view.ts'
import type { BankPort } from '../../protocol/port.ts'
import type { ConnectionStore } from '../../store/connection-store.ts'
import { type ConnectionRequest, connectionInput } from '../connection-request.ts'
import type { KeptView } from '../kept-view.ts'
import {
  type ConnectionHandle,
  type PreparedConnection,
  prepareConnection,
  type WatchOptions,
} from '../open-connection.ts'
import { inputOf } from '../restore-connection.ts'
import { gatedPort } from './gated-port.ts'
import { createSaveQueue, settled } from './save-queue.ts'

/**
 * A connection in progress that is stored at every change. Its end is shown, and `ended`, once it is stored: of several
 * owners one tells it.
 */
export interface KeptConnection extends Omit<ConnectionHandle, 'view' | 'subscribe' | 'ended'> {
  /** What to show now; an end only after it is stored. */
  readonly view: () => KeptView
  /**
   * Calls `listener` with the present view at once, and with the next one after each event; with an end after it is stored.
   *
   * @returns ends the subscription
   */
  readonly subscribe: (listener: (view: KeptView) => void) => () => void
  /**
   * With `StoreConflict` another owner goes on with it, or it was deleted; with any other failure of the store nobody
   * does: resume it. In both cases nothing more is sent from here, and no end is stored.
   */
  readonly ended: TE.TaskEither<ConnectionFailure | StoreFailure, Connected>
  /**
   * Lets go of it, as a process does that is to end: nothing more is sent from here, `ended` is `StoreConflict`, and when
   * this has settled well it is stored as it was, so that another process may resume it. A request that has left is not
   * called back: whoever resumes looks for what became of it. Of one that is over the end stays.
   */
  readonly release: TE.TaskEither<StoreFailure, void>
}

/**
 * Starts a connection as `openConnection` does, and stores it from its first moment on, so that it can go on in another
 * process after a crash of this one: see {@link resumeConnection}.
 *
 * A request that must not be repeated (create, refresh, update, an answer to a challenge) leaves only after the store
 * has taken that it is about to. When the store fails, nothing is sent any more. Credentials and answers are never
 * stored.
 *
 * Fails with `InputInvalid`, or as the store does (`StoreConflict`: there is a connection of this id); then nothing was
 * sent.
 *
 * @param id - the caller's own: 1 to 100 letters, digits, `-` or `_` of ASCII
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
    return E.isLeft(input) ? input : keep(port, store, { id, revision: null }, input.right, options)
  }

/**
 * Goes on with a stored connection where it was, as `restoreConnection` does, and takes it over: whoever owned it
 * before is refused at its next save and stops; of several who resume it at the same time one gets it, the others
 * `StoreConflict`. Resume what has no owner any more: a request that a live owner has just sent cannot be called back.
 *
 * One that had ended gives that end, and is not taken over. Fails with `NotStored` when there is none of this id, with
 * `NotRestored` when what is stored is no saved connection of this version or one before, or as the store does; then
 * nothing was sent.
 */
export const resumeConnection =
  (
    port: BankPort,
    store: ConnectionStore,
    id: string,
    options: WatchOptions = {},
  ): TE.TaskEither<NotStored | NotRestored | StoreFailure, KeptConnection> =>
  async () => {
    const loaded = await settled('load', () => store.load(id))
    if (E.isLeft(loaded)) return loaded
    if (loaded.right === null) return E.left({ _tag: 'NotStored', id })
    const { saved, revision } = loaded.right
    const resume = readSaved(saved)
    return E.isLeft(resume) ? resume : keep(port, store, { id, revision }, inputOf(resume.right), options)
  }

const isEnd = ({ _tag }: ConnectionView): boolean => _tag === 'Connected' || _tag === 'Failed'

/** Prepares the connection, saves it over `revision`, and starts it when that has succeeded. */
const keep = async (
  port: BankPort,
  store: ConnectionStore,
  { id, revision }: { readonly id: string; readonly revision: string | null },
  input: ConnectionInput,
  options: WatchOptions,
): Promise<E.Either<StoreFailure, KeptConnection>> => {
  let opens = (): Promise<boolean> => Promise.resolve(false)
  const prepared = prepareConnection(
    gatedPort(port, () => opens()),
    input,
    options,
  )
  const { handle, start } = prepared
  if (revision !== null && isEnd(handle.view())) {
    start()
    return E.right({ ...handle, release: TE.right(undefined) })
  }
  const saved = handle.save()
  const claimed = await settled('save', () => store.save(id, saved, revision))
  if (E.isLeft(claimed)) return claimed
  const [kept, lose, over] = keptOver(prepared)
  const keeper = createSaveQueue(store, id, { saved, revision: claimed.right }, handle.save, lose)
  opens = async () => E.isRight(await keeper.flush())
  handle.subscribe(() => void keeper.flush())
  void handle.ended().then(async (end) => {
    if (E.isRight(await keeper.flush())) over(end)
  })
  start()
  const release = (): Promise<E.Either<StoreFailure, void>> => {
    if (!isEnd(handle.view())) lose({ _tag: 'StoreConflict', id })
    return keeper.flush()
  }
  return E.right({ ...kept, release })
}

type End = E.Either<ConnectionFailure | StoreFailure, Connected>

/**
 * The handle of a connection whose end counts when it is said to be over, or lost.
 *
 * @returns the handle, what loses the connection, and what ends it
 */
const keptOver = ({
  handle,
  halt,
}: PreparedConnection): [Omit<KeptConnection, 'release'>, (failure: StoreFailure) => void, (end: End) => void] => {
  let shown: KeptView = handle.view()
  let isOver = false
  let resolve: (end: End) => void = () => undefined
  const ended = new Promise<End>((settle) => {
    resolve = settle
  })
  handle.subscribe((view) => {
    if (!isEnd(view)) shown = view
  })
  const finish = (view: KeptView, end: End): void => {
    if (isOver) return
    isOver = true
    shown = view
    resolve(end)
  }
  const lose = (failure: StoreFailure): void => {
    const jobId = 'jobId' in shown ? shown.jobId : null
    const steps = 'steps' in shown ? shown.steps : []
    finish({ _tag: 'Failed', failure, jobId, steps }, E.left(failure))
    halt()
  }
  const subscribe = (listener: (view: KeptView) => void): (() => void) => {
    let isOpen = true
    const close = handle.subscribe((view) => {
      if (!isEnd(view)) listener(view)
    })
    if (isEnd(handle.view())) listener(shown)
    if (!isOver)
      void ended.then(() => {
        if (isOpen) listener(shown)
      })
    return () => {
      isOpen = false
      close()
    }
  }
  const kept = { ...handle, view: () => shown, subscribe, ended: () => ended }
  return [kept, lose, (end) => finish(handle.view(), end)]
}
