import type { BankPort, ConnectionHandle, ConnectionView, WatchOptions } from '@bank-connection/core'
import type { Clock } from '@bank-connection/core/adapter'
import {
  createTraceRecorder,
  killablePort,
  recordingPort,
  type TraceEvent,
  type TraceRecorder,
} from '@bank-connection/core/trace'
import { either as E, function as F } from 'fp-ts'
import { type ConnectionUpdate, createActorTable } from '../feed/actor-table.ts'
import { inspectionMessage } from '../feed/inspection-message.ts'
import { readInspectionMessage } from '../feed/read-inspection-message.ts'

/** What a simulated process needs. The callbacks run synchronously, and never after `kill`. */
export interface ProcessOptions<Failure> {
  readonly port: BankPort
  /** A punctual clock, shared by all processes of a connection. */
  readonly clock: Clock
  readonly nextCall: () => number
  readonly onTrace: (event: TraceEvent) => void
  readonly onUpdate: (update: ConnectionUpdate) => void
  readonly onView: (view: ConnectionView, process: ConnectionProcess) => void
  /** Opens or restores the connection on this port. */
  readonly open: (port: BankPort, watch: WatchOptions) => E.Either<Failure, ConnectionHandle>
}

/** A simulated process that runs one connection at the simulated bank. */
export interface ConnectionProcess {
  readonly handle: ConnectionHandle
  readonly recorder: TraceRecorder
  /** The bank's time; its sleeps never end once the process was killed. */
  readonly clock: Clock
  readonly isAlive: () => boolean
  /** Ends the process: no callback runs any more, and no pending call settles. */
  readonly kill: () => void
}

/** Starts a process. */
export const startProcess = <Failure>(options: ProcessOptions<Failure>): E.Either<Failure, ConnectionProcess> => {
  const { port, clock, nextCall, onTrace, onUpdate, onView, open } = options
  let isAlive = true
  const recorder = createTraceRecorder(clock.now, (event) => {
    if (isAlive) onTrace(event)
  })
  // The killable port is outermost, so that no result reaches a killed process.
  const killable = killablePort(recordingPort({ ...port, clock }, recorder.record, nextCall))
  const table = createActorTable()
  const watch: WatchOptions = {
    inspect: (event) => {
      if (!isAlive) return
      const at = clock.now()
      const message = readInspectionMessage(inspectionMessage(event, at), at)
      const update = message === null ? null : table.read(message)
      if (update !== null) onUpdate(update)
    },
  }
  return F.pipe(
    open(killable.port, watch),
    E.map((handle) => {
      const process: ConnectionProcess = {
        ...{ handle, recorder, clock: killable.port.clock },
        isAlive: () => isAlive,
        kill: () => {
          isAlive = false
          killable.kill()
        },
      }
      recorder.watch(handle)
      handle.subscribe((view) => {
        if (isAlive) onView(view, process)
      })
      return process
    }),
  )
}
