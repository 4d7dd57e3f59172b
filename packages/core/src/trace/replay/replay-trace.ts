import { either as E } from 'fp-ts'
import { sameJson } from '../same-json.ts'
import type { Trace, TraceEvent } from '../trace.ts'
import { differenceOf } from '../trace-difference.ts'
import type { Settled } from '../trace-facts.ts'
import { createTraceRecorder } from '../trace-recorder.ts'
import { cause, isCausedBy, numberNow, type Replay, watch } from './replay-cause.ts'
import { createReplayClock } from './replay-clock.ts'
import { createReplayPort, isStopped } from './replay-port.ts'
import type { Mode } from './replayed-process.ts'

/** The first difference between a trace and this version of the machine. */
export interface TraceMismatch {
  readonly _tag: 'TraceMismatch'
  /** Index of the event in the trace; its length when the replay has further events. */
  readonly index: number
  /** The recorded event; `null`: the trace has ended. */
  readonly recorded: TraceEvent | null
  /** The replayed event; `null`: nothing happened. */
  readonly replayed: TraceEvent | null
  /** The difference, as a sentence. */
  readonly difference: string
}

/**
 * Replays a trace on this version of the machine. Calls settle, the user acts, and processes crash and restore as
 * recorded, at the recorded times. Credentials and answers are replaced by placeholders. Right when all calls, views,
 * acceptances of input and ends are equal; otherwise left with the first difference.
 *
 * Record traces on a virtual clock or a `punctualClock`: late timers count as differences. Texts of the server are
 * reduced to known words, so two views that differed only in such a text count as one.
 */
export const replayTrace = async (trace: Trace): Promise<E.Either<TraceMismatch, 'same'>> => {
  const alone = await replayAs('by-hand', trace)
  if (alone === null) return E.right('same')
  // A trace doesn't say whether its connection was kept in a store, which is saved before each call.
  const kept = await replayAs('in-a-store', trace)
  if (kept === null) return E.right('same')
  return E.left(kept.index > alone.index ? kept : alone)
}

/**
 * User input usually comes when nothing else happens. If another event happens at the same time, the replay is repeated
 * with the input before that event.
 */
const replayAs = async (mode: Mode, trace: Trace): Promise<TraceMismatch | null> => {
  const hasty = new Set<number>()
  for (;;) {
    const mismatch = await replayIn(mode, trace, hasty)
    if (mismatch === null || mismatch.recorded?.type !== 'acted' || hasty.has(mismatch.index)) return mismatch
    if (mismatch.replayed?.at !== mismatch.recorded.at) return mismatch
    hasty.add(mismatch.index)
  }
}

const replayIn = async (mode: Mode, trace: Trace, hasty: ReadonlySet<number>): Promise<TraceMismatch | null> => {
  const clock = createReplayClock(trace[0]?.at ?? 0)
  const pending: TraceEvent[] = []
  const onEvent = (event: TraceEvent): void => {
    clock.noteActivity()
    pending.push(event)
  }
  const recorder = createTraceRecorder(clock.now, onEvent)
  const bank = createReplayPort(clock)
  const replay: Replay = {
    ...{ mode, clock, bank, recorder, pending, process: null },
    numbers: new Map<number, number>(),
  }
  try {
    return await compare(replay, trace, hasty)
  } finally {
    replay.process?.killable.kill()
  }
}

const compare = async (replay: Replay, trace: Trace, hasty: ReadonlySet<number>): Promise<TraceMismatch | null> => {
  let shown: TraceEvent | null = null
  for (const [index, recorded] of trace.entries()) {
    // A repeated view is not an event.
    if (isRepeated(recorded, shown)) continue
    if (recorded.type === 'settled' && (await isAborted(replay, recorded, shown))) continue
    const replayed = asRecorded(replay, recorded, await next(replay, recorded, shown, hasty.has(index)))
    const difference = differenceOf(recorded, replayed)
    if (difference !== null) return { _tag: 'TraceMismatch', index, recorded, replayed, difference }
    if (recorded.type === 'shown') shown = recorded
    if (recorded.type === 'restored') shown = null
  }
  await replay.clock.runUntilIdle()
  const more = takePending(replay, shown)
  if (more === null) return null
  const difference = differenceOf(null, more) ?? ''
  return { _tag: 'TraceMismatch', index: trace.length, recorded: null, replayed: more, difference }
}

