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
import type { Knowledge, Person, TimedAction } from './person.ts'
import { answersFor, credentialsFor } from './person-input.ts'

/** The handle of a connection in a process, with or without a store. */
export type DrivenHandle = ConnectionHandle | KeptConnection

/** How a connection may end, with or without a store. */
export type End = Awaited<ReturnType<KeptConnection['ended']>>

/** Counters over all lives of a connection. */
export interface Counts {
  submits: number
  answers: number
  calls: number
}

/** The parts of one life. */
export interface ProcessOptions {
  readonly port: BankPort
  readonly person: Person
  readonly knowledge: Knowledge
  readonly counts: Counts
  readonly record: (event: TraceEvent) => void
  /** Starts or restores the connection on this port. */
  readonly open: (port: BankPort, isAlive: () => boolean) => Promise<DrivenHandle>
}

/** One process that runs a connection. */
export interface DrivenProcess {
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
const defaultAction = (count: number): TimedAction<'right' | 'nothing'> => ({
  what: count <= ACTIONS_MAX ? 'right' : 'nothing',
  afterMs: 1_000,
})

/** How often a person does what the connection asks for. */
const ACTIONS_MAX = 12

/** Starts a process, and a person who uses it. */
export const startProcess = ({ port, person, knowledge, counts, record, open }: ProcessOptions): DrivenProcess => {
  const { clock } = port
  const ended = createAbortController()
  let held: DrivenHandle | null = null
  let lastSaved: SavedConnection | null = null
  let asked: unknown = null
  let settle: (end: End | null) => void = () => undefined
  let fail: (error: unknown) => void = () => undefined
  const over = new Promise<End | null>((resolve, reject) => {
    fail = (error) => {
      ended.abort()
      reject(error)
    }
    settle = (end) => {
      ended.abort()
      resolve(end)
    }
  })

  const recorder = createTraceRecorder(clock.now, (event) => {
    if (!ended.signal.aborted) record(event)
  })

  // Outermost: the last events of a dying process must not reach it.
  const killable = killablePort(recordingPort(port, recorder.record, () => ++counts.calls))

  const later = ({ afterMs }: TimedAction<unknown>, run: () => void): void => {
    void clock.sleep(afterMs, ended.signal).then(() => {
      if (!ended.signal.aborted) run()
    })
  }

  const connection = (): DrivenHandle => {
    if (held === null) throw new Error('a connection was acted on before it was there')
    return held
  }

  const onView = (view: ConnectionView): void => {
    recorder.record({ type: 'shown', at: clock.now(), view })
    const demand = requestKey(view)
    const isNew = demand !== null && demand !== asked
    asked = demand
    if (!isNew) return
    if (view._tag === 'Collecting') {
      const doing = person.submits[counts.submits++] ?? defaultAction(counts.submits)
      const required = view.fields.map(({ field }) => field)
      const credentials = credentialsFor(doing.what, required, knowledge)
      if (credentials !== null) later(doing, () => recorder.submit(connection(), credentials))
    }
    if (view._tag === 'Challenged') {
      const doing = person.answers[counts.answers++] ?? defaultAction(counts.answers)
      const answers = answersFor(doing.what, view.challenge, knowledge)
      if (answers === null) return
      later(doing, () => {
        recorder.answer(connection(), answers)
        if (doing.what === 'twice') recorder.answer(connection(), answers)
      })
    }
  }

  const begin = async (): Promise<void> => {
    const opened = await open(killable.port, () => !ended.signal.aborted)
    if (ended.signal.aborted) return
    held = opened
    opened.subscribe((view) => onView(view as ConnectionView))
    settle(await opened.ended())
  }
  begin().catch(fail)

  return {
    over,
    crash: () => {
      if (ended.signal.aborted) return
      ended.abort()
      lastSaved = held?.save() ?? null
      killable.kill()
      record({ type: 'crashed', at: clock.now() })
      settle(null)
    },
    cancel: () => {
      if (held === null || ended.signal.aborted) return false
      recorder.cancel(held)
      return true
    },
    saved: () => lastSaved,
  }
}

/** Identifies what the user is asked: the same value until the connection asks something new. */
const requestKey = (view: ConnectionView): unknown => {
  if (view._tag === 'Collecting') return view.incomplete ?? view.rejection ?? 'first'
  return view._tag === 'Challenged' ? (view.rejection ?? challengeKey(view.challenge)) : null
}

const challengeKey = ({ since, round }: Challenge): string => `${since} ${round}`
