import { openConnection } from '@bank-connection/core'
import { type Clock, createAbortController, neverAborted } from '@bank-connection/core/adapter'
import {
  createTraceRecorder,
  punctualClock,
  readTrace,
  recordingPort,
  replayTrace,
  type TraceEvent,
  traceJson,
} from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createLoginBank } from '../testing/login-bank.ts'

const turns = async (n: number): Promise<void> => {
  for (let i = 0; i < n; i++) await undefined
}

/** A clock that is set, and whose sleeps end when they are told to. */
const setClock = () => {
  const wakes: (() => void)[] = []
  let time = 1_000
  const clock: Clock = {
    now: () => time,
    sleep: (_, signal) =>
      new Promise((resolve) => {
        wakes.push(resolve)
        signal.addEventListener('abort', resolve)
      }),
  }
  const set = async (at: number): Promise<void> => {
    await turns(200)
    time = at
  }
  return { clock, set, wake: () => wakes.shift()?.() }
}

describe('a punctual clock', () => {
  test('keeps its time for all effects of an event and advances at the next event', async () => {
    const { clock, set } = setClock()
    const punctual = punctualClock(clock)
    const { now } = punctual
    const began = now()
    const setting = set(1_500)
    await turns(50)
    expect([began, now()]).toStrictEqual([1_000, 1_000])
    await setting
    expect(now()).toBe(1_500)
  })

  test('ends a sleep when it was due, even if the timer is late', async () => {
    const { clock, set, wake } = setClock()
    const { now, sleep } = punctualClock(clock)
    const sleeping = sleep(2_000, neverAborted)
    await set(3_017)
    wake()
    await sleeping
    expect(now()).toBe(3_000)
    await set(3_018)
    expect(now()).toBe(3_018)
  })

  test('ends an aborted sleep at the time of the abort', async () => {
    const { clock, set } = setClock()
    const { now, sleep } = punctualClock(clock)
    const { signal, abort } = createAbortController()
    const sleeping = sleep(2_000, signal)
    await set(1_700)
    abort()
    await sleeping
    expect(now()).toBe(1_700)
  })

  test('never runs backwards, even if a sleep is overtaken or the wrapped clock is set back', async () => {
    const { clock, set, wake } = setClock()
    const { now, sleep } = punctualClock(clock)
    const sleeping = sleep(2_000, neverAborted)
    await set(3_010)
    now()
    await set(3_020)
    wake()
    await sleeping
    expect(now()).toBe(3_010)
    await set(500)
    expect(now()).toBe(3_010)
  })
})

/** Every timer is late, each by another time, as on a machine that has much to do. */
const lateClock = (below: Clock): Clock => {
  let lateMs = 0
  return {
    now: below.now,
    sleep: (ms, signal) => {
      lateMs = (lateMs * 7 + 3) % 11
      return below.sleep(ms + lateMs, signal)
    },
  }
}

/** A connection that is asked for a code, recorded at a bank whose timers are late. */
const recorded = async (clockOf: (late: Clock) => Clock) => {
  const { port, request, credentials, answers } = createLoginBank()
  const clock = clockOf(lateClock(port.clock))
  const events: TraceEvent[] = []
  const recorder = createTraceRecorder(clock.now, (event) => events.push(event))
  const traced = { userId: request.userId, intent: { type: 'create', institutionId: 'AU00002' } }
  recorder.record({ type: 'began', at: clock.now(), request: traced as never })
  // The members of a scripted port cannot be listed.
  const { getInstitution, createConnection, listJobs, getJob, answerMfa } = port
  const own = { ...port, getInstitution, createConnection, listJobs, getJob, answerMfa, clock }
  const opened = openConnection(recordingPort(own, recorder.record), request)
  if (E.isLeft(opened)) throw new Error('the request is none')
  const handle = opened.right
  recorder.watch(handle)
  const act = async (): Promise<void> => {
    await clock.sleep(700, neverAborted)
    const view = handle.view()
    if (view._tag === 'Collecting') recorder.submit(handle, credentials)
    if (view._tag === 'Challenged') recorder.answer(handle, answers(view.challenge))
  }
  handle.subscribe(({ _tag }) => void ((_tag === 'Collecting' || _tag === 'Challenged') && act()))
  expect(E.isRight(await handle.ended())).toBe(true)
  await turns(10)
  return readTrace(JSON.parse(JSON.stringify(traceJson(events))))
}

test('a connection on late timers replays identically only if it was recorded on a punctual clock', async () => {
  const replayed = async (clockOf: (late: Clock) => Clock) => {
    const trace = await recorded(clockOf)
    return E.isLeft(trace) ? trace : replayTrace(trace.right)
  }
  expect(await replayed(punctualClock)).toStrictEqual(E.right('same'))
  expect(await replayed((late) => late)).toMatchObject(
    E.left({ difference: expect.stringMatching(/\d ms earlier than recorded/) }),
  )
})
