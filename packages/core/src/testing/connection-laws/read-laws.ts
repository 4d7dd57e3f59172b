import { either as E } from 'fp-ts'
import type { Job } from '../../codec/job.ts'
import { FAILED_GAP_MAX_MS, GAP_MIN_MS, PARKED_GAP_MS } from '../../machine/actors/poll-schedule.ts'
import { POLL_FAILURES_MAX } from '../../machine/actors/watch-job.ts'
import { CALL_TIMEOUT_MS } from '../../machine/actors/with-timeout.ts'
import { isFinal } from '../../machine/view.ts'
import { sameJson } from '../../trace/same-json.ts'
import type { ConnectionLaw, TraceEvent } from '../../trace/trace.ts'
import {
  followsJob,
  jobReadIn,
  jobsListedIn,
  limitsOf,
  restoredStateIn,
  startedIn,
  startsJob,
} from '../../trace/trace-facts.ts'

/** How often requests are sent: neither too often nor too rarely. */
export const readLaws = (): readonly ConnectionLaw[] => [readsApart, callsBounded, keepsPolling]

/** Whether polling starts again at an event. */
export const beginsWatch = (event: TraceEvent): boolean => {
  switch (event.type) {
    case 'began':
    case 'crashed':
    case 'restored':
      return true
    case 'called':
      return startsJob(event.operation) || event.operation === 'listJobs' || event.operation === 'answerMfa'
    case 'settled':
    case 'shown':
    case 'acted':
    case 'ended':
      return false
  }
}

const readsApart: ConnectionLaw = {
  name: `MUST leave ${GAP_MIN_MS} ms between two polls of a job without an answer between them, until its deadline or its stall timeout`,
  watch: () => {
    const deadline = watchDeadline()
    let read = { call: 0, at: Number.NEGATIVE_INFINITY }
    let hurried = 0
    return (event) => {
      const earliestAt = deadline(event)
      if (beginsWatch(event)) read = { call: 0, at: Number.NEGATIVE_INFINITY }
      if (event.type === 'settled' && event.call === read.call) read = { ...read, at: event.at }
      if (event.type !== 'called') return null
      if (event.operation === 'answerMfa') hurried = 0
      if (event.operation !== 'getJob') return null
      const gapMs = event.at - read.at
      const isHurried = gapMs >= 0 && gapMs < GAP_MIN_MS
      read = { call: event.call, at: event.at }
      hurried = isHurried ? hurried + 1 : 0
      // When a poll fails after the deadline, more polls follow at once.
      return isHurried && (event.at < earliestAt || hurried > POLL_FAILURES_MAX)
        ? `a read leaves ${gapMs} ms after the one before`
        : null
    }
  },
}

/**
 * The earliest time at which the job may time out. The real time may be later: a change may be in a part of the job
 * that events do not contain.
 */
export const watchDeadline = (): ((event: TraceEvent) => number) => {
  let [jobTimeoutMs, stallTimeoutMs] = [0, 0]
  let deadlineAt = Number.POSITIVE_INFINITY
  let changedAt = Number.NEGATIVE_INFINITY
  let steps: Job['steps'] = []
  return (event) => {
    switch (event.type) {
      case 'began': {
        const limits = limitsOf(event.request)
        jobTimeoutMs = limits.jobTimeoutMs
        stallTimeoutMs = limits.stallTimeoutMs
        deadlineAt = event.at + jobTimeoutMs
        changedAt = event.at
        break
      }
      case 'restored':
        deadlineAt = restoredStateIn(event)?.memory.deadlineAt ?? deadlineAt
        changedAt = event.at
        break
      case 'settled': {
        const job = jobReadIn(event)
        if (startedIn(event) !== null || jobsListedIn(event) !== null) deadlineAt = event.at + jobTimeoutMs
        if (job === null ? event.operation !== 'getJob' : !sameJson(job.steps, steps)) changedAt = event.at
        if (job !== null) steps = job.steps
        break
      }
      case 'called':
      case 'shown':
      case 'acted':
      case 'crashed':
      case 'ended':
        break
    }
    return Math.min(deadlineAt, changedAt + stallTimeoutMs)
  }
}

