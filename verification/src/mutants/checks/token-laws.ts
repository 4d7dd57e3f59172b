import { isTokenRefused } from '@bank-connection/core/adapter'
import type { Wire, WireExchange } from '../../simulate/over-http/over-http-send.ts'
import type { Finding } from './finding.ts'

/** What is wrong with how clients keep their tokens. */
export const tokenProblem = (wires: readonly Wire[]): Finding | null => {
  for (const wire of wires) {
    const problem = againProblem(wire) ?? renewalProblem(wire) ?? countProblem(wire)
    if (problem !== null) return problem
  }
  return null
}

/** How long a token is good for, and how long before its end it may be renewed, in milliseconds. */
const LIFETIME_MS = 3_600_000
const AHEAD_MS = 300_000

/** How long a client may go on with a token that was refused: it may be told so again and again, in milliseconds. */
const REFUSED_FOR_MS = 10_000

const isToken = ({ template }: WireExchange): boolean => template === '/token'

const bodyOf = ({ refusal }: WireExchange): unknown => {
  try {
    return JSON.parse(refusal)
  } catch {
    return null
  }
}

const isRefused = (exchange: WireExchange): boolean =>
  exchange.status !== null &&
  exchange.heardAt !== null &&
  !isToken(exchange) &&
  isTokenRefused({ status: exchange.status, body: bodyOf(exchange) })

const wordOf = ({ init: { headers } }: WireExchange): string => headers['authorization'] ?? ''

const againProblem = ({ exchanges }: Wire): Finding | null => {
  const refusedAt = new Map<string, number>()
  for (const exchange of exchanges) {
    if (isToken(exchange)) continue
    const since = refusedAt.get(wordOf(exchange))
    if (since !== undefined && exchange.at - since > REFUSED_FOR_MS)
      return {
        law: 'MUST NOT go on with a token that the server has refused',
        problem: `it is sent ${exchange.at - since} ms after it was refused`,
      }
    if (isRefused(exchange) && !refusedAt.has(wordOf(exchange))) refusedAt.set(wordOf(exchange), exchange.heardAt ?? 0)
  }
  return null
}

/** A first refusal of a token leads to another token, if nothing else is in the way. */
const renewalProblem = ({ exchanges, settings }: Wire): Finding | null => {
  const index = exchanges.findIndex(isRefused)
  const refused = exchanges[index]
  if (refused === undefined) return null
  const before = exchanges.slice(0, index)
  const isInTheWay = before.some((one) => one.status === 429 || (isToken(one) && one.status !== 200))
  const begun = before.find(({ call }) => call === refused.call) ?? refused
  const lateMs = (refused.heardAt ?? 0) - begun.at
  const next = exchanges[index + 1]
  if (isInTheWay || lateMs > settings.limits.callTimeoutMs / 2) return null
  return next !== undefined && (isToken(next) || wordOf(next) !== wordOf(refused))
    ? null
    : { law: 'MUST ask for a new token when one is refused', problem: 'the refusal of a token is the end' }
}

/** How many more tokens than are needed pass: of those that come, some have no end that can be read, or a near one. */
const SPARE = 3

/** Of each scope one. */
const SCOPES = 2

const countProblem = ({ exchanges }: Wire): Finding | null => {
  const asked = exchanges.filter((exchange) => !isToken(exchange))
  const used = new Set(asked.map(wordOf)).size
  const passedMs = (exchanges.at(-1)?.at ?? 0) - (exchanges[0]?.at ?? 0)
  const ended = Math.floor(passedMs / (LIFETIME_MS - AHEAD_MS))
  const most = SCOPES * (1 + ended) + asked.filter(isRefused).length + SPARE
  return used <= most
    ? null
    : {
        law: 'MUST keep a token for as long as it is good, and ask for one at a time',
        problem: `${used} tokens were used, ${most} would have been enough`,
      }
}
