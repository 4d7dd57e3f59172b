import { isTokenRefused } from '@bank-connection/core/adapter'
import { type Story, type StoryBreach, visitorOf } from '@bank-connection/memory-adapter/testing'
import type { Wire, WireExchange } from './over-http-send.ts'

/** A law that every HTTP client keeps, whatever the server sends. */
interface WireLaw {
  /** With a keyword of RFC 2119. */
  readonly name: string
  /** How the exchanges break it; `null`: not at all. */
  readonly problem: (wire: Wire, secrets: readonly string[]) => string | null
}

/** The first law that a client of a story has broken; `null`: none. */
export const wireBreach = (story: Story, wires: readonly Wire[]): StoryBreach | null => {
  for (const [index, visit] of story.visits.entries()) {
    const wire = wires[index]
    if (wire === undefined) continue
    const { secrets } = visitorOf(story, visit, index)
    for (const { name, problem } of wireLaws) {
      const found = problem(wire, secrets)
      if (found !== null) return { law: name, problem: found, visit: index }
    }
  }
  return null
}

/** The requests of one call, in order. */
const callsOf = ({ exchanges }: Wire): readonly (readonly WireExchange[])[] => {
  const calls = new Map<number, WireExchange[]>()
  for (const exchange of exchanges) {
    const known = calls.get(exchange.call)
    if (known === undefined) calls.set(exchange.call, [exchange])
    else known.push(exchange)
  }
  return [...calls.values()]
}

/** Each retry of a call, with the request before it. */
const repeatsIn = (call: readonly WireExchange[]): readonly (readonly [WireExchange, WireExchange])[] =>
  call.slice(1).map((next, i) => [call[i] ?? next, next] as const)

const nameOf = ({ init: { method }, template, call, attempt }: WireExchange): string =>
  `${method} ${template} (call ${call}, attempt ${attempt})`

/** The first exchange with a problem, and the problem. */
const firstProblem = (wire: Wire, problem: (exchange: WireExchange) => string | null): string | null => {
  for (const exchange of wire.exchanges) {
    const found = problem(exchange)
    if (found !== null) return `${nameOf(exchange)} ${found}`
  }
  return null
}

const isBelow = ({ settings: { baseUrl } }: Wire, { url }: WireExchange): boolean => url.startsWith(`${baseUrl}/`)

const goesHome: WireLaw = {
  name: 'MUST send requests only to the configured origin and path, and follow no redirects or links to others',
  problem: (wire) =>
    firstProblem(wire, (exchange) => {
      if (!isBelow(wire, exchange)) return `goes to ${exchange.url}`
      return exchange.init.redirect === 'manual' ? null : 'lets fetch follow redirects'
    }),
}

const isToken = ({ template }: WireExchange): boolean => template === '/token'

const authorizesAtHome: WireLaw = {
  name: 'MUST send the key only to /token, a token to all other operations, and neither to another server',
  problem: (wire) =>
    firstProblem(wire, (exchange) => {
      const { init, url } = exchange
      const { authorization = '' } = init.headers
      if (!isBelow(wire, exchange)) return authorization === '' ? null : 'sends its authorization to another server'
      const key = `Basic ${wire.settings.apiKey}`
      if (isToken(exchange) ? authorization !== key : !/^Bearer \S+$/.test(authorization))
        return 'has the wrong authorization'
      const word = authorization.split(' ', 2)[1] ?? ''
      return `${url} ${init.body ?? ''}`.includes(word) ? 'shows its authorization in its URL or body' : null
    }),
}

/** Operations that send the user's input, by their templates. */
const TELLING: ReadonlySet<string> = new Set([
  '/users/{userId}/connections',
  '/users/{userId}/connections/{connectionId}',
  '/jobs/{jobId}/mfa',
])

const keepsSecrets: WireLaw = {
  name: "MUST send the user's input only in the bodies of create, update and answer",
  problem: (wire, secrets) =>
    firstProblem(wire, ({ url, init: { method, headers, body = '' }, template }) => {
      const isIn = (text: string): boolean => secrets.some((secret) => text.includes(secret))
      if (isIn(url) || isIn(decodeURIComponent(url))) return 'has a secret in its URL'
      if (Object.values(headers).some(isIn)) return 'has a secret in a header'
      return isIn(body) && !(method === 'POST' && TELLING.has(template)) ? 'has a secret in its body' : null
    }),
}

const hooksKeepSecrets: WireLaw = {
  name: 'MUST NOT pass a secret, a token or the key to hooks',
  problem: ({ hookEvents, exchanges, settings: { apiKey } }, secrets) => {
    const tokens = exchanges.flatMap(({ init: { headers } }) => headers['authorization']?.split(' ')[1] ?? [])
    const hidden = [...new Set([...secrets, ...tokens, apiKey])]
    const shown = hookEvents.find((text) => hidden.some((secret) => text.includes(secret)))
    return shown === undefined ? null : 'an event of a hook has one'
  },
}

