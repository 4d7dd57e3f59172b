import {
  type BankPort,
  type ConnectionHandle,
  type ConnectionRequest,
  type ConnectionView,
  connect,
  openConnection,
} from '@bank-connection/core'
import { createBankPort, neverAborted, type Send, type VirtualClock } from '@bank-connection/core/adapter'
import { createMemoryBank, type MemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }

/** A bank with one connection that has ended, and one whose job runs. */
const setUp = async () => {
  const bank = createMemoryBank({ latencyMs: 40 })
  const { userId } = bank
  const first = await connect(bank.port, { userId, institutionId: 'AU00000', credentials })()
  if (E.isLeft(first)) throw new Error(first.left._tag)
  return { bank, userId, connectionId: first.right.connectionId, jobId: first.right.jobId }
}

type Ready = Awaited<ReturnType<typeof setUp>>

const flows: readonly (readonly [string, (ready: Ready) => ConnectionRequest])[] = [
  ['a user', ({ userId }) => ({ userId, institutionId: 'AU00001' })],
  ['a user with a second factor', ({ userId }) => ({ userId, institutionId: 'AU00002' })],
  ['a refresh', ({ userId, connectionId }) => ({ userId, connectionId, intent: 'refresh' })],
  ['an update', ({ userId, connectionId }) => ({ userId, connectionId, intent: 'update' })],
  ['a follow', ({ userId, jobId }) => ({ userId, jobId, intent: 'follow' })],
]

/** Plays the user at once. */
const play = (handle: ConnectionHandle, view: ConnectionView): void => {
  if (view._tag === 'Collecting')
    handle.submit(view.fields.length === 1 ? { password: credentials.password } : credentials)
  if (view._tag === 'Challenged') handle.answer(view.challenge.prompts.map(() => 'Hooli'))
}

const settle = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await undefined
}

/** A port that calls `onStep` before and after each request and each sleep. */
const createObservedPort = (
  { send, clock }: MemoryBank,
  onStep: () => void,
): { readonly port: BankPort; readonly sentCount: () => number } => {
  let sent = 0
  const observedSend: Send = (request, signal) => async () => {
    sent += 1
    onStep()
    const response = await send(request, signal)()
    onStep()
    return response
  }
  const observedClock = {
    now: clock.now,
    sleep: async (ms: number, signal: Parameters<typeof clock.sleep>[1]) => {
      onStep()
      await clock.sleep(ms, signal)
      onStep()
    },
  }
  return { port: createBankPort(observedSend, observedClock), sentCount: () => sent }
}

interface Ended {
  readonly steps: number
  readonly end: string
  /** Requests sent after the cancellation, and pending sleeps at the end. */
  readonly late: number
  readonly sleepers: number
}

/** Runs a request, and cancels it `turns` microtasks after step `at`. */
const run = async (request: (ready: Ready) => ConnectionRequest, at: number, turns: number): Promise<Ended> => {
  const ready = await setUp()
  let steps = 0
  let sentBefore: number | null = null
  let handle: ConnectionHandle | null = null
  const cancel = async (): Promise<void> => {
    await settle(turns)
    sentBefore = sentCount()
    handle?.cancel()
  }
  const { port, sentCount } = createObservedPort(ready.bank, () => {
    steps += 1
    if (steps === at) void cancel()
  })
  const opened = openConnection(port, request(ready))
  if (E.isLeft(opened)) throw new Error(opened.left.remedy)
  handle = opened.right
  const live = handle
  live.subscribe((view) => play(live, view))
  const end = await live.ended()
  await settle(40)
  const late = sentBefore === null ? 0 : sentCount() - sentBefore
  // A token request is shared, so it continues.
  await ready.bank.clock.sleep(100, neverAborted)
  const { sleepers } = ready.bank.clock as VirtualClock
  return {
    steps,
    end: E.isRight(end) ? 'Connected' : end.left._tag,
    late,
    sleepers: sleepers(),
  }
}

describe.each(flows)('%s that is cancelled', (_, request) => {
  test('at any await sends no further requests, leaves no timers, and ends as cancelled', async () => {
    const whole = await run(request, Number.POSITIVE_INFINITY, 0)
    expect({ ...whole, steps: 0 }).toStrictEqual({ steps: 0, end: 'Connected', late: 0, sleepers: 0 })
    const wrong: unknown[] = []
    let cancelled = 0
    for (let at = 1; at <= whole.steps; at++)
      for (const turns of [0, 1, 3]) {
        const { end, late, sleepers } = await run(request, at, turns)
        // The last steps are those of the end itself.
        const isEnd = end === 'Connected' && at > whole.steps - 4
        if (end === 'Cancelled') cancelled += 1
        if (late !== 0 || sleepers !== 0 || !(end === 'Cancelled' || isEnd))
          wrong.push({ at, turns, end, late, sleepers })
      }
    expect(wrong).toStrictEqual([])
    expect(cancelled).toBeGreaterThan(whole.steps)
  })
})
