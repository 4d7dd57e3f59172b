import { templates } from '../http/templates.ts'
import type { BodyChange } from './corrupt-body.ts'

/** A fault of the network, of the HTTP response, or of its body. */
export type Fault = NetworkFault | HttpFault | BodyFault

/** A fault of the network. */
export type NetworkFault =
  /** The connection is refused, so the request is not sent. A bank on a socket can't do so, and acts like `reset`. */
  | { readonly fault: 'refused' }
  /** The connection ends before the request takes effect; the client can't tell. */
  | { readonly fault: 'reset' }
  /** The request takes effect, then the connection ends without a response. */
  | { readonly fault: 'lost-answer' }
  /** The request has no effect and gets no response: it lasts until the client aborts it. */
  | { readonly fault: 'hang' }
  /**
   * The request gets no response, but takes effect after `ms` milliseconds of the bank's time, even if it is aborted by
   * then. Requests that are sent later can overtake it.
   */
  | { readonly fault: 'late'; readonly ms: number }
  /**
   * The request takes effect after `ms` milliseconds (bank time in memory, real time over HTTP), or at once when the
   * client aborts.
   */
  | { readonly fault: 'delay'; readonly ms: number }
  /** The request arrives twice. `answer`: which response the client gets; `first` when absent. */
  | { readonly fault: 'duplicate'; readonly answer?: 'first' | 'second' }
  /**
   * A GET gets the previous response for the same path and query, as from a stale cache. The first GET, and other
   * methods, are not affected.
   */
  | { readonly fault: 'stale' }

/** A response in place of the bank's. */
export type HttpFault =
  /** An error status; the request has no effect. */
  | ({ readonly fault: 'status' } & StatusResponse)
  /** An error status, though the request takes effect. */
  | ({ readonly fault: 'status-after' } & StatusResponse)
  /** An HTML page, as of a proxy; the request has no effect. `status`: 502 when absent. */
  | { readonly fault: 'html'; readonly status?: number }

/** A response with the status 204, 205, or 300 to 599. */
export interface StatusResponse {
  readonly status: number
  /** Error code. The API's code for the status when absent. */
  readonly code?: string
  /** `Retry-After` header, which has no effect in memory; null or absent: none. */
  readonly retryAfter?: string | null
}

/** A fault of the body. The request takes effect, and the status is unchanged. */
export type BodyFault =
  /** The body is empty. */
  | { readonly fault: 'empty' }
  /** The connection ends in the middle of the body. */
  | { readonly fault: 'truncated' }
  /** The body ends in the middle of the JSON, but the connection closes normally. */
  | { readonly fault: 'broken-off' }
  /** The body is not JSON, though its content type says so. */
  | { readonly fault: 'garbage' }
  /** The JSON is changed: see `BodyChange`. */
  | { readonly fault: 'distorted'; readonly change: BodyChange }

/** The requests that a rule applies to. */
export interface FaultScope {
  /** Number of requests it applies to, 1 or more; null: all. Default: 1 */
  readonly times: number | null
  /** Number of matching requests to skip first, 0 or more. Default: 0 */
  readonly after: number
  /** Method in capitals; null: any. Default: null */
  readonly method: string | null
  /** A path template of the API, or a prefix of paths; null: any but `/token`. Default: null */
  readonly path: string | null
}

/** A fault and the requests it applies to. */
export type FaultRule = Fault & Partial<FaultScope>

/** A rule with all defaults. */
export type ActiveRule = Fault & FaultScope

/** A request, as matched by rules. */
export interface FaultTarget {
  readonly method: string
  /** Without its query. */
  readonly path: string
  /** null: no operation has this path. */
  readonly template: string | null
}

/** Members of each fault, besides those of `FaultScope`. */
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
 * The first rule that applies to a request, or null, and the remaining rules. Earlier rules that skip requests count this
 * one.
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