const staysWithin: WireLaw = {
  name: 'MUST NOT have more requests in flight than configured',
  problem: (wire) => {
    const { concurrentMax } = wire.settings.limits
    return firstProblem(wire, ({ inFlight }) =>
      inFlight > concurrentMax ? `is one of ${inFlight} in flight; the limit is ${concurrentMax}` : null,
    )
  },
}

/** Whether a request was refused only because of its token, so that it had no effect. */
const isRefusedForToken = ({ status, refusal, heardAt }: WireExchange): boolean =>
  status !== null && heardAt !== null && isTokenRefused({ status, body: parsed(refusal) })

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const postsOnce: WireLaw = {
  name: 'MUST NOT repeat a request other than a read, except once if only its token was refused',
  problem: (wire) => {
    for (const call of callsOf(wire)) {
      const [first] = call
      if (first === undefined || first.init.method === 'GET' || isToken(first) || call.length === 1) continue
      if (call.length > 2) return `${nameOf(first)} is sent ${call.length} times`
      if (!isRefusedForToken(first)) return `${nameOf(first)} is sent again after ${first.status ?? 'no response'}`
    }
    return null
  },
}

const asksAgainWithin: WireLaw = {
  name: 'MUST NOT retry beyond the attempts and the budget',
  problem: (wire) => {
    const { attemptsMax, budgetMax, budgetPerSuccess } = wire.settings.retry
    let repeated = 0
    for (const call of callsOf(wire)) {
      const renewals = call.some((one) => !isToken(one) && isRefusedForToken(one)) ? 1 : 0
      const [first] = call
      if (first !== undefined && call.length > attemptsMax * (1 + renewals))
        return `${nameOf(first)} is sent ${call.length} times; the limit is ${attemptsMax}`
      repeated += repeatsIn(call).filter(([before]) => isToken(before) || !isRefusedForToken(before)).length
    }
    const answers = wire.exchanges.filter(({ heardAt }) => heardAt !== null).length
    const most = budgetMax + budgetPerSuccess * answers
    return repeated > most ? `${repeated} retries after ${answers} responses; the limit is ${most}` : null
  },
}

/** Longest time for which a server may delay all requests of a client, in milliseconds. */
const HOLD_MAX_MS = 60_000

const heedsRetryAfter: WireLaw = {
  name: 'MUST NOT retry before Retry-After, nor send any request before it within a minute after a 429',
  problem: (wire) => {
    const { exchanges } = wire
    for (const call of callsOf(wire))
      for (const [before, next] of repeatsIn(call)) {
        // A request with a new token is not a retry: with a 401 the header has no meaning.
        const until = isRefusedForToken(before) ? null : heldUntil(before)
        if (until !== null && next.at < until)
          return `${nameOf(next)} is sent ${until - next.at} ms before the Retry-After of a ${before.status}`
      }
    for (const [i, refused] of exchanges.entries()) {
      const { status, heardAt } = refused
      if (status !== 429 || heardAt === null) continue
      const until = Math.min(heardAt + HOLD_MAX_MS, heldUntil(refused) ?? 0)
      // A request in the same millisecond as the response may have been sent before it.
      const early = exchanges.slice(i + 1).find(({ at }) => at > heardAt && at < until)
      if (early !== undefined) return `${nameOf(early)} is sent ${until - early.at} ms before the Retry-After of a 429`
    }
    return null
  },
}

/** The end of the wait that the server requires; null: none, or in an unknown format. */
const heldUntil = ({ retryAfter, answeredAt }: WireExchange): number | null => {
  if (retryAfter === null || answeredAt === null) return null
  if (/^\d+$/.test(retryAfter)) return answeredAt + Number(retryAfter) * 1_000
  return retryAfter.endsWith(' GMT') ? Date.parse(retryAfter) : null
}

const endsInTime: WireLaw = {
  name: 'MUST NOT send a request for a call after its timeout',
  problem: (wire) => {
    const { callTimeoutMs } = wire.settings.limits
    for (const call of callsOf(wire)) {
      const late = call.find(({ at }) => at >= (call[0]?.at ?? at) + callTimeoutMs)
      if (late !== undefined)
        return `${nameOf(late)} is sent ${late.at - (call[0]?.at ?? 0)} ms after the first request`
    }
    return null
  },
}

/** All laws of HTTP clients. */
const wireLaws: readonly WireLaw[] = [
  goesHome,
  authorizesAtHome,
  keepsSecrets,
  hooksKeepSecrets,
  staysWithin,
  postsOnce,
  asksAgainWithin,
  heedsRetryAfter,
  endsInTime,
]
