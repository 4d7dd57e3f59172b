import { either as E } from 'fp-ts'
import type { CredentialField, Credentials } from '../../codec/credentials.ts'
import { type KillablePort, killablePort } from '../killable-port.ts'
import { recordingPort } from '../recording-port.ts'
import type { TraceEvent } from '../trace.ts'
import { createTraceRecorder, type TraceRecorder } from '../trace-recorder.ts'
import type { ReplayClock } from './replay-clock.ts'
import type { ReplayPort } from './replay-port.ts'
import { type Mode, type Opening, type ReplayedConnection, replayRestore, replayStart } from './replayed-process.ts'

/** A replay in progress. */
export interface Replay {
  readonly mode: Mode
  readonly clock: ReplayClock
  readonly bank: ReplayPort
  readonly recorder: TraceRecorder
  /** Replayed events that have not been compared yet, in order. */
  readonly pending: TraceEvent[]
  /** Recorded call numbers by replayed call numbers. Calls of a dead process have none. */
  readonly numbers: Map<number, number>
  /** The running process; `null` before the first, and after a crash. */
  process: ReplayedProcess | null
}

/** A process of a replay. */
export interface ReplayedProcess {
  readonly killable: KillablePort
  /** `null` until it is opened, or when it can't be opened. */
  connection: ReplayedConnection | null
  isWatched: boolean
  /** The end of the connection, until the trace reaches it. */
  ended: TraceEvent | null
  /** Stops recording. */
  close: () => void
}

/** Whether an event is caused from outside the machine. The first view appears when somebody subscribes. */
export const isCausedBy = (recorded: TraceEvent, { process }: Replay): boolean => {
  switch (recorded.type) {
    case 'began':
    case 'acted':
    case 'crashed':
    case 'restored':
    case 'settled':
      return true
    case 'shown':
      return process !== null && !process.isWatched
    case 'called':
    case 'ended':
      return false
  }
}

/** Causes a recorded event. */
export const cause = (replay: Replay, recorded: TraceEvent): void => {
  switch (recorded.type) {
    case 'began':
      startProcess(replay, recorded, (life) => replayStart(replay.mode, portOf(replay, life), recorded.request))
      return
    case 'restored':
      startProcess(replay, recorded, (life) => replayRestore(replay.mode, portOf(replay, life), recorded.saved))
      return
    case 'settled':
      replay.bank.settle(numberNow(replay, recorded.call), recorded.result)
      return
    case 'acted':
      act(replay, recorded)
      return
    case 'crashed':
    case 'called':
    case 'shown':
    case 'ended':
      return
  }
}

const startProcess = (replay: Replay, event: TraceEvent, open: (life: ReplayedProcess) => Opening): void => {
  const killable = killablePort(replay.bank.port)
  const life: ReplayedProcess = { killable, connection: null, isWatched: false, ended: null, close: () => undefined }
  replay.process = life
  replay.recorder.record({ ...event, at: replay.clock.now() })
  const opening = open(life)
  if (!(opening instanceof Promise)) life.connection = opening
  else
    void opening.then((held) => {
      life.connection = held
    })
}

/** A port that records until the process is closed. */
const portOf = ({ recorder, bank }: Replay, life: ReplayedProcess) => {
  let isAlive = true
  life.close = () => {
    isAlive = false
  }
  return recordingPort(
    life.killable.port,
    (event) => {
      if (isAlive) recorder.record(event)
    },
    bank.nextCall,
  )
}

/** Subscribes to the views of a process. */
export const watch = ({ clock, recorder }: Replay, life: ReplayedProcess): void => {
  const { connection } = life
  if (connection === null) return
  life.isWatched = true
  const onEvent = (event: TraceEvent): void => {
    if (event.type === 'ended') life.ended = event
    else recorder.record(event)
  }
  const stop = createTraceRecorder(clock.now, onEvent).watch(connection as Parameters<TraceRecorder['watch']>[0])
  const close = life.close
  life.close = () => {
    stop()
    close()
  }
}

const act = ({ recorder, process, clock }: Replay, recorded: Extract<TraceEvent, { readonly type: 'acted' }>): void => {
  const held = process?.connection ?? null
  if (held === null) return
  const { act, given, answers, taken } = recorded
  if (E.isLeft(taken) && taken.left._tag === 'InputInvalid') recorder.record({ ...recorded, at: clock.now() })
  else if (act === 'submit') recorder.submit(held, standIns(given))
  else if (act === 'answer')
    recorder.answer(
      held,
      Array.from({ length: answers }, () => STAND_IN),
    )
  else recorder.cancel(held)
}

/** Replaces the user's input, which a trace doesn't contain. */
const STAND_IN = 'stand-in'

const standIns = (given: readonly CredentialField[]): Credentials =>
  Object.fromEntries(given.map((field) => [field, STAND_IN]))

/** The replayed number of a recorded call; 0: none. */
export const numberNow = ({ numbers }: Replay, recorded: number): number => {
  for (const [now, number] of numbers) if (number === recorded) return now
  return 0
}
