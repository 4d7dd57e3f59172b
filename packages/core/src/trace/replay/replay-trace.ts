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

/** Where this version of the machine does something else than what was recorded. */
export interface TraceMismatch {
  readonly _tag: 'TraceMismatch'
  /** Which event of the trace, from 0; as many as it has when more happens than it tells. */
  readonly index: number
  /** What was recorded; `null`: nothing more. */
  readonly recorded: TraceEvent | null
  /** What happens now; `null`: nothing. */
  readonly replayed: TraceEvent | null
  /** What differs, in a sentence. */
  readonly difference: string
}

/**
 * Runs this version of the machine through what was recorded: at the recorded times calls settle as they did, the user
 * acts as they did, and the process dies and another goes on as they did. Credentials and answers are stand-ins. Right
 * when everything that is called, shown, taken and ended is the same; else left with the first event that differs.
 *
 * For traces that were recorded on a virtual clock: on a real one timers are late, and that counts as a difference. Of
 * the server's own texts a trace has known words only, so that a view may be shown once less.
 */
export const replayTrace = async (trace: Trace): Promise<E.Either<TraceMismatch, 'same'>> => {
  const alone = await replayAs('by-hand', trace)
  if (alone === null) return E.right('same')
  // A trace does not tell whether its connection was kept in a store, whose saves come before the calls.
  const kept = await replayAs('in-a-store', trace)
  if (kept === null) return E.right('same')
  return E.left(kept.index > alone.index ? kept : alone)
}

/**
 * A user mostly acts when nothing else happens. When what happens instead comes at that very moment, the act is tried
 * once more just before it.
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
  const told: TraceEvent[] = []
  const tell = (event: TraceEvent): void => {
    clock.stir()
    told.push(event)
  }
  const recorder = createTraceRecorder(clock.now, tell)
  const bank = createReplayPort(clock)
  const replay: Replay = {
    ...{ mode, clock, bank, recorder, told, life: null },
    numbers: new Map<number, number>(),
  }
  try {
    return await compare(replay, trace, hasty)
  } finally {
    replay.life?.mortal.kill()
  }
}

const compare = async (replay: Replay, trace: Trace, hasty: ReadonlySet<number>): Promise<TraceMismatch | null> => {
  let shown: TraceEvent | null = null
  for (const [index, recorded] of trace.entries()) {
    // A view that is shown twice says nothing new.
    if (isRepeated(recorded, shown)) continue
    if (recorded.type === 'settled' && (await isForNobody(replay, recorded, shown))) continue
    const replayed = asRecorded(replay, recorded, await next(replay, recorded, shown, hasty.has(index)))
    const difference = differenceOf(recorded, replayed)
    if (difference !== null) return { _tag: 'TraceMismatch', index, recorded, replayed, difference }
    if (recorded.type === 'shown') shown = recorded
    if (recorded.type === 'restored') shown = null
  }
  await replay.clock.settleDown()
  const more = takeTold(replay, shown)
  if (more === null) return null
  const difference = differenceOf(null, more) ?? ''
  return { _tag: 'TraceMismatch', index: trace.length, recorded: null, replayed: more, difference }
}

/** Calls are told apart by when they left, not by their numbers. */
const asRecorded = ({ numbers }: Replay, recorded: TraceEvent, replayed: TraceEvent | null): TraceEvent | null => {
  if (replayed?.type === 'called' && recorded.type === 'called') {
    numbers.set(replayed.call, recorded.call)
    return { ...replayed, call: recorded.call }
  }
  return replayed?.type === 'settled' ? { ...replayed, call: numbers.get(replayed.call) ?? replayed.call } : replayed
}

const isRepeated = (event: TraceEvent, shown: TraceEvent | null): boolean =>
  event.type === 'shown' && shown?.type === 'shown' && sameJson(event.view, shown.view)

/** Makes happen what the next event tells of, or waits for it, and gives what happens. */
const next = async (
  replay: Replay,
  recorded: TraceEvent,
  shown: TraceEvent | null,
  isHasty: boolean,
): Promise<TraceEvent | null> => {
  const { clock } = replay
  if (recorded.type === 'crashed') return crash(replay, recorded.at, shown)
  const isCaused = isCausedBy(recorded, replay)
  if (isCaused && recorded.type === 'shown') return look(replay)
  const hasTold = (): boolean => hasNews(replay, shown)
  // Up to the moment at which it happens everything else goes on; at that moment what was recorded first comes first.
  while (!isHasty || recorded.at > clock.now()) {
    await clock.settleDown(hasTold)
    const event = takeTold(replay, shown)
    if (event !== null) return event
    if (recorded.type === 'ended' && replay.life?.ended?.at === clock.now()) return takeEnd(replay)
    if (!hasTold() && !clock.wakeNext(recorded.at, !isCaused)) break
  }
  clock.reach(recorded.at)
  if (isCaused) cause(replay, recorded)
  await clock.settleDown(hasTold)
  return takeTold(replay, shown) ?? takeEnd(replay)
}

const takeEnd = ({ life }: Replay): TraceEvent | null => {
  const ended = life?.ended ?? null
  if (life !== null) life.ended = null
  return ended
}

/** Whether something has happened that was not compared yet. What was stopped has settled, for nobody: that is nothing. */
const hasNews = ({ told, bank }: Replay, shown: TraceEvent | null): boolean => {
  for (;;) {
    const [event] = told
    if (event === undefined) return false
    const isNothing = event.type === 'settled' && bank.wasStopped(event.call)
    if (!isNothing && !isRepeated(event, shown)) return true
    told.shift()
  }
}

/** The next thing that happens; `null`: nothing. */
const takeTold = (replay: Replay, shown: TraceEvent | null): TraceEvent | null =>
  hasNews(replay, shown) ? (replay.told.shift() ?? null) : null

/** Whether a call has been stopped: what it gave was for nobody, and when, was up to the port. */
const isForNobody = async (
  replay: Replay,
  { at, call, result }: Settled,
  shown: TraceEvent | null,
): Promise<boolean> => {
  const { clock, bank } = replay
  const now = numberNow(replay, call)
  while (isStopped(result) && !bank.wasStopped(now)) {
    await clock.settleDown(() => hasNews(replay, shown) || bank.wasStopped(now))
    if (hasNews(replay, shown) || !clock.wakeNext(at, true)) break
  }
  return bank.wasStopped(now)
}

/** What a process was about to do when it died does not happen; what it did before then does. */
const crash = async (replay: Replay, at: number, shown: TraceEvent | null): Promise<TraceEvent | null> => {
  const { clock, told, life, recorder } = replay
  while (at > clock.now()) {
    await clock.settleDown()
    if (hasNews(replay, shown) || !clock.wakeNext(at, false)) break
  }
  if (hasNews(replay, shown) && told[0] !== undefined && told[0].at < at) return told[0]
  clock.reach(at)
  life?.mortal.kill()
  life?.close()
  told.length = 0
  recorder.tell({ type: 'crashed', at })
  return told.shift() ?? null
}

/** The view that somebody sees who begins to look, whatever else happens at that moment. */
const look = async (replay: Replay): Promise<TraceEvent | null> => {
  const { clock, life, told } = replay
  await clock.settleDown(() => life?.held !== null)
  if (life !== null) watch(replay, life)
  const i = told.findIndex(({ type }) => type === 'shown')
  return told.splice(Math.max(i, 0), 1)[0] ?? null
}
