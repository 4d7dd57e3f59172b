import { either as E } from 'fp-ts'
import type { CallbackLogicFunction } from 'xstate'
import type { Job } from '../../codec/job.ts'
import { stageOf } from '../../domain/job-stage.ts'
import { malformedResponse, type PortError } from '../../failure/port-error.ts'
import type { BankPort } from '../../protocol/port.ts'
import { failureInKnownWords, jobInKnownWords } from '../../secrets/sanitize.ts'
import { type AbortControllerLike, createAbortController } from '../../time/abort.ts'
import type { WatchJobInput } from '../actor-logic.ts'
import type { Challenge } from '../context.ts'
import { jobRead, type WatchCommand, type WatchEvent } from '../event.ts'
import { isSameChallenge, mayBeHadLater } from '../guards.ts'
import {
  afterFailure,
  afterPoll,
  gapAfterFailures,
  initialPollState,
  nextPollAt,
  type PollState,
} from './poll-schedule.ts'
import { withTimeout } from './with-timeout.ts'

/**
 * Number of consecutive failed polls after which the watch gives up.
 *
 * @internal
 */
export const LOOK_FAILURES_MAX = 8

/**
 * How long after an answer the same challenge counts as the answered one, in milliseconds: the server may show an old
 * state of the job for a while.
 */
const ANSWER_GRACE_MS = 10_000

/** Whether the next poll may succeed. A job that is not found may not have reached every server yet. */
const mayPass = (error: PortError): boolean => {
  switch (error._tag) {
    case 'Unreachable':
    case 'MalformedResponse':
      return true
    case 'Refused':
      return error.status === 404 || error.status === 408 || error.status === 429 || error.status >= 500
    case 'TokenUnavailable':
      return mayBeHadLater(error)
  }
}

/** Identifies what a job shows: the same state is not reported twice. */
const signatureOf = ({ steps, links }: Job): string => JSON.stringify([steps, links])

/** The part of XState's actor scope that the watch needs. */
type WatchScope = Pick<
  Parameters<CallbackLogicFunction<WatchCommand, WatchEvent, WatchJobInput>>[0],
  'input' | 'sendBack' | 'receive'
>

interface Watch {
  readonly input: WatchJobInput
  readonly answered: Challenge | null
  readonly tell: (event: WatchEvent) => void
  seen: PollState
  /** When to poll a job that is not new for the first time; `null` if the schedule decides. */
  lookAt: number | null
  signature: string
  /** From when on an unchanged job is reported again; `null`: never. */
  tellAgainAt: number | null
  /** The last successful poll; the start of the watch if there was none. */
  sawAt: number
  paused: boolean
  stopped: boolean
  /** Replaced by each interruption: a delay or a request started under an older one no longer counts. */
  current: AbortControllerLike
  /** Ends the pause. */
  wake: () => void
}

/**
 * Polls one job as the schedule says, one request at a time, and sends the machine an event when something has changed,
 * until it is stopped. After the computer was asleep it polls once, not in a burst.
 */
export const watchJobOf =
  (port: Pick<BankPort, 'getJob' | 'clock'>) =>
  ({ input, sendBack, receive }: WatchScope): (() => void) => {
    const startedAt = port.clock.now()
    const watch: Watch = {
      input,
      // Older snapshots persisted by XState don't have this member.
      answered: input.answered ?? null,
      tell: sendBack,
      seen: initialPollState(startedAt),
      lookAt: input.isNew ? null : startedAt,
      signature: '',
      tellAgainAt: null,
      sawAt: startedAt,
      paused: false,
      stopped: false,
      current: createAbortController(),
      wake: () => undefined,
    }
    if (watch.answered !== null) lookAgain(watch, startedAt)
    receive((command) => {
      watch.paused = command.type === 'pause'
      if (command.type === 'resume') {
        watch.lookAt = null
        lookAgain(watch, port.clock.now())
      }
      interrupt(watch)
    })
    run(port, watch).catch(() => sendBack({ type: 'defect', operation: 'getJob' }))
    return () => {
      watch.stopped = true
      interrupt(watch)
    }
  }

