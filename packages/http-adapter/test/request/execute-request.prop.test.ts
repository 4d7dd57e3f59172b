import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { type CallOutcome, limits, retry, runScenario, type SentRequest, scenarios } from '../http-scenario.ts'

const isToken = ({ path }: SentRequest): boolean => path === '/token'

const isTokenRefused = ({ reply }: SentRequest): boolean => reply.status === 401

const hasResponse = ({ reply }: SentRequest): boolean => (reply.kind ?? 'response') === 'response'

/** When its response headers arrived. */
const respondedAt = ({ at, reply }: SentRequest): number => at + (reply.afterMs ?? 0)

/** Retry-After, in milliseconds. */
const retryAfterOf = ({ reply }: SentRequest): number => Number(reply.headers?.['retry-after'] ?? 0) * 1_000

/** Number of retries that were not for a new token. */
const repeats = (requests: readonly SentRequest[]): number =>
  requests.slice(1).filter((_, i) => !isTokenRefused(requests[i] as SentRequest)).length

/** Names of the rules that a call violated. */
const violations = ({ call, result, startedAt, cancelledAt, settledAt, requests }: CallOutcome): readonly string[] => {
  const renewals = requests.filter(isTokenRefused).length
  const failure = E.isLeft(result) && result.left._tag === 'Unreachable' ? result.left : null
  // Requests before a rejected token had no effect.
  const sinceRefused = requests.slice(requests.findLastIndex(isTokenRefused) + 1)
  const pairs = requests.slice(1).map((next, i) => [requests[i] as SentRequest, next] as const)
  const rules: Readonly<Record<string, boolean>> = {
    'is sent once if not a GET, except after a rejected token': call.isGet || repeats(requests) === 0,
    'is sent again for a new token once': requests.length <= 1 || call.isGet || requests.length <= 2,
    'is sent at most attemptsMax times per token': requests.length <= retry.attemptsMax * Math.min(2, 1 + renewals),
    'settles within its timeout': settledAt - startedAt <= limits.callTimeoutMs,
    'is not sent before Retry-After': pairs.every(
      ([before, next]) => next.at >= respondedAt(before) + (hasResponse(before) ? retryAfterOf(before) : 0),
    ),
    'is not sent after an abort': requests.every(({ at }) => cancelledAt === null || at <= cancelledAt),
    'settles at once on abort': cancelledAt === null || settledAt === cancelledAt,
    'was not delivered if reported as not delivered': failure?.delivered !== 'no' || sinceRefused.every(hasNotArrived),
    'was sent if reported as possibly delivered': failure?.delivered !== 'unknown' || requests.length > 0,
  }
  return Object.entries(rules).flatMap(([name, isMet]) => (isMet ? [] : [name]))
}

/** Whether there was no connection. */
const hasNotArrived = ({ reply }: SentRequest): boolean => JSON.stringify(reply.error) === '{"code":"ECONNREFUSED"}'

test('the adapter keeps every rule for any calls, responses, aborts and a close', async () => {
  const counts = {
    retried: 0,
    retriedThrice: 0,
    budgetSpent: 0,
    slowedDown: 0,
    renewed: 0,
    timedOut: 0,
    busy: 0,
    cancelledBefore: 0,
    cancelledAfter: 0,
    cancelledWaitingToRepeat: 0,
    closed: 0,
    noToken: 0,
    malformed: 0,
    crowded: 0,
  }
  await fc.assert(
    fc.asyncProperty(scenarios, async (one) => {
      const run = await runScenario(one)
      const { settled, sent, responses } = run
      expect(settled.flatMap(violations)).toStrictEqual([])
      expect({
        settlements: run.settlements,
        sleepers: run.sleepers,
        listenersLeft: run.listenersLeft,
        late: run.late,
      }).toStrictEqual({ settlements: one.calls.length, sleepers: 0, listenersLeft: 0, late: [] })

      const calls = sent.filter((request) => !isToken(request))
      const tokens = sent.filter(isToken)
      expect(Math.max(0, ...calls.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(limits.concurrentMax)
      expect(Math.max(0, ...tokens.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(1)

      // Nothing is sent within Retry-After of a 429, except in the millisecond of its arrival.
      const refusals = sent.filter(({ reply }) => reply.status === 429)
      const heard = new Set(responses.map(({ at, durationMs, status }) => `${at} ${at + durationMs} ${status}`))
      // Only responses that were read count: the caller may have aborted before.
      const observed = refusals.filter((refusal) => heard.has(`${refusal.at} ${respondedAt(refusal)} 429`))
      const early = sent.filter(({ at }) =>
        observed.some((refusal) => {
          const since = respondedAt(refusal)
          return at > since && at < since + Math.min(60_000, retryAfterOf(refusal))
        }),
      )
      expect(early).toStrictEqual([])

      const closedAt = one.closeAtMs ?? Number.POSITIVE_INFINITY
      expect(sent.filter(({ at }) => at > closedAt)).toStrictEqual([])

      const byCall = new Map<number, readonly string[]>()
      for (const { call, status } of responses) byCall.set(call, [...(byCall.get(call) ?? []), String(status)])
      const spent = [...byCall.values()].reduce(
        (sum, statuses) => sum + statuses.slice(1).filter((_, i) => statuses[i] !== '401').length,
        0,
      )
      const received = responses.filter(({ status }) => status !== null).length
      expect(spent).toBeLessThanOrEqual(retry.budgetMax + retry.budgetPerSuccess * received)

      counts.budgetSpent += spent >= retry.budgetMax ? 1 : 0
      counts.slowedDown +=
        observed.length > 0 && sent.some(({ at }) => observed.some((r) => at > respondedAt(r))) ? 1 : 0
      counts.renewed += tokens.length > 1 && calls.some(isTokenRefused) ? 1 : 0
      counts.closed += settled.some(({ settledAt, startedAt }) => startedAt < closedAt && settledAt === closedAt)
        ? 1
        : 0
      counts.crowded += calls.some(({ inFlight }) => inFlight === limits.concurrentMax) ? 1 : 0
      for (const { result, requests, cancelledAt } of settled) {
        const failure = E.isLeft(result) ? result.left : null
        const reason = failure !== null && 'reason' in failure ? failure.reason : null
        const last = requests.at(-1)
        counts.retried += repeats(requests) > 0 ? 1 : 0
        counts.retriedThrice += repeats(requests) > 1 ? 1 : 0
        counts.timedOut += reason === 'timeout' ? 1 : 0
        counts.busy += reason === 'busy' ? 1 : 0
        counts.malformed += failure?._tag === 'MalformedResponse' ? 1 : 0
        counts.noToken += failure?._tag === 'TokenUnavailable' ? 1 : 0
        counts.cancelledBefore += reason === 'cancelled' && last === undefined ? 1 : 0
        counts.cancelledAfter += reason === 'cancelled' && last !== undefined ? 1 : 0
        counts.cancelledWaitingToRepeat +=
          reason === 'cancelled' && last !== undefined && cancelledAt !== null && respondedAt(last) < cancelledAt
            ? 1
            : 0
      }
    }),
    { numRuns: 250 },
  )
  expect(Object.entries(counts).filter(([, times]) => times === 0)).toStrictEqual([])
}, 20_000)
