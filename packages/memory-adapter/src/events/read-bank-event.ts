import { either as E } from 'fp-ts'
import { notValid, type Problem } from '../errors/api-error.ts'
import { objectOf } from '../http/request.ts'
import { type ScriptedStep, scriptedSteps } from '../world/scripted-login.ts'
import type { BankEvent } from './bank-event.ts'

type Members = Readonly<Record<string, unknown>>
type EventName = BankEvent['event']

/** Validates an event. Left: the invalid member and the remedy. Does not check whether named records exist. Pure. */
export const readBankEvent = (body: unknown): E.Either<Problem, BankEvent> => {
  const record = objectOf(body)
  const names = Object.keys(MEMBERS).join(', ')
  if (record === null) return misfit('event', 'give a JSON object such as {"event":"recovers"}')
  const { event } = record
  if (!isEventName(event)) return misfit('event', `give one of ${names}`)
  const allowed = ['event', ...MEMBERS[event]]
  const stray = Object.keys(record).find((name) => !allowed.includes(name))
  if (stray !== undefined) return misfit(stray.slice(0, 40), `leave it out: ${event} takes ${allowed.join(', ')}`)
  return readMembers(event, record)
}

/** Members of each event. */
const MEMBERS: Readonly<Record<EventName, readonly string[]>> = {
  'job-stuck': ['jobId'],
  'job-vanishes': ['jobId'],
  'job-returns': ['jobId'],
  'job-fails': ['jobId', 'code', 'step'],
  outage: ['institutionId', 'ms'],
  'tokens-expire': [],
  'connection-deleted': ['connectionId'],
  'user-deleted': ['userId'],
  'clock-skew': ['ms'],
  'requests-limited': ['requestsMax', 'windowMs'],
  'everything-finishes': [],
  recovers: [],
}

/** Absent members that can be null are null. */
const readMembers = (event: EventName, record: Members): E.Either<Problem, BankEvent> => {
  switch (event) {
    case 'job-stuck':
    case 'job-vanishes':
    case 'job-returns': {
      const { jobId = null } = record
      return isTextOrNull(jobId) ? E.right({ event, jobId }) : misfit('jobId', JOB_REMEDY)
    }
    case 'job-fails':
      return readFailure(record)
    case 'outage': {
      const { institutionId = null, ms } = record
      if (!isTextOrNull(institutionId)) return misfit('institutionId', 'give the id of an institution, or null for all')
      return isWhole(ms, 1, YEAR_MS) ? E.right({ event, institutionId, ms }) : misfit('ms', MS_REMEDY)
    }
    case 'connection-deleted': {
      const { connectionId } = record
      return isText(connectionId)
        ? E.right({ event, connectionId })
        : misfit('connectionId', 'give the id of a connection')
    }
    case 'user-deleted':
      return isText(record['userId'])
        ? E.right({ event, userId: record['userId'] })
        : misfit('userId', 'give the id of a user')
    case 'clock-skew':
      return isWhole(record['ms'], -HOUR_MS, HOUR_MS)
        ? E.right({ event, ms: record['ms'] })
        : misfit('ms', `give a whole number of milliseconds, from -${HOUR_MS} to ${HOUR_MS}`)
    case 'requests-limited': {
      const { requestsMax, windowMs = null } = record
      if (!isWhole(requestsMax, 0, Number.MAX_SAFE_INTEGER))
        return misfit('requestsMax', 'give a whole number, 0 or more')
      return windowMs === null || isWhole(windowMs, 1, YEAR_MS)
        ? E.right({ event, requestsMax, windowMs })
        : misfit('windowMs', `${MS_REMEDY}, or null for an endless window`)
    }
    case 'tokens-expire':
    case 'everything-finishes':
    case 'recovers':
      return E.right({ event })
  }
}

const readFailure = ({ jobId = null, code, step = null }: Members): E.Either<Problem, BankEvent> => {
  if (!isTextOrNull(jobId)) return misfit('jobId', JOB_REMEDY)
  if (!isText(code) || !/^[a-z\d][a-z\d-]{0,59}$/.test(code))
    return misfit('code', 'give lower-case letters, digits and -, such as service-unavailable')
  if (step !== null && !isStep(step))
    return misfit('step', `give one of ${scriptedSteps.join(', ')}, or null for the current one`)
  return E.right({ event: 'job-fails', jobId, code, step })
}

const HOUR_MS = 3_600_000
const YEAR_MS = 31_536_000_000
const JOB_REMEDY = 'give the id of a job, or null for all running jobs'
const MS_REMEDY = `give a whole number of milliseconds, from 1 to ${YEAR_MS}`

const misfit = (name: string, remedy: string): E.Either<Problem, never> =>
  E.left(notValid(`${name}: ${remedy}`, { parameter: name }))

const isEventName = (u: unknown): u is EventName => typeof u === 'string' && Object.hasOwn(MEMBERS, u)

const isText = (u: unknown): u is string => typeof u === 'string' && u !== ''

const isTextOrNull = (u: unknown): u is string | null => u === null || isText(u)

const isStep = (u: unknown): u is ScriptedStep => scriptedSteps.some((step) => step === u)

const isWhole = (u: unknown, min: number, max: number): u is number =>
  typeof u === 'number' && Number.isSafeInteger(u) && u >= min && u <= max
