import { CALL_TIMEOUT_MS } from '../../machine/actors/with-timeout.ts'
import type { ConnectionLaw, TraceEvent } from '../../trace/trace.ts'
import { jobReadIn, jobsListedIn, limitsOf, restoredStateIn, startedIn } from '../../trace/trace-facts.ts'
import { followsAfter } from './read-laws.ts'

/** Nothing goes on for ever, provided that nobody sets the clock forward. */
export const timeLaws = (): readonly ConnectionLaw[] => [timeGoesOn, endsInTime, challengesEnd]

const timeGoesOn: ConnectionLaw = {
  name: 'MUST NOT report an earlier time than before',
  watch: () => {
    let latestAt = Number.NEGATIVE_INFINITY
    return ({ type, at }) => {
      const backMs = latestAt - at
      latestAt = Math.max(latestAt, at)
      return backMs > 0 ? `${type} is recorded ${backMs} ms before the previous event` : null
    }
  },
}

/** How late a timer may fire, in milliseconds: real timers are never exact. */
const LAG_MS = 1_000

/** The deadline of the job, as far as an event shows it, in milliseconds since the Unix epoch. */
export const deadlineAfter = (event: TraceEvent, before: number, timeoutMs: number): number => {
  if (event.type === 'began') return event.at + timeoutMs
  if (event.type === 'restored') return restoredStateIn(event)?.memory.deadlineAt ?? before
  if (event.type !== 'settled') return before
  return startedIn(event) !== null || jobsListedIn(event) !== null ? event.at + timeoutMs : before
}

const endsInTime: ConnectionLaw = {
  name: 'MUST end with the first successful poll after the deadline of its job, and poll until one succeeds',
  watch: () => {
    let jobTimeoutMs = 0
    let deadlineAt = Number.POSITIVE_INFINITY
    let activeAt = 0
    let isFollowing = false
    let isAnswering = false
    let isOver = false
    return (event) => {
      if (event.type === 'began') ({ jobTimeoutMs } = limitsOf(event.request))
      const lateMs = event.at - Math.max(activeAt, deadlineAt)
      const wasFollowing = isFollowing
      isFollowing = followsAfter(event, isFollowing)
      deadlineAt = deadlineAfter(event, deadlineAt, jobTimeoutMs)
      if (event.type === 'called' || event.type === 'settled' || event.type === 'restored') activeAt = event.at
      if (event.type === 'called' || event.type === 'crashed') isAnswering = isAnswer(event)
      if (event.type === 'settled' && event.operation === 'answerMfa') isAnswering = false
      const goesOn = wasFollowing && isFollowing && event.type === 'called' && isOver
      isOver = jobReadIn(event) !== null ? event.at >= deadlineAt && !isAnswering : isOver && isFollowing
      if (goesOn) return `${event.operation} is called after a poll after the deadline`
      return wasFollowing && lateMs > CALL_TIMEOUT_MS + LAG_MS
        ? `the job is followed without a poll ${lateMs} ms after its deadline`
        : null
    }
  },
}

const isAnswer = (event: TraceEvent): boolean => event.type === 'called' && event.operation === 'answerMfa'

/** How long an overdue timer waits, in milliseconds: the job is polled first. */
const LATE_ALARM_MS = 10_000

const challengesEnd: ConnectionLaw = {
  name: 'MUST NOT show a challenge after it has expired, except for the time of one poll',
  watch: () => {
    let goneAt = Number.POSITIVE_INFINITY
    return (event) => {
      const lateMs = event.at - goneAt
      if (event.type === 'crashed' || event.type === 'ended') goneAt = Number.POSITIVE_INFINITY
      if (event.type === 'shown') {
        const { view, at } = event
        if (view._tag !== 'Challenged') goneAt = Number.POSITIVE_INFINITY
        else if (view.challenge.expiresAt > at) goneAt = view.challenge.expiresAt
        else goneAt = at + LATE_ALARM_MS
      }
      return lateMs > LAG_MS ? `a challenge is shown ${lateMs} ms after it is over` : null
    }
  },
}
