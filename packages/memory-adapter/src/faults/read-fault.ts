import { either as E } from 'fp-ts'
import { notValid, type Problem } from '../errors/api-error.ts'
import { objectOf } from '../http/request.ts'
import { templates } from '../http/templates.ts'
import { changeNames } from './corrupt-body.ts'
import { type ActiveRule, type Fault, type FaultScope, faultMembers } from './fault.ts'
import { defaultCode, hasBody } from './faulty-response.ts'

/** Validates a rule and fills in the defaults. Left: the invalid member and the remedy. */
export const readFaultRule = (given: unknown): E.Either<Problem, ActiveRule> => {
  const record = objectOf(given)
  if (record === null) return E.left(memberNotValid('fault', 'give an object such as {"fault":"reset"}'))
  const { fault, times = 1, after = 0, method = null, path = null } = record
  if (!isFaultName(fault)) return E.left(memberNotValid('fault', `give one of ${Object.keys(faultMembers).join(', ')}`))
  const allowed = ['fault', ...Object.keys(SCOPE), ...faultMembers[fault]]
  const stray = Object.keys(record).find((name) => !allowed.includes(name))
  if (stray !== undefined)
    return E.left(memberNotValid(stray.slice(0, 40), `leave it out: ${fault} takes ${allowed.join(', ')}`))
  if (times !== null && !isWhole(times, 1))
    return E.left(memberNotValid('times', 'give a whole number, 1 or more, or null for every request'))
  if (!isWhole(after, 0)) return E.left(memberNotValid('after', 'give a whole number, 0 or more'))
  if (method !== null && !isMethod(method))
    return E.left(memberNotValid('method', 'give a method in capitals, such as GET'))
  if (path !== null && !isPath(path))
    return E.left(
      memberNotValid(
        'path',
        'give a path template of the API such as /jobs/{jobId}, or a prefix of paths, without a query',
      ),
    )
  return E.map((read: Fault): ActiveRule => ({ ...read, times, after, method, path }))(readFault(fault, record))
}

/** The error for an invalid member. */
export const memberNotValid = (name: string, remedy: string): Problem =>
  notValid(`${name}: ${remedy}`, { parameter: name })

const SCOPE: Readonly<Record<keyof FaultScope, null>> = { times: null, after: null, method: null, path: null }

type Read = E.Either<Problem, Fault>
type Json = Readonly<Record<string, unknown>>

const isFaultName = (u: unknown): u is Fault['fault'] => typeof u === 'string' && Object.hasOwn(faultMembers, u)

const readFault = (fault: Fault['fault'], record: Json): Read => {
  switch (fault) {
    case 'status':
    case 'status-after':
      return readStatus(fault, record)
    case 'html': {
      const { status = 502 } = record
      return isWhole(status, 200, 599) && hasBody(status)
        ? E.right({ fault, status })
        : E.left(
            memberNotValid('status', 'give a status from 200 to 599 that can have a body, or leave it out for 502'),
          )
    }
    case 'delay':
    case 'late': {
      const { ms } = record
      return isWhole(ms, 0, MAX_MS[fault])
        ? E.right({ fault, ms })
        : E.left(memberNotValid('ms', `give a whole number of milliseconds, 0 to ${MAX_MS[fault]}`))
    }
    case 'duplicate': {
      const { answer = 'first' } = record
      return answer === 'first' || answer === 'second'
        ? E.right({ fault, answer })
        : E.left(memberNotValid('answer', 'give first or second, the response to return, or leave it out for first'))
    }
    case 'distorted': {
      const change = changeNames.find((name) => name === record['change'])
      return change === undefined
        ? E.left(memberNotValid('change', `give one of ${changeNames.join(', ')}`))
        : E.right({ fault, change })
    }
    case 'refused':
    case 'reset':
    case 'lost-answer':
    case 'hang':
    case 'stale':
    case 'empty':
    case 'truncated':
    case 'broken-off':
    case 'garbage':
      return E.right({ fault })
  }
}

/** Ten minutes of real time; ten days of bank time, longer than a queued job is retried. */
const MAX_MS = { delay: 600_000, late: 864_000_000 }

const readStatus = (fault: 'status' | 'status-after', { status, code, retryAfter = null }: Json): Read => {
  if (!isWhole(status, 300, 599) && status !== 204 && status !== 205)
    return E.left(memberNotValid('status', 'give 204, 205, or a whole number from 300 to 599, such as 503'))
  const said = code ?? defaultCode(status)
  if (typeof said !== 'string' || said === '')
    return E.left(memberNotValid('code', `give a non-empty text, or leave it out for ${defaultCode(status)}`))
  if (retryAfter !== null && !isWhole(retryAfter, 0) && !isHeader(retryAfter))
    return E.left(memberNotValid('retryAfter', 'give a whole number of seconds, or the value of the header'))
  return E.right({ fault, status, code: said, retryAfter: retryAfter === null ? null : String(retryAfter) })
}

const isWhole = (u: unknown, min: number, max: number = Number.MAX_SAFE_INTEGER): u is number =>
  typeof u === 'number' && Number.isSafeInteger(u) && u >= min && u <= max

const isMethod = (u: unknown): u is string => typeof u === 'string' && /^[A-Z]{1,20}$/.test(u)

const isPath = (u: unknown): u is string =>
  typeof u === 'string' && /^\/[^?]*$/.test(u) && (!u.includes('{') || templates.has(u))

const isHeader = (u: unknown): u is string => typeof u === 'string' && /^[!-~][ -~]{0,99}$/.test(u)
