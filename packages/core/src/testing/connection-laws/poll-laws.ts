import { FAILED_GAP_MAX_MS, PARKED_GAP_MS } from '../../machine/actors/poll-schedule.ts'
import { CALL_TIMEOUT_MS } from '../../machine/actors/with-timeout.ts'
import { sameJson } from '../../trace/same-json.ts'
import type { ConnectionLaw } from '../../trace/trace.ts'
import { areFinished, type Called, jobReadIn, limitsOf, showsChallenge, startedIn } from '../../trace/trace-facts.ts'
import { beginsWatch, isParked, watchDeadline } from './read-laws.ts'

/** What follows a poll of a job: the end, or a longer wait. */
export const pollLaws = (): readonly ConnectionLaw[] => [endsWithTheJob, backsOff, endsWithoutProgress]

const endsWithTheJob: ConnectionLaw = {
  name: 'MUST NOT poll a job again after a poll has shown that it is over',
  watch: () => {
    const over = new Set<string>()
    let poll: Called | null = null
    return (event) => {
      if (event.type === 'crashed') {
        // The result of a read just before a crash may not have been saved.
        over.clear()
        poll = null
      }
      if (event.type === 'called') {
        poll = event.operation === 'getJob' ? event : null
        const jobId = event.about.jobId ?? ''
        // The result of a poll that an answer aborts is ignored.
        if (event.operation === 'answerMfa') over.delete(jobId)
        return poll !== null && over.has(jobId) ? `getJob polls the job ${jobId}, which has ended` : null
      }
      if (event.type !== 'settled') return null
      const startedId = startedIn(event)
      // The earlier result may have been wrong: this job is running.
      if (startedId !== null) over.delete(startedId)
      const job = jobReadIn(event)
      if (job === null || poll === null || event.call !== poll.call || event.at >= poll.at + CALL_TIMEOUT_MS)
        return null
      const isOver = areFinished(job.steps) || job.steps.some(({ status }) => status === 'failed')
      if (isOver && job.id === poll.about.jobId) over.add(job.id)
      return null
    }
  },
}

const backsOff: ConnectionLaw = {
  name: 'MUST wait longer after each failed poll, and ten minutes after a poll that shows that the bank is down',
  watch: () => {
    const deadline = watchDeadline()
    let poll: Called | null = null
    let [failures, failedGapMs, gapMs, polledAt] = [0, 0, 0, Number.NEGATIVE_INFINITY]
    return (event) => {
      const earliestAt = deadline(event)
      if (beginsWatch(event)) [failures, failedGapMs, gapMs] = [0, 0, 0]
      if (event.type === 'settled' && event.call === poll?.call) {
        const job = jobReadIn(event)
        polledAt = event.at
        failures = job === null ? failures + 1 : 0
        failedGapMs = failures === 0 ? 0 : Math.min(FAILED_GAP_MAX_MS, 1_000 * 2 ** (failures - 1))
        if (job !== null)
          gapMs = job.id === poll.about.jobId && isParked(job) && !showsChallenge(job) ? PARKED_GAP_MS : 0
      }
      if (event.type !== 'called') return null
      poll = event.operation === 'getJob' ? event : null
      const waitedMs = event.at - polledAt
      const isEarly = waitedMs < failedGapMs || (waitedMs < gapMs && event.at < earliestAt)
      return poll !== null && isEarly ? `a poll follows ${waitedMs} ms after one that requires a longer wait` : null
    }
  },
}

/** How late the end may be, in milliseconds: a change may be in a part of the job that events do not contain. */
const STILL_LAG_MS = 600_000

const endsWithoutProgress: ConnectionLaw = {
  name: 'MUST NOT follow a job without progress for much longer than the limits allow, unless a challenge is open or the bank is down',
  watch: () => {
    let stallTimeoutMs = 0
    let [changedAt, stillMs] = [0, 0]
    let steps: unknown = null
    return (event) => {
      if (event.type === 'began') ({ stallTimeoutMs } = limitsOf(event.request))
      const job = jobReadIn(event)
      const isMoving = job !== null && (!sameJson(job.steps, steps) || showsChallenge(job) || isParked(job))
      const isElse = event.type === 'settled' && event.operation !== 'getJob'
      if (isMoving || isElse || event.type === 'began' || event.type === 'restored') {
        changedAt = event.at
        stillMs = 0
      }
      if (job !== null) {
        steps = job.steps
        stillMs = event.at - changedAt
      }
      if (event.type !== 'called' || event.operation !== 'getJob') return null
      return stillMs > 2 * stallTimeoutMs + STILL_LAG_MS ? `the job has stood still for ${stillMs} ms` : null
    }
  },
}
