import { isTokenRefused } from '@bank-connection/core/adapter'
import type { Wire, WireExchange } from '../../simulate/over-http/over-http-send.ts'
import type { Finding } from './finding.ts'

/** Checks how clients obtain, use and renew their tokens. */
export const tokenProblem = (wires: readonly Wire[]): Finding | null => {
  for (const wire of wires) {
    const problem = reuseProblem(wire) ?? renewalProblem(wire) ?? countProblem(wire)
    if (problem !== null) return problem
  }
  return null
}

/** How long a token is valid, and how long before its expiry it may be renewed, in milliseconds. */
const LIFETIME_MS = 3_600_000
const RENEWAL_LEAD_MS = 300_000

/** How long a client may keep sending a rejected token, in milliseconds. */
const REJECTED_USE_MAX_MS = 10_000

const isToken = ({ template }: WireExchange): boolean => template === '/token'

const bodyOf = ({ refusal }: WireExchange): unknown => {
  try {
    return JSON.parse(refusal)
  } catch {
    return null
  }
}

const isRejected = (exchange: WireExchange): boolean =>
  exchange.status !== null &&
  exchange.heardAt !== null &&
  !isToken(exchange) &&
  isTokenRefused({ status: exchange.status, body: bodyOf(exchange) })

const authorizationOf = ({ init: { headers } }: WireExchange): string => headers['authorization'] ?? ''

const reuseProblem = ({ exchanges }: Wire): Finding | null => {
  const rejectedAt = new Map<string, number>()
  for (const exchange of exchanges) {
    if (isToken(exchange)) continue
    const since = rejectedAt.get(authorizationOf(exchange))
    if (since !== undefined && exchange.at - since > REJECTED_USE_MAX_MS)
      return {
        law: 'MUST NOT keep using a token that the server has rejected',
        problem: `it is sent ${exchange.at - since} ms after it was rejected`,
      }
    if (isRejected(exchange) && since === undefined) rejectedAt.set(authorizationOf(exchange), exchange.heardAt ?? 0)
  }
  return null
}

/** The first rejection of a token leads to another token, unless a 429, a failed renewal or the timeout prevents it. */
const renewalProblem = ({ exchanges, settings }: Wire): Finding | null => {
  const index = exchanges.findIndex(isRejected)
  const refused = exchanges[index]
  if (refused === undefined) return null
  const before = exchanges.slice(0, index)
  const isPrevented = before.some((one) => one.status === 429 || (isToken(one) && one.status !== 200))
  const first = before.find(({ call }) => call === refused.call) ?? refused
  const lateMs = (refused.heardAt ?? 0) - first.at
  const next = exchanges[index + 1]
  if (isPrevented || lateMs > settings.limits.callTimeoutMs / 2) return null
  return next !== undefined && (isToken(next) || authorizationOf(next) !== authorizationOf(refused))
    ? null
    : { law: 'MUST request a new token when one is rejected', problem: 'no new token after a rejection' }
}

/** Number of extra tokens allowed: some tokens have an unreadable or an early expiry. */
const SPARE = 3

/** Number of scopes; each has its own token. */
const SCOPES = 2

const countProblem = ({ exchanges }: Wire): Finding | null => {
  const requests = exchanges.filter((exchange) => !isToken(exchange))
  const used = new Set(requests.map(authorizationOf)).size
  const elapsedMs = (exchanges.at(-1)?.at ?? 0) - (exchanges[0]?.at ?? 0)
  const expired = Math.floor(elapsedMs / (LIFETIME_MS - RENEWAL_LEAD_MS))
  const most = SCOPES * (1 + expired) + requests.filter(isRejected).length + SPARE
  return used <= most
    ? null
    : {
        law: 'MUST keep a token while it is valid, and request one at a time',
        problem: `${used} tokens were used, ${most} are enough`,
      }
}
