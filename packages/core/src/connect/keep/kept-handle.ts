import { either as E, taskEither as TE } from 'fp-ts'
import type { ConnectionFailure } from '../../failure/connection-failure.ts'
import type { StoreFailure } from '../../failure/store-failure.ts'
import type { Connected, ConnectionInput } from '../../machine/context.ts'
import { isFinal } from '../../machine/view.ts'
import type { BankPort } from '../../protocol/port.ts'
import type { ConnectionStore } from '../../store/connection-store.ts'
import type { KeptView } from '../kept-view.ts'
import {
  type ConnectionHandle,
  type PreparedConnection,
  prepareConnection,
  type WatchOptions,
} from '../open-connection.ts'
import { gatedPort } from './gated-port.ts'
import { createSaveQueue, settled } from './save-queue.ts'

/**
 * A connection in progress that is saved at every change. Its end is reported once it is saved, so that of several
 * owners only one reports it.
 */
export interface KeptConnection extends Omit<ConnectionHandle, 'view' | 'subscribe' | 'ended'> {
  /** The current view; an end only after it is saved. */
  readonly view: () => KeptView
  /**
   * Calls `listener` with the current view at once, and with the next one after each event; with an end after it is
   * saved.
   *
   * @returns a function that ends the subscription
   */
  readonly subscribe: (listener: (view: KeptView) => void) => () => void
  /**
   * The end. `StoreConflict`: another owner continues it, or it was deleted. Any other store failure: nobody continues
   * it; resume it. In both cases this handle sends nothing more and saves no end.
   */
  readonly ended: TE.TaskEither<ConnectionFailure | StoreFailure, Connected>
  /**
   * Releases the connection before the process ends: nothing more is sent, `ended` is `StoreConflict`, and once this
   * succeeds its state is saved, so that another process can resume it. A request already sent is not recalled: the
   * process that resumes finds out what happened to it. A connection that has ended keeps its end.
   */
  readonly release: TE.TaskEither<StoreFailure, void>
}

/** Prepares the connection, saves it over `revision`, and starts it if that succeeds. */
export const startKept = async (
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
  if (revision !== null && isFinal(handle.view())) {
    start()
    return E.right({ ...handle, release: TE.right(undefined) })
  }
  const saved = handle.save()
  const claimed = await settled('save', () => store.save(id, saved, revision))
  if (E.isLeft(claimed)) return claimed
  const [kept, lose, over] = keptOver(prepared)
  const queue = createSaveQueue(store, id, { saved, revision: claimed.right }, handle.save, lose)
  opens = async () => E.isRight(await queue.flush())
  handle.subscribe(() => void queue.flush())
  void handle.ended().then(async (end) => {
    if (E.isRight(await queue.flush())) over(end)
  })
  start()
  const release = (): Promise<E.Either<StoreFailure, void>> => {
    if (!isFinal(handle.view())) lose({ _tag: 'StoreConflict', id })
    return queue.flush()
  }
  return E.right({ ...kept, release })
}

type End = E.Either<ConnectionFailure | StoreFailure, Connected>

/**
 * The handle of a connection whose end is reported only once it is saved, or the connection is lost.
 *
 * @returns the handle, a function that reports the loss of the connection, and one that reports its end
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
    if (!isFinal(view)) shown = view
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
      if (!isFinal(view)) listener(view)
    })
    if (isFinal(handle.view())) listener(shown)
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
