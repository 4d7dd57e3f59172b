import { templates } from '../http/templates.ts'
import type { BodyChange } from './corrupt-body.ts'

/** What goes wrong with a request, with its answer, or with what the answer says. */
export type Fault = NetworkFault | HttpFault | BodyFault

/** What goes wrong on the way. */
export type NetworkFault =
  /** No connection comes about: the request never leaves. A bank on a socket listens, and can only do as `reset` does. */
  | { readonly fault: 'refused' }
  /** The connection ends before the request has its effect, which the client cannot know. */
  | { readonly fault: 'reset' }
  /** The request has its effect, then the connection ends without an answer. */
  | { readonly fault: 'lost-answer' }
  /** The request has no effect, and is never answered: it lasts until the client gives it up. */
  | { readonly fault: 'hang' }
  /**
   * The request is never answered, but has its effect after `ms` milliseconds of the bank's time, also when the client has
   * given it up by then: it may come after requests that were sent later.
   */
  | { readonly fault: 'late'; readonly ms: number }
  /**
   * The request has its effect after `ms` milliseconds, of the clock in memory, real ones over HTTP; at once when the
   * client gives up before.
   */
  | { readonly fault: 'delay'; readonly ms: number }
  /** The request arrives twice; `answer`: which of the two answers the client gets, the first when absent. */
  | { readonly fault: 'duplicate'; readonly answer?: 'first' | 'second' }
  /**
   * A GET gets the answer that the last one with the same path and query got, as from a cache or a replica that lags
   * behind; where there was none, and for other methods, nothing goes wrong.
   */
  | { readonly fault: 'stale' }

/** What is answered instead of what the bank says. */
export type HttpFault =
  /** A status in place of the bank's answer; the request has no effect. */
  | ({ readonly fault: 'status' } & StatusResponse)
  /** A status in place of the bank's answer; the request has its effect all the same. */
  | ({ readonly fault: 'status-after' } & StatusResponse)
  /** A page in place of the bank's answer, as of a proxy; the request has no effect. `status`: 502 when absent. */
  | { readonly fault: 'html'; readonly status?: number }

/** An answer with an error: 204, 205, or 300 to 599. */
export interface StatusResponse {
  readonly status: number
  /** What the error is called; what the API says with this status when absent. */
  readonly code?: string
  /** Text of the `Retry-After` header, which no one sees in memory; null or absent: none. */
  readonly retryAfter?: string | null
}

/** What is wrong with the body of an answer; the request has its effect, and the status stays. */
export type BodyFault =
  /** There is none. */
  | { readonly fault: 'empty' }
  /** The connection ends in the middle of it. */
  | { readonly fault: 'truncated' }
  /** It ends in the middle of its JSON, in good order. */
  | { readonly fault: 'broken-off' }
  /** It is no JSON, though it says that it is. */
  | { readonly fault: 'garbage' }
  /** It is JSON that was changed: see `Change`. */
  | { readonly fault: 'distorted'; readonly change: BodyChange }

/** Which requests a rule hits. */
export interface FaultScope {
  /** How many requests it still hits, 1 or more; null: all. 1 */
  readonly times: number | null
  /** How many requests that fit it still lets pass, 0 or more. 0 */
  readonly after: number
  /** In capitals; null: any. null */
  readonly method: string | null
  /** A template of the API, which stands for its paths alone; else what a path begins with; null: any but `/token`. null */
  readonly path: string | null
}

/** A fault, and which requests it hits; what is absent has its default. */
export type FaultRule = Fault & Partial<FaultScope>

/** A rule with every default filled in. */
export type ActiveRule = Fault & FaultScope

/** What a rule looks at. */
export interface FaultTarget {
  readonly method: string
  /** Without its query. */
  readonly path: string
  /** null: no operation has this path. */
  readonly template: string | null
}

/** The members of each fault, beside those of a {@link FaultScope}. */
export const faultMembers: Readonly<Record<Fault['fault'], readonly string[]>> = {
  refused: [],
  reset: [],
  'lost-answer': [],
  hang: [],
  late: ['ms'],
  delay: ['ms'],
  duplicate: ['answer'],
  stale: [],
  status: ['status', 'code', 'retryAfter'],
  'status-after': ['status', 'code', 'retryAfter'],
  html: ['status'],
  empty: [],
  truncated: [],
  'broken-off': [],
  garbage: [],
  distorted: ['change'],
}

/**
 * The first rule that hits a request, or null, and the rules after that. A rule before it that still lets requests pass
 * has let this one pass.
 */
export const takeFault = (
  rules: readonly ActiveRule[],
  target: FaultTarget,
): readonly [ActiveRule | null, readonly ActiveRule[]] => {
  const left: ActiveRule[] = []
  for (const [at, rule] of rules.entries()) {
    if (!fits(rule, target)) left.push(rule)
    else if (rule.after > 0) left.push({ ...rule, after: rule.after - 1 })
    else return [rule, [...left, ...useOnce(rule), ...rules.slice(at + 1)]]
  }
  return [null, left]
}

const useOnce = (rule: ActiveRule): readonly ActiveRule[] => {
  if (rule.times === null) return [rule]
  return rule.times > 1 ? [{ ...rule, times: rule.times - 1 }] : []
}

const fits = (rule: ActiveRule, { method, path, template }: FaultTarget): boolean => {
  if (rule.method !== null && rule.method !== method) return false
  if (rule.path === null || !rule.path.startsWith(TOKEN)) {
    if (template === TOKEN) return false
    if (rule.path === null) return true
  }
  return templates.has(rule.path) ? rule.path === template : path.startsWith(rule.path)
}

const TOKEN = '/token'
