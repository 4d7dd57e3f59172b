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

/** A connection as a process holds it, kept in a store or not. */
export type Held = ConnectionHandle | KeptConnection

/** How a connection may end, kept or not. */
export type End = Awaited<ReturnType<KeptConnection['ended']>>

/** What is counted over all lives of a connection. */
export interface Counts {
  submits: number
  answers: number
  calls: number
}

/** What a life is made of. */
export interface Birth {
  readonly port: BankPort
  readonly person: Person
  readonly knowledge: Knowledge
  readonly counts: Counts
  readonly record: (event: TraceEvent) => void
  /** Opens the connection on this port, or goes on with it. */
  readonly open: (port: BankPort, isAlive: () => boolean) => Promise<Held>
}

/** One process that works for a connection. */
export interface Life {
  /** Settles with the end, or with `null` when the process dies before. */
  readonly over: Promise<End | null>
  /** Kills it. Nothing happens when it is over. */
  readonly crash: () => void
  /** Stops the connection; whether there was one to stop. */
  readonly cancel: () => boolean
  /** What it had to save when it crashed; `null`: nothing. */
  readonly saved: () => SavedConnection | null
}

/** Done at a demand for which nothing is planned: what is right, until even the most patient person has enough. */
const unplanned = (count: number): Doing<'right' | 'nothing'> => ({
  what: count <= PATIENCE ? 'right' : 'nothing',
  afterMs: 1_000,
})

/** How often a person does what is asked for. */
const PATIENCE = 12

/** Begins a process, and a person in front of it. */
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

  // Outermost: what a dying process is told last must not reach it any more.
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

/** What the user is asked, by identity: the same as long as nothing new is. */
const demandOf = (view: ConnectionView): unknown => {
  if (view._tag === 'Collecting') return view.incomplete ?? view.rejection ?? 'first'
  return view._tag === 'Challenged' ? (view.rejection ?? challengeKey(view.challenge)) : null
}

const challengeKey = ({ since, round }: Challenge): string => `${since} ${round}`
