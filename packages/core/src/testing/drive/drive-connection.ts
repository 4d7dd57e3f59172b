import { either as E, type taskEither as TE } from 'fp-ts'
import { type ConnectionRequest, connectionInput } from '../../connect/connection-request.ts'
import { keepConnection } from '../../connect/keep/keep-connection.ts'
import { resumeConnection } from '../../connect/keep/resume-connection.ts'
import { openConnection } from '../../connect/open-connection.ts'
import { restoreConnection } from '../../connect/restore-connection.ts'
import type { InputInvalid } from '../../failure/connection-failure.ts'
import type { StoreFailure } from '../../failure/store-failure.ts'
import type { ConnectionInput } from '../../machine/context.ts'
import type { SavedConnection } from '../../machine/saved/saved-connection.ts'
import type { ConnectionView } from '../../machine/view.ts'
import type { BankPort } from '../../protocol/port.ts'
import type { ConnectionStore } from '../../store/connection-store.ts'
import { createMemoryStore } from '../../store/create-memory-store.ts'
import { createAbortController, neverAborted } from '../../time/abort.ts'
import type { Trace, TracedRequest, TraceEvent } from '../../trace/trace.ts'
import { type Counts, type DrivenHandle, type DrivenProcess, type End, startProcess } from './drive-process.ts'
import type { Crash, Knowledge, Person } from './person.ts'

/** The connection to drive, and the person who drives it. */
export interface DriveOptions {
  /** Its clock should be virtual: people are slow. */
  readonly port: BankPort
  readonly request: ConnectionRequest
  readonly person: Person
  readonly knowledge: Knowledge
  /** The time after which the driver stops a connection that has not ended, in milliseconds. */
  readonly patienceMs: number
  /** Receives every event at once. */
  readonly onEvent?: (event: TraceEvent) => void
}

/** How a drive ended. */
export interface DriveResult {
  readonly trace: Trace
  readonly end: End
  /** The last view when the driver stopped the connection; `null` when it ended before. */
  readonly stoppedAt: ConnectionView['_tag'] | null
}

/**
 * Drives one connection from start to end, across any number of crashes, with a person who follows a plan, and records
 * the trace. Fails when the request is invalid.
 *
 * @throws Error, as a rejection, when the saved state of a crashed process cannot be restored, which is a bug
 */
export const driveConnection = async (drive: DriveOptions): Promise<E.Either<InputInvalid, DriveResult>> => {
  const { port, request, person, knowledge, patienceMs, onEvent } = drive
  const { clock } = port
  const input = connectionInput(request, clock.now())
  if (E.isLeft(input)) return input

  const trace: TraceEvent[] = []
  const over = createAbortController()
  const crashes = [...person.crashes]
  const counts: Counts = { submits: 0, answers: 0, calls: 0 }
  const keep = handoverOf(request, person.keeps)
  let life: DrivenProcess | null = null
  let shown: ConnectionView['_tag'] = 'Preparing'
  let stoppedAt: ConnectionView['_tag'] | null = null
  let downMs = 0

  const record = (event: TraceEvent): void => {
    if (event.type === 'shown') shown = event.view._tag
    trace.push(event)
    onEvent?.(event)
    const [next] = crashes
    if (next === undefined || trace.length < next.afterEvents || !isAlive(event)) return
    crashes.shift()
    void crashAfter(next)
  }
  const crashAfter = async (crash: Crash): Promise<void> => {
    for (let i = 0; i < crash.turns; i++) await undefined
    downMs = crash.downMs
    life?.crash()
  }
  const stopAfter = async (ms: number): Promise<boolean> => {
    await clock.sleep(ms, over.signal)
    // There is nothing to stop while no process runs.
    while (!over.signal.aborted && life?.cancel() !== true) await clock.sleep(1_000, over.signal)
    return !over.signal.aborted
  }
  const stopWhenStuck = async (): Promise<void> => {
    await clock.sleep(patienceMs, over.signal)
    if (over.signal.aborted) return
    stoppedAt = shown
    await stopAfter(0)
  }

  const begin = (): void => record({ type: 'began', at: clock.now(), request: tracedRequest(input.right) })
  begin()
  if (person.cancelAfterMs !== null) void stopAfter(person.cancelAfterMs)
  void stopWhenStuck()
  let saved: SavedConnection | null = null
  for (;;) {
    const before = saved
    life = startProcess({
      port,
      person,
      knowledge,
      counts,
      record,
      open: (mortal, isAlive) => keep.open(mortal, before, isAlive),
    })
    const end = await life.over.catch((error: unknown) => {
      over.abort()
      throw error
    })
    if (end !== null) {
      over.abort()
      record({ type: 'ended', at: clock.now(), end })
      return E.right({ trace, end, stoppedAt })
    }
    await clock.sleep(downMs, neverAborted)
    saved = (await keep.saved(life)) ?? saved
    if (saved === null) begin()
    else record({ type: 'restored', at: clock.now(), saved })
  }
}

const isAlive = ({ type }: TraceEvent): boolean => type !== 'crashed' && type !== 'restored' && type !== 'ended'

const tracedRequest = ({ userId, intent, institution, limits }: ConnectionInput): TracedRequest => ({
  userId,
  intent,
  ...(institution === undefined ? {} : { institution }),
  ...(limits === undefined ? {} : { limits }),
})

/** How a connection passes from one process to the next. */
interface Handover {
  readonly open: (port: BankPort, saved: SavedConnection | null, isAlive: () => boolean) => Promise<DrivenHandle>
  /** The saved state for the next process; `null` when there is none. */
  readonly saved: (life: DrivenProcess) => Promise<SavedConnection | null>
}

/** The id of the only connection in the store. */
const KEPT_ID = 'driven'

const handoverOf = (request: ConnectionRequest, keeps: Person['keeps']): Handover => {
  if (keeps === 'by-hand')
    return {
      open: async (port, saved) =>
        opened(saved === null ? openConnection(port, request) : restoreConnection(port, saved)),
      saved: async (life) => life.saved(),
    }
  const store = createMemoryStore()
  return {
    open: async (port, saved, isAlive) => {
      const own = killableStore(store, isAlive)
      return opened(
        await (saved === null ? keepConnection(port, own, KEPT_ID, request)() : resumeConnection(port, own, KEPT_ID)()),
      )
    },
    saved: async () => {
      const loaded = await store.load(KEPT_ID)()
      return E.isRight(loaded) && loaded.right !== null ? (loaded.right.saved as SavedConnection) : null
    },
  }
}

/** A store that a dead process can no longer reach. */
const killableStore = (store: ConnectionStore, isAlive: () => boolean): ConnectionStore => {
  const unlessDead =
    <A>(task: TE.TaskEither<StoreFailure, A>): TE.TaskEither<StoreFailure, A> =>
    () =>
      isAlive() ? task() : new Promise(() => undefined)
  return {
    load: (id) => unlessDead(store.load(id)),
    save: (id, saved, revision) => unlessDead(store.save(id, saved, revision)),
    delete: (id) => unlessDead(store.delete(id)),
    list: () => unlessDead(store.list()),
  }
}

const opened = (held: E.Either<{ readonly _tag: string }, DrivenHandle>): DrivenHandle => {
  if (E.isLeft(held)) throw new Error(`a driven connection could not be opened: ${held.left._tag}`)
  return held.right
}
