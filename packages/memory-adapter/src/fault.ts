import { either as E } from 'fp-ts'
import { recordOf } from './exchange.ts'
import { notValid, type Problem } from './problem.ts'
import { templates } from './routes.ts'

/** What goes wrong with a request, or with its answer. */
export type Fault =
  /** An error in place of the bank's answer; the request has no effect. `retryAfter`: the header's text, or null. */
  | { readonly fault: 'status'; readonly status: number; readonly code: string; readonly retryAfter: string | null }
  /** A page in place of the bank's answer, as of a proxy; the request has no effect. */
  | { readonly fault: 'html'; readonly status: number }
  /** The connection ends before the request has its effect. */
  | { readonly fault: 'reset' }
  /** The request has its effect, then the connection ends without an answer. */
  | { readonly fault: 'lost-answer' }
  /** The request has its effect after `ms` real milliseconds. */
  | { readonly fault: 'delay'; readonly ms: number }
  /** The request has its effect, then the connection ends in the middle of the answer's body. */
  | { readonly fault: 'truncated' }
  /** The request has its effect, and is answered without the body. */
  | { readonly fault: 'empty' }

/** A fault, and which requests it hits. */
export type FaultRule = Fault & {
  /** How many requests it still hits, 1 or more. */
  readonly times: number
  /** null: any. */
  readonly method: string | null
  /** A template of the API, which stands for its paths alone; else what a path begins with; null: any but `/token`. */
  readonly path: string | null
}

/** What a rule looks at. */
export interface FaultTarget {
  readonly method: string
  /** Without its query. */
  readonly path: string
  /** null: no operation has this path. */
  readonly template: string | null
}

/** The first rule that hits a request, or null, and the rules after that. */
export const takeFault = (
  rules: readonly FaultRule[],
  target: FaultTarget,
): readonly [FaultRule | null, readonly FaultRule[]] => {
  const at = rules.findIndex((rule) => hits(rule, target))
  const rule = rules[at]
  if (rule === undefined) return [null, rules]
  const left = rule.times > 1 ? [{ ...rule, times: rule.times - 1 }] : []
  return [rule, [...rules.slice(0, at), ...left, ...rules.slice(at + 1)]]
}

const hits = (rule: FaultRule, { method, path, template }: FaultTarget): boolean => {
  if (rule.method !== null && rule.method !== method) return false
  if (rule.path === null || !rule.path.startsWith(TOKEN)) {
    if (template === TOKEN) return false
    if (rule.path === null) return true
  }
  return templates.has(rule.path) ? rule.path === template : path.startsWith(rule.path)
}

const TOKEN = '/token'

/** Reads a rule; left: which member does not fit, and what would. */
export const readFaultRule = (body: unknown): E.Either<Problem, FaultRule> => {
  const record = recordOf(body)
  if (record === null) return E.left(misfit('fault', `give a JSON object such as {"fault":"reset"}`))
  const { fault, times = 1, method = null, path = null } = record
  if (!isFaultName(fault)) return E.left(misfit('fault', `give one of ${Object.keys(MEMBERS).join(', ')}`))
  const allowed = ['fault', 'times', 'method', 'path', ...MEMBERS[fault]]
  const stray = Object.keys(record).find((name) => !allowed.includes(name))
  if (stray !== undefined)
    return E.left(misfit(stray.slice(0, 40), `leave it out: ${fault} takes ${allowed.join(', ')}`))
  if (!isWhole(times, 1)) return E.left(misfit('times', 'give a whole number, 1 or more'))
  if (method !== null && !isMethod(method)) return E.left(misfit('method', 'give a method in capitals, such as GET'))
  if (path !== null && !isPath(path))
    return E.left(misfit('path', 'give a path of the API such as /jobs/{jobId}, or what a path begins with; no query'))
  return E.map((read: Fault): FaultRule => ({ ...read, times, method, path }))(readFault(fault, record))
}

/** What each fault takes beside what all take. */
const MEMBERS: Readonly<Record<Fault['fault'], readonly string[]>> = {
  status: ['status', 'code', 'retryAfter'],
  html: ['status'],
  reset: [],
  'lost-answer': [],
  delay: ['ms'],
  truncated: [],
  empty: [],
}

const isFaultName = (u: unknown): u is keyof typeof MEMBERS => typeof u === 'string' && Object.hasOwn(MEMBERS, u)

const readFault = (
  fault: keyof typeof MEMBERS,
  record: Readonly<Record<string, unknown>>,
): E.Either<Problem, Fault> => {
  switch (fault) {
    case 'status':
      return readStatus(record)
    case 'html': {
      const { status = 502 } = record
      return isWhole(status, 200, 599) && !BODILESS.includes(status)
        ? E.right({ fault, status })
        : E.left(misfit('status', 'give a status that has a body, from 200 to 599, or leave it out for 502'))
    }
    case 'delay':
      return isWhole(record['ms'], 0, DELAY_MAX_MS)
        ? E.right({ fault, ms: record['ms'] })
        : E.left(misfit('ms', `give a whole number of real milliseconds, 0 to ${DELAY_MAX_MS}`))
    case 'reset':
    case 'lost-answer':
    case 'truncated':
    case 'empty':
      return E.right({ fault })
  }
}

const DELAY_MAX_MS = 600_000
const BODILESS = [204, 205, 304]

const readStatus = ({
  status,
  code,
  retryAfter = null,
}: Readonly<Record<string, unknown>>): E.Either<Problem, Fault> => {
  if (!isWhole(status, 400, 599)) return E.left(misfit('status', 'give a whole number from 400 to 599, such as 503'))
  const usual = CODES[status] ?? (status < 500 ? 'request-not-valid' : 'internal-server-error')
  const said = code ?? usual
  if (typeof said !== 'string' || said === '')
    return E.left(misfit('code', `give a text, or leave it out for ${usual}`))
  if (retryAfter !== null && !isWhole(retryAfter, 0) && !isHeader(retryAfter))
    return E.left(misfit('retryAfter', 'give a whole number of seconds, or the text of the header'))
  return E.right({ fault: 'status', status, code: said, retryAfter: retryAfter === null ? null : String(retryAfter) })
}

/** What the API says with a status. @source Basiq API v2.1, Errors */
const CODES: Readonly<Record<number, string>> = {
  401: 'invalid-authorization-token',
  403: 'access-denied',
  404: 'resource-not-found',
  409: 'resource-already-exists',
  429: 'too-many-requests',
  503: 'service-unavailable',
}

/** A member that does not fit, and what would. */
export const misfit = (name: string, remedy: string): Problem => notValid(`${name}: ${remedy}`, { parameter: name })

const isWhole = (u: unknown, min: number, max: number = Number.MAX_SAFE_INTEGER): u is number =>
  typeof u === 'number' && Number.isSafeInteger(u) && u >= min && u <= max

const isMethod = (u: unknown): u is string => typeof u === 'string' && /^[A-Z]{1,20}$/.test(u)

const isPath = (u: unknown): u is string =>
  typeof u === 'string' && /^\/[^?]*$/.test(u) && (!u.includes('{') || templates.has(u))

const isHeader = (u: unknown): u is string => typeof u === 'string' && /^[!-~][ -~]{0,99}$/.test(u)
