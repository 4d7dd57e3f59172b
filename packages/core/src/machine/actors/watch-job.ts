import { either as E } from 'fp-ts'
import type { CallbackLogicFunction } from 'xstate'
import type { Job } from '../../codec/job.ts'
import { stageOf } from '../../domain/job-stage.ts'
import { malformedResponse, type PortError } from '../../failure/port-error.ts'
import type { BankPort } from '../../protocol/port.ts'
import { sanitizeFailure, sanitizeJob } from '../../secrets/sanitize.ts'
import { type AbortControllerLike, createAbortController } from '../../time/abort.ts'
import type { WatchJobInput } from '../actor-logic.ts'
import type { Challenge } from '../context.ts'
import { jobRead, type WatchCommand, type WatchEvent } from '../event.ts'
import { isSameChallenge, mayGetTokenLater } from '../guards.ts'
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
export const POLL_FAILURES_MAX = 8

/**
 * How long after an answer the same challenge counts as the answered one, in milliseconds: the server may show an old
 * state of the job for a while.
 */
const ANSWER_GRACE_MS = 10_000

/** Whether the next poll may succeed. A job that is not found may not have reached every server yet. */
const isTemporary = (error: PortError): boolean => {
  switch (error._tag) {
    case 'Unreachable':
    case 'MalformedResponse':
      return true
    case 'Refused':
      return error.status === 404 || error.status === 408 || error.status === 429 || error.status >= 500
    case 'TokenUnavailable':
      return mayGetTokenLater(error)
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
  readonly send: (event: WatchEvent) => void
  poll: PollState
  /** When to poll a job that is not new for the first time; `null` if the schedule decides. */
  firstPollAt: number | null
  signature: string
  /** From when on an unchanged job is reported again; `null`: never. */
  reportAgainAt: number | null
  /** The last successful poll; the start of the watch if there was none. */
  succeededAt: number
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
      send: sendBack,
      poll: initialPollState(startedAt),
      firstPollAt: input.isNew ? null : startedAt,
      signature: '',
      reportAgainAt: null,
      succeededAt: startedAt,
      paused: false,
      stopped: false,
      current: createAbortController(),
      wake: () => undefined,
    }
    if (watch.answered !== null) expectNextStage(watch, startedAt)
    receive((command) => {
      watch.paused = command.type === 'pause'
      if (command.type === 'resume') {
        watch.firstPollAt = null
        expectNextStage(watch, port.clock.now())
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
const expectNextStage = (watch: Watch, now: number): void => {
  watch.poll = { ...initialPollState(now), stage: 'VerifyingAnswer' }
  watch.reportAgainAt = now + ANSWER_GRACE_MS
}

const run = async (port: Pick<BankPort, 'getJob' | 'clock'>, watch: Watch): Promise<void> => {
  while (!watch.stopped) {
    if (watch.paused) await new Promise<void>((resolve) => (watch.wake = resolve))
    else if (!(await pollOnce(port, watch))) return
  }
}

/**
 * One delay and one poll. Returns whether to continue. The deadline is checked after a successful poll, so that a
 * computer that slept past it polls before it gives up.
 */
const pollOnce = async ({ getJob, clock }: Pick<BankPort, 'getJob' | 'clock'>, watch: Watch): Promise<boolean> => {
  const { current, input } = watch
  // The poll at the deadline is an extra one; failed polls after it still keep their gaps.
  const latest = Math.max(deadlineOf(watch), watch.poll.polledAt + gapAfterFailures(watch.poll.failures))
  const pollAt = Math.min(watch.firstPollAt ?? nextPollAt(watch.poll, input), latest)
  // Setting the clock back must not prolong the delay.
  await clock.sleep(Math.min(pollAt - clock.now(), pollAt - watch.poll.polledAt), current.signal)
  if (watch.current !== current) return true
  const result = await withTimeout(clock, (signal) => getJob({ jobId: input.jobId }, signal), current.signal)
  if (watch.current !== current) return true
  watch.firstPollAt = null
  if (E.isLeft(result)) return handleFailure(watch, result.left, clock.now())
  if (result.right.id !== input.jobId) return handleFailure(watch, malformedResponse('Job', ['/id']), clock.now())
  handleJob(watch, result.right, clock.now())
  const deadlineAt = deadlineOf(watch)
  if (watch.stopped || clock.now() < deadlineAt) return true
  watch.send({ type: 'outOfTime', deadlineAt })
  return false
}

/** The job's deadline, or that of a job without progress while nobody is asked and the bank is up. */
const deadlineOf = ({ poll, input }: Watch): number =>
  poll.stage === 'Challenged' || poll.stage === 'Parked'
    ? input.deadlineAt
    : Math.min(input.deadlineAt, poll.changedAt + input.stallTimeoutMs)

const handleJob = (watch: Watch, job: Job, at: number): void => {
  const signature = signatureOf(job)
  const stage = stageOf(job)
  // The first poll of a watch that begins after an answer: the challenge may be the answered one.
  if (watch.signature === '' && isSameChallenge({ challenge: watch.answered }, stage)) watch.signature = signature
  if (watch.reportAgainAt !== null) watch.reportAgainAt = Math.min(watch.reportAgainAt, at + ANSWER_GRACE_MS)
  const isDue = watch.reportAgainAt !== null && at >= watch.reportAgainAt
  const changed = signature !== watch.signature || isDue
  const previousAt = watch.succeededAt
  if (isDue) watch.reportAgainAt = null
  watch.succeededAt = at
  // The answered challenge is scheduled like the stage that follows it, not like one that waits for the user.
  const isLate = !changed && watch.reportAgainAt !== null
  watch.poll = afterPoll(watch.poll, isLate ? watch.poll.stage : stage._tag, changed, at)
  watch.signature = signature
  if (changed) watch.send(jobRead(sanitizeJob(job), at, previousAt))
}

const handleFailure = (watch: Watch, failure: PortError, at: number): boolean => {
  watch.poll = afterFailure(watch.poll, at)
  if (isTemporary(failure) && watch.poll.failures < POLL_FAILURES_MAX) return true
  watch.send({ type: 'watchFailed', failure: sanitizeFailure(failure) })
  return false
}
