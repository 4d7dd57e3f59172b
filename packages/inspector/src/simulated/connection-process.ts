import type { BankPort, ConnectionHandle, ConnectionView, WatchOptions } from '@bank-connection/core'
import type { Clock } from '@bank-connection/core/adapter'
import {
  createTraceRecorder,
  killablePort,
  recordingPort,
  type TraceEvent,
  type TraceRecorder,
} from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import { createActorTable, type Told } from '../feed/actor-table.ts'
import { inspectedMessage } from '../feed/inspection-message.ts'
import { readShownMessage } from '../feed/read-inspection-message.ts'

/** What a process of a connection is made of. */
export interface LifeOptions<F> {
  readonly port: BankPort
  /** Punctual, and the same for all lives of a connection. */
  readonly clock: Clock
  readonly nextCall: () => number
  /** Told what the recorder records, at once. */
  readonly trace: (event: TraceEvent) => void
  /** Told what XState tells, at once. */
  readonly inspect: (told: Told) => void
  /** Told each view, the clock that dies with the process, and what to act with. */
  readonly see: (view: ConnectionView, life: ConnectionLife) => void
  /** Opens the connection on this port, or goes on with it. */
  readonly open: (port: BankPort, watch: WatchOptions) => E.Either<F, ConnectionHandle>
}

/** One process that works for a connection at the simulated bank. */
export interface ConnectionLife {
  readonly handle: ConnectionHandle
  readonly recorder: TraceRecorder
  /** Waits on the bank's time; of a process that died nothing wakes. */
  readonly clock: Clock
  readonly isAlive: () => boolean
  /** It dies: nothing of it is told any more, and nothing of it goes on. */
  readonly kill: () => void
}

/** Begins a process. */
export const beginLife = <F>(options: LifeOptions<F>): E.Either<F, ConnectionLife> => {
  const { port, clock, nextCall, trace, inspect, see, open } = options
  let isAlive = true
  const recorder = createTraceRecorder(clock.now, (event) => {
    if (isAlive) trace(event)
  })
  // Outermost: what a dying process is told last must not reach it any more.
  const mortal = killablePort(recordingPort({ ...port, clock }, recorder.tell, nextCall))
  const table = createActorTable()
  const watch: WatchOptions = {
    inspect: (event) => {
      if (!isAlive) return
      const at = clock.now()
      const message = readShownMessage(inspectedMessage(event, at), at)
      const told = message === null ? null : table.read(message)
      if (told !== null) inspect(told)
    },
  }
  return E.map((handle: ConnectionHandle): ConnectionLife => {
    const life: ConnectionLife = {
      ...{ handle, recorder, clock: mortal.port.clock },
      isAlive: () => isAlive,
      kill: () => {
        isAlive = false
        mortal.kill()
      },
    }
    recorder.watch(handle)
    handle.subscribe((view) => {
      if (isAlive) see(view, life)
    })
    return life
  })(open(mortal.port, watch))
}
