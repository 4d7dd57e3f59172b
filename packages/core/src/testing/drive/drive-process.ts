import type { KeptConnection } from '../../connect/keep/kept-handle.ts'
import type { ConnectionHandle } from '../../connect/open-connection.ts'
import type { Challenge } from '../../machine/context.ts'
import type { SavedConnection } from '../../machine/saved/saved-connection.ts'
import type { ConnectionView } from '../../machine/view.ts'
import type { BankPort } from '../../protocol/port.ts'
import { createAbortController } from '../../time/abort.ts'
import { killablePort } from '../../trace/killable-port.ts'
import { recordingPort } from '../../trace/recording-port.ts'
import type { TraceEvent } from '../../trace/trace.ts'
import { createTraceRecorder } from '../../trace/trace-recorder.ts'
import type { Doing, Knowledge, Person } from './person.ts'
import { repliedBy, typedBy } from './person-input.ts'

/** The handle of a connection in a process, with or without a store. */
export type Held = ConnectionHandle | KeptConnection

/** How a connection may end, with or without a store. */
export type End = Awaited<ReturnType<KeptConnection['ended']>>

/** Counters over all lives of a connection. */
export interface Counts {
  submits: number
  answers: number
  calls: number
}

/** The parts of one life. */
export interface Birth {
  readonly port: BankPort
  readonly person: Person
  readonly knowledge: Knowledge
  readonly counts: Counts
  readonly record: (event: TraceEvent) => void
  /** Starts or restores the connection on this port. */
  readonly open: (port: BankPort, isAlive: () => boolean) => Promise<Held>
}

/** One process that runs a connection. */
export interface Life {
  /** Resolves with the end, or with `null` when the process dies first. */
  readonly over: Promise<End | null>
  /** Kills the process. Does nothing after its end. */
  readonly crash: () => void
  /** Stops the connection. Returns whether there was one to stop. */
  readonly cancel: () => boolean
  /** The state to save at the crash; `null` when there is none. */
  readonly saved: () => SavedConnection | null
}

/** The action when the plan has no more entries: the right one, until the person runs out of patience. */
const unplanned = (count: number): Doing<'right' | 'nothing'> => ({
  what: count <= PATIENCE ? 'right' : 'nothing',
  afterMs: 1_000,
})

/** How often a person does what the connection asks for. */
const PATIENCE = 12

/** Starts a process, and a person who uses it. */
export const live = ({ port, person, knowledge, counts, record, open }: Birth): Life => {
  const { clock } = port
  const gone = createAbortController()
  let held: Held | null = null
  let lastSaved: SavedConnection | null = null
  let asked: unknown = null
  let settle: (end: End | null) => void = () => undefined
  let fail: (error: unknown) => void = () => undefined
  const over = new Promise<End | null>((resolve, reject) => {
    fail = (error) => {
      gone.abort()
      reject(error)
    }
    settle = (end) => {
      gone.abort()
      resolve(end)
    }
  })

  const recorder = createTraceRecorder(clock.now, (event) => {
    if (!gone.signal.aborted) record(event)
  })

  // Outermost: the last events of a dying process must not reach it.
  const mortal = killablePort(recordingPort(port, recorder.record, () => ++counts.calls))

  const later = ({ afterMs }: Doing<unknown>, run: () => void): void => {
    void clock.sleep(afterMs, gone.signal).then(() => {
      if (!gone.signal.aborted) run()
    })
  }

  const connection = (): Held => {
    if (held === null) throw new Error('a connection was acted on before it was there')
    return held
  }

  const see = (view: ConnectionView): void => {
    recorder.record({ type: 'shown', at: clock.now(), view })
    const demand = demandOf(view)
    const isNew = demand !== null && demand !== asked
    asked = demand
    if (!isNew) return
    if (view._tag === 'Collecting') {
      const doing = person.submits[counts.submits++] ?? unplanned(counts.submits)
      const required = view.fields.map(({ field }) => field)
      const credentials = typedBy(doing.what, required, knowledge)
      if (credentials !== null) later(doing, () => recorder.submit(connection(), credentials))
    }
    if (view._tag === 'Challenged') {
      const doing = person.answers[counts.answers++] ?? unplanned(counts.answers)
      const answers = repliedBy(doing.what, view.challenge, knowledge)
      if (answers === null) return
      later(doing, () => {
        recorder.answer(connection(), answers)
        if (doing.what === 'twice') recorder.answer(connection(), answers)
      })
    }
  }

  const begin = async (): Promise<void> => {
    const opened = await open(mortal.port, () => !gone.signal.aborted)
    if (gone.signal.aborted) return
    held = opened
    opened.subscribe((view) => see(view as ConnectionView))
    settle(await opened.ended())
  }
  begin().catch(fail)

  return {
    over,
    crash: () => {
      if (gone.signal.aborted) return
      gone.abort()
      lastSaved = held?.save() ?? null
      mortal.kill()
      record({ type: 'crashed', at: clock.now() })
      settle(null)
    },
    cancel: () => {
      if (held === null || gone.signal.aborted) return false
      recorder.cancel(held)
      return true
    },
    saved: () => lastSaved,
  }
}

/** Identifies what the user is asked: the same value until the connection asks something new. */
const demandOf = (view: ConnectionView): unknown => {
  if (view._tag === 'Collecting') return view.incomplete ?? view.rejection ?? 'first'
  return view._tag === 'Challenged' ? (view.rejection ?? challengeKey(view.challenge)) : null
}

const challengeKey = ({ since, round }: Challenge): string => `${since} ${round}`