/** How often the user's jobs are listed for one lost request. */
const LOOKUPS_MAX = 3

/** The number of calls that load the institution: one for it, and one for the connection that has its id. */
const INSTITUTION_CALLS_MAX = 2

/**
 * The maximum number of calls that a connection may have made.
 *
 * @param passedMs - milliseconds since the connection began
 * @param lives - how often it was started or restored: 1 when it never crashed
 * @param submits - how many submits were accepted
 * @param answers - how many answers were accepted
 */
export const callsMax = (passedMs: number, lives: number, submits: number, answers: number): number => {
  const requests = lives + submits
  const reads = Math.floor(passedMs / GAP_MIN_MS) + (1 + POLL_FAILURES_MAX) * (lives + requests + answers)
  return INSTITUTION_CALLS_MAX * lives + requests + LOOKUPS_MAX * (requests + lives) + answers + reads
}

const callsBounded: ConnectionLaw = {
  name: 'MUST NOT make more calls than the elapsed time, the processes, the submits and the answers allow',
  watch: () => {
    let beganAt = 0
    let latestAt = 0
    let [calls, lives, submits, answers] = [0, 0, 0, 0]
    return (event) => {
      if (event.type === 'began' && lives === 0) beganAt = event.at
      latestAt = Math.max(latestAt, event.at)
      if (event.type === 'began' || event.type === 'restored') lives += 1
      if (event.type === 'acted' && E.isRight(event.taken)) {
        if (event.act === 'submit') submits += 1
        if (event.act === 'answer') answers += 1
      }
      if (event.type !== 'called') return null
      calls += 1
      const most = callsMax(latestAt - beganAt, lives, submits, answers)
      return calls > most ? `${calls} calls are made, but ${most} are allowed` : null
    }
  },
}

/** How late a timer may fire, in milliseconds: real timers are never exact. */
const LAG_MS = 1_000

/** Whether a job is queued because the bank is down. */
export const isParked = ({ steps }: Job): boolean =>
  steps.some(
    ({ title, status, result }) => title === 'verify-credentials' && status === 'pending' && result?._tag === 'Problem',
  )

const keepsPolling: ConnectionLaw = {
  name: 'MUST NOT leave a job that it follows without a poll for longer than the longest gap plus the timeout of one call',
  watch: () => {
    let isFollowing = false
    let gapMs = FAILED_GAP_MAX_MS
    let quietSince = 0
    return (event) => {
      const quietMs = event.at - quietSince
      const isLate = isFollowing && quietMs > gapMs + CALL_TIMEOUT_MS + LAG_MS
      isFollowing = followsAfter(event, isFollowing)
      if (event.type !== 'shown' && event.type !== 'acted') quietSince = event.at
      if (event.type === 'restored') gapMs = FAILED_GAP_MAX_MS
      const job = jobReadIn(event)
      if (job !== null) gapMs = isParked(job) ? PARKED_GAP_MS : FAILED_GAP_MAX_MS
      return isLate ? `the job is not polled for ${quietMs} ms` : null
    }
  },
}

/** Whether the connection polls a job after an event. */
export const followsAfter = (event: TraceEvent, before: boolean): boolean => {
  switch (event.type) {
    case 'called':
      return event.operation === 'getJob' || (before && event.operation === 'answerMfa')
    case 'settled':
      return before || startedIn(event) !== null
    case 'restored':
      return followsJob(restoredStateIn(event)?.at ?? 'preparing')
    case 'shown':
      return before && event.view._tag !== 'Collecting' && !isFinal(event.view)
    case 'crashed':
    case 'ended':
      return false
    case 'began':
      return event.request.intent.type === 'follow'
    case 'acted':
      return before
  }
}
