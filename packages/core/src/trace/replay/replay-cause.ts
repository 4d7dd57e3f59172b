import { either as E } from 'fp-ts'
import type { CredentialField, Credentials } from '../../codec/credentials.ts'
import { type KillablePort, killablePort } from '../killable-port.ts'
import { recordingPort } from '../recording-port.ts'
import type { TraceEvent } from '../trace.ts'
import { createTraceRecorder, type TraceRecorder } from '../trace-recorder.ts'
import type { ReplayClock } from './replay-clock.ts'
import type { ReplayPort } from './replay-port.ts'
import { beginAgain, goOnAgain, type Held, type Mode, type Opening } from './replayed-process.ts'

/** A replay in progress. */
export interface Replay {
  readonly mode: Mode
  readonly clock: ReplayClock
  readonly bank: ReplayPort
  readonly recorder: TraceRecorder
  /** What happens now, and has not been compared yet. */
  readonly told: TraceEvent[]
  /** The numbers of the calls as they were recorded, by those that they have now: what a dead process called has none. */
  readonly numbers: Map<number, number>
  /** The process that runs; `null` before the first, and after a crash. */
  life: Life | null
}

/** A process of it. */
export interface Life {
  readonly mortal: KillablePort
  /** `null` until it is opened, or when it could not be. */
  held: Held | null
  isWatched: boolean
  /** Its end, until the trace comes to it. */
  ended: TraceEvent | null
  /** Nothing is told of it any more. */
  close: () => void
}

/** Whether an event comes from outside the machine. The first view of a process is shown when somebody looks. */
export const isCausedBy = (recorded: TraceEvent, { life }: Replay): boolean => {
  switch (recorded.type) {
    case 'began':
    case 'acted':
    case 'crashed':
    case 'restored':
    case 'settled':
      return true
    case 'shown':
      return life !== null && !life.isWatched
    case 'called':
    case 'ended':
      return false
  }
}

/** Makes happen what was recorded. */
export const cause = (replay: Replay, recorded: TraceEvent): void => {
  switch (recorded.type) {
    case 'began':
      live(replay, recorded, (life) => beginAgain(replay.mode, portOf(replay, life), recorded.request))
      return
    case 'restored':
      live(replay, recorded, (life) => goOnAgain(replay.mode, portOf(replay, life), recorded.saved))
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

const live = (replay: Replay, event: TraceEvent, open: (life: Life) => Opening): void => {
  const mortal = killablePort(replay.bank.port)
  const life: Life = { mortal, held: null, isWatched: false, ended: null, close: () => undefined }
  replay.life = life
  replay.recorder.tell({ ...event, at: replay.clock.now() })
  const opening = open(life)
  if (!(opening instanceof Promise)) life.held = opening
  else
    void opening.then((held) => {
      life.held = held
    })
}

/** Of a process that died nothing is told any more. */
const portOf = ({ recorder, bank }: Replay, life: Life) => {
  let isAlive = true
  life.close = () => {
    isAlive = false
  }
  return recordingPort(
    life.mortal.port,
    (event) => {
      if (isAlive) recorder.tell(event)
    },
    bank.nextCall,
  )
}

/** Begins to look at what a process shows. */
export const watch = ({ clock, recorder }: Replay, life: Life): void => {
  const { held } = life
  if (held === null) return
  life.isWatched = true
  const tell = (event: TraceEvent): void => {
    if (event.type === 'ended') life.ended = event
    else recorder.tell(event)
  }
  const stop = createTraceRecorder(clock.now, tell).watch(held as Parameters<TraceRecorder['watch']>[0])
  const close = life.close
  life.close = () => {
    stop()
    close()
  }
}

const act = ({ recorder, life, clock }: Replay, recorded: Extract<TraceEvent, { readonly type: 'acted' }>): void => {
  const held = life?.held ?? null
  if (held === null) return
  const { act, given, answers, taken } = recorded
  if (E.isLeft(taken) && taken.left._tag === 'InputInvalid') recorder.tell({ ...recorded, at: clock.now() })
  else if (act === 'submit') recorder.submit(held, standIns(given))
  else if (act === 'answer')
    recorder.answer(
      held,
      Array.from({ length: answers }, () => STAND_IN),
    )
  else recorder.cancel(held)
}

/** Stands for what the user gave, which no trace knows. */
const STAND_IN = 'stand-in'

const standIns = (given: readonly CredentialField[]): Credentials =>
  Object.fromEntries(given.map((field) => [field, STAND_IN]))

/** The number that a recorded call has now; 0: none. */
export const numberNow = ({ numbers }: Replay, recorded: number): number => {
  for (const [now, number] of numbers) if (number === recorded) return now
  return 0
}