/** Calls are matched by their order, not by their numbers. */
const asRecorded = ({ numbers }: Replay, recorded: TraceEvent, replayed: TraceEvent | null): TraceEvent | null => {
  if (replayed?.type === 'called' && recorded.type === 'called') {
    numbers.set(replayed.call, recorded.call)
    return { ...replayed, call: recorded.call }
  }
  return replayed?.type === 'settled' ? { ...replayed, call: numbers.get(replayed.call) ?? replayed.call } : replayed
}

const isRepeated = (event: TraceEvent, shown: TraceEvent | null): boolean =>
  event.type === 'shown' && shown?.type === 'shown' && sameJson(event.view, shown.view)

/** Causes the next event, or waits for it, and returns what happened. */
const next = async (
  replay: Replay,
  recorded: TraceEvent,
  shown: TraceEvent | null,
  isHasty: boolean,
): Promise<TraceEvent | null> => {
  const { clock } = replay
  if (recorded.type === 'crashed') return crash(replay, recorded.at, shown)
  const isCaused = isCausedBy(recorded, replay)
  if (isCaused && recorded.type === 'shown') return firstView(replay)
  const hasTold = (): boolean => hasPending(replay, shown)
  // Everything earlier happens first. At the same time, the recorded order decides.
  while (!isHasty || recorded.at > clock.now()) {
    await clock.runUntilIdle(hasTold)
    const event = takePending(replay, shown)
    if (event !== null) return event
    if (recorded.type === 'ended' && replay.process?.ended?.at === clock.now()) return takeEnd(replay)
    if (!hasTold() && !clock.wakeNext(recorded.at, !isCaused)) break
  }
  clock.setTime(recorded.at)
  if (isCaused) cause(replay, recorded)
  await clock.runUntilIdle(hasTold)
  return takePending(replay, shown) ?? takeEnd(replay)
}

const takeEnd = ({ process }: Replay): TraceEvent | null => {
  const ended = process?.ended ?? null
  if (process !== null) process.ended = null
  return ended
}

/** Whether an event has not been compared yet. Results of aborted calls are dropped. */
const hasPending = ({ pending, bank }: Replay, shown: TraceEvent | null): boolean => {
  for (;;) {
    const [event] = pending
    if (event === undefined) return false
    const isNothing = event.type === 'settled' && bank.wasStopped(event.call)
    if (!isNothing && !isRepeated(event, shown)) return true
    pending.shift()
  }
}

/** The next event; `null`: none. */
const takePending = (replay: Replay, shown: TraceEvent | null): TraceEvent | null =>
  hasPending(replay, shown) ? (replay.pending.shift() ?? null) : null

/** Whether a call was aborted. When and how it settled depends on the port, so its result is not compared. */
const isAborted = async (replay: Replay, { at, call, result }: Settled, shown: TraceEvent | null): Promise<boolean> => {
  const { clock, bank } = replay
  const now = numberNow(replay, call)
  while (isStopped(result) && !bank.wasStopped(now)) {
    await clock.runUntilIdle(() => hasPending(replay, shown) || bank.wasStopped(now))
    if (hasPending(replay, shown) || !clock.wakeNext(at, true)) break
  }
  return bank.wasStopped(now)
}

/** Kills the process at a time. Events before that time still happen; events at that time don't. */
const crash = async (replay: Replay, at: number, shown: TraceEvent | null): Promise<TraceEvent | null> => {
  const { clock, pending, process, recorder } = replay
  while (at > clock.now()) {
    await clock.runUntilIdle()
    if (hasPending(replay, shown) || !clock.wakeNext(at, false)) break
  }
  if (hasPending(replay, shown) && pending[0] !== undefined && pending[0].at < at) return pending[0]
  clock.setTime(at)
  process?.killable.kill()
  process?.close()
  pending.length = 0
  recorder.record({ type: 'crashed', at })
  return pending.shift() ?? null
}

/** Subscribes and returns the first view, before other events at the same time. */
const firstView = async (replay: Replay): Promise<TraceEvent | null> => {
  const { clock, process, pending } = replay
  await clock.runUntilIdle(() => process?.connection !== null)
  if (process !== null) watch(replay, process)
  const i = pending.findIndex(({ type }) => type === 'shown')
  return pending.splice(Math.max(i, 0), 1)[0] ?? null
}