const interrupt = (watch: Watch): void => {
  const { current } = watch
  watch.current = createAbortController()
  current.abort()
  watch.wake()
}

/**
 * After an answer, an unchanged challenge is reported again once it cannot be a stale response: the bank asks again.
 */
const lookAgain = (watch: Watch, now: number): void => {
  watch.seen = { ...initialPollState(now), stage: 'VerifyingAnswer' }
  watch.tellAgainAt = now + ANSWER_GRACE_MS
}

const run = async (port: Pick<BankPort, 'getJob' | 'clock'>, watch: Watch): Promise<void> => {
  while (!watch.stopped) {
    if (watch.paused) await new Promise<void>((resolve) => (watch.wake = resolve))
    else if (!(await look(port, watch))) return
  }
}

/**
 * One delay and one poll. Returns whether to continue. The deadline is checked after a successful poll, so that a
 * computer that slept past it polls before it gives up.
 */
const look = async ({ getJob, clock }: Pick<BankPort, 'getJob' | 'clock'>, watch: Watch): Promise<boolean> => {
  const { current, input } = watch
  // The poll at the deadline is an extra one; failed polls after it still keep their gaps.
  const latest = Math.max(deadlineOf(watch), watch.seen.polledAt + gapAfterFailures(watch.seen.failures))
  const lookAt = Math.min(watch.lookAt ?? nextPollAt(watch.seen, input), latest)
  // Setting the clock back must not prolong the delay.
  await clock.sleep(Math.min(lookAt - clock.now(), lookAt - watch.seen.polledAt), current.signal)
  if (watch.current !== current) return true
  const result = await withTimeout(clock, (signal) => getJob({ jobId: input.jobId }, signal), current.signal)
  if (watch.current !== current) return true
  watch.lookAt = null
  if (E.isLeft(result)) return bear(watch, result.left, clock.now())
  if (result.right.id !== input.jobId) return bear(watch, malformedResponse('Job', ['/id']), clock.now())
  take(watch, result.right, clock.now())
  const deadlineAt = deadlineOf(watch)
  if (watch.stopped || clock.now() < deadlineAt) return true
  watch.tell({ type: 'outOfTime', deadlineAt })
  return false
}

/** The job's deadline, or that of a job without progress while nobody is asked and the bank is up. */
const deadlineOf = ({ seen, input }: Watch): number =>
  seen.stage === 'Challenged' || seen.stage === 'Parked'
    ? input.deadlineAt
    : Math.min(input.deadlineAt, seen.changedAt + input.stallTimeoutMs)

const take = (watch: Watch, job: Job, at: number): void => {
  const signature = signatureOf(job)
  const stage = stageOf(job)
  // The first poll of a watch that begins after an answer: the challenge may be the answered one.
  if (watch.signature === '' && isSameChallenge({ challenge: watch.answered }, stage)) watch.signature = signature
  if (watch.tellAgainAt !== null) watch.tellAgainAt = Math.min(watch.tellAgainAt, at + ANSWER_GRACE_MS)
  const isDue = watch.tellAgainAt !== null && at >= watch.tellAgainAt
  const changed = signature !== watch.signature || isDue
  const previousAt = watch.sawAt
  if (isDue) watch.tellAgainAt = null
  watch.sawAt = at
  // The answered challenge is scheduled like the stage that follows it, not like one that waits for the user.
  const isLate = !changed && watch.tellAgainAt !== null
  watch.seen = afterPoll(watch.seen, isLate ? watch.seen.stage : stage._tag, changed, at)
  watch.signature = signature
  if (changed) watch.tell(jobRead(jobInKnownWords(job), at, previousAt))
}

const bear = (watch: Watch, failure: PortError, at: number): boolean => {
  watch.seen = afterFailure(watch.seen, at)
  if (mayPass(failure) && watch.seen.failures < LOOK_FAILURES_MAX) return true
  watch.tell({ type: 'watchFailed', failure: failureInKnownWords(failure) })
  return false
}
