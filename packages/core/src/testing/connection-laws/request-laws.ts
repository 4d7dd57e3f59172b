import { either as E } from 'fp-ts'
import { CALL_TIMEOUT_MS } from '../../machine/actors/with-timeout.ts'
import type { ConnectionLaw, TraceEvent } from '../../trace/trace.ts'
import {
  type Called,
  jobReadIn,
  jobsListedIn,
  limitsOf,
  outcomeOf,
  rejectsCredentials,
  restoredStateIn,
  startsJob,
} from '../../trace/trace-facts.ts'

/** Which requests may be sent, and how often. */
export const requestLaws = (): readonly ConnectionLaw[] => [noSecondJob, oneAtATime, attemptsWithin]

/** What is known about the last request that starts a job. `free`: another request may be sent. */
type Request = 'free' | 'onItsWay' | 'lost' | 'started'

const noSecondJob: ConnectionLaw = {
  name: 'MUST NOT repeat a request that starts a job until the last one had no effect, its job rejected the credentials, or the jobs were searched',
  watch: () => {
    let last: Request = 'free'
    let call = 0
    return (event) => {
      if (event.type === 'called' && startsJob(event.operation)) {
        const before = last
        last = 'onItsWay'
        call = event.call
        return before === 'free' ? null : `${event.operation} leaves while the request before it is ${WORDS[before]}`
      }
      // An abandoned request may settle while another one is in flight.
      if (event.type !== 'settled' || !startsJob(event.operation) || event.call === call)
        last = requestAfter(last, event)
      return null
    }
  },
}

const WORDS: Readonly<Record<Exclude<Request, 'free'>, string>> = {
  onItsWay: 'on its way',
  lost: 'lost, and nobody has looked for its job',
  started: 'a job that has not denied the credentials',
}

const requestAfter = (last: Request, event: TraceEvent): Request => {
  switch (event.type) {
    case 'called':
      // A job that is polled was adopted, whatever is known about the request.
      return event.operation === 'getJob' ? 'started' : last
    case 'settled': {
      if (startsJob(event.operation)) {
        if (last !== 'onItsWay') return last
        const fate = outcomeOf(event.result)
        if (fate === 'succeeded') return 'started'
        return fate === 'lost' ? 'lost' : 'free'
      }
      if (jobsListedIn(event) !== null) return last === 'started' ? last : 'free'
      const job = jobReadIn(event)
      return job !== null && rejectsCredentials(job) ? 'free' : last
    }
    case 'crashed':
      return last === 'onItsWay' ? 'lost' : last
    case 'restored': {
      const at = restoredStateIn(event)?.at
      // The outcome of the request was not saved.
      return at === 'creating' || at === 'reconciling' ? 'lost' : last
    }
    case 'began':
    case 'shown':
    case 'acted':
    case 'ended':
      return last
  }
}

const oneAtATime: ConnectionLaw = {
  name: 'MUST NOT have two calls in flight at the same time',
  watch: () => {
    const onItsWay = new Map<number, Called>()
    return (event) => {
      if (event.type === 'settled') onItsWay.delete(event.call)
      if (event.type === 'crashed') onItsWay.clear()
      if (event.type !== 'called') return null
      let problem: string | null = null
      for (const other of onItsWay.values())
        if (!isGivenUp(other, event)) problem = `${event.operation} leaves while ${other.operation} is on its way`
      onItsWay.clear()
      onItsWay.set(event.call, event)
      return problem
    }
  },
}

/** A call that times out and a read that an answer stops are aborted. The port decides when they settle. */
const isGivenUp = (other: Called, { at, operation }: Called): boolean =>
  at >= other.at + CALL_TIMEOUT_MS || (other.operation === 'getJob' && operation === 'answerMfa')

const attemptsWithin: ConnectionLaw = {
  name: 'MUST NOT send credentials after the bank has refused them as often as the limits allow',
  watch: () => {
    let attemptsMax = Number.POSITIVE_INFINITY
    let denials = 0
    /** Whether the bank denied the credentials of the last request. A denial that was not saved is lost. */
    let wasRefused = false
    const deniedJobs = new Set<string>()
    return (event) => {
      if (event.type === 'began') attemptsMax = limitsOf(event.request).attemptsMax
      if (event.type === 'called' && startsJob(event.operation)) {
        wasRefused = false
        if (denials >= attemptsMax) return `${event.operation} leaves after ${denials} refusals of ${attemptsMax}`
      }
      if (event.type === 'settled' && startsJob(event.operation)) {
        const { result } = event
        wasRefused =
          result !== 'rejected' &&
          E.isLeft(result) &&
          result.left._tag === 'Refused' &&
          result.left.code === 'invalid-credentials'
        denials += wasRefused ? 1 : 0
      }
      const job = jobReadIn(event)
      if (job !== null && rejectsCredentials(job) && !deniedJobs.has(job.id)) {
        deniedJobs.add(job.id)
        denials += 1
      }
      if (event.type === 'restored' && wasRefused && restoredStateIn(event)?.at === 'creating') {
        wasRefused = false
        denials -= 1
      }
      return null
    }
  },
}
