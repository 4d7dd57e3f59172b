import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { type CallOutcome, limits, retry, runScenario, type SentRequest, scenarios } from '../http-scenario.ts'

const isToken = ({ path }: SentRequest): boolean => path === '/token'

const isTokenRefused = ({ reply }: SentRequest): boolean => reply.status === 401

const isAnswered = ({ reply }: SentRequest): boolean => (reply.kind ?? 'answer') === 'answer'

/** When the head of its answer came. */
const answeredAt = ({ at, reply }: SentRequest): number => at + (reply.afterMs ?? 0)

/** How long the server asks to wait, in milliseconds. */
const askedToWait = ({ reply }: SentRequest): number => Number(reply.headers?.['retry-after'] ?? 0) * 1_000

/** Requests that were sent again though not for a new token. */
const repeats = (requests: readonly SentRequest[]): number =>
  requests.slice(1).filter((_, i) => !isTokenRefused(requests[i] as SentRequest)).length

/** Names of the promises that one call did not keep. */
const broken = ({ call, result, startedAt, cancelledAt, settledAt, requests }: CallOutcome): readonly string[] => {
  const renewals = requests.filter(isTokenRefused).length
  const failure = E.isLeft(result) && result.left._tag === 'Unreachable' ? result.left : null
  // A request that was refused for its token had no effect, and a read before it had none either.
  const sinceRefused = requests.slice(requests.findLastIndex(isTokenRefused) + 1)
  const pairs = requests.slice(1).map((next, i) => [requests[i] as SentRequest, next] as const)
  const promises: Readonly<Record<string, boolean>> = {
    'is sent once when it is no GET, but after a refusal of its token': call.isGet || repeats(requests) === 0,
    'is sent again for a new token once': requests.length <= 1 || call.isGet || requests.length <= 2,
    'is sent attemptsMax times for each token': requests.length <= retry.attemptsMax * Math.min(2, 1 + renewals),
    'settles by its deadline': settledAt - startedAt <= limits.callTimeoutMs,
    'is not sent before the server wants it': pairs.every(
      ([before, next]) => next.at >= answeredAt(before) + (isAnswered(before) ? askedToWait(before) : 0),
    ),
    'is not sent after it was cancelled': requests.every(({ at }) => cancelledAt === null || at <= cancelledAt),
    'settles when it is cancelled': cancelledAt === null || settledAt === cancelledAt,
    'never left when it says so': failure?.delivered !== 'no' || sinceRefused.every(hasNotArrived),
    'has left when it says that it may have arrived': failure?.delivered !== 'unknown' || requests.length > 0,
  }
  return Object.entries(promises).flatMap(([name, isKept]) => (isKept ? [] : [name]))
}

/** There was no connection. */
const hasNotArrived = ({ reply }: SentRequest): boolean => JSON.stringify(reply.error) === '{"code":"ECONNREFUSED"}'

test('any calls, answers, cancellations and a close: every promise of the adapter is kept', async () => {
  const far = {
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
      const told = await runScenario(one)
      const { settled, exchanged, responses } = told
      expect(settled.flatMap(broken)).toStrictEqual([])
      expect({
        settlements: told.settlements,
        sleepers: told.sleepers,
        listenersLeft: told.listenersLeft,
        late: told.late,
      }).toStrictEqual({ settlements: one.calls.length, sleepers: 0, listenersLeft: 0, late: [] })

      const calls = exchanged.filter((request) => !isToken(request))
      const tokens = exchanged.filter(isToken)
      expect(Math.max(0, ...calls.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(limits.concurrentMax)
      expect(Math.max(0, ...tokens.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(1)

      // Nobody is sent while the server wants to be left alone. What leaves in the millisecond of its answer may be first.
      const refusals = exchanged.filter(({ reply }) => reply.status === 429)
      const heard = new Set(responses.map(({ at, durationMs, status }) => `${at} ${at + durationMs} ${status}`))
      // Its caller may have gone before it was read.
      const heeded = refusals.filter((refusal) => heard.has(`${refusal.at} ${answeredAt(refusal)} 429`))
      const early = exchanged.filter(({ at }) =>
        heeded.some((refusal) => {
          const since = answeredAt(refusal)
          return at > since && at < since + Math.min(60_000, askedToWait(refusal))
        }),
      )
      expect(early).toStrictEqual([])

      const closedAt = one.closeAtMs ?? Number.POSITIVE_INFINITY
      expect(exchanged.filter(({ at }) => at > closedAt)).toStrictEqual([])

      const byCall = new Map<number, readonly string[]>()
      for (const { call, status } of responses) byCall.set(call, [...(byCall.get(call) ?? []), String(status)])
      const spent = [...byCall.values()].reduce(
        (sum, statuses) => sum + statuses.slice(1).filter((_, i) => statuses[i] !== '401').length,
        0,
      )
      const answers = responses.filter(({ status }) => status !== null).length
      expect(spent).toBeLessThanOrEqual(retry.budgetMax + retry.budgetPerSuccess * answers)

      far.budgetSpent += spent >= retry.budgetMax ? 1 : 0
      far.slowedDown += heeded.length > 0 && exchanged.some(({ at }) => heeded.some((r) => at > answeredAt(r))) ? 1 : 0
      far.renewed += tokens.length > 1 && calls.some(isTokenRefused) ? 1 : 0
      far.closed += settled.some(({ settledAt, startedAt }) => startedAt < closedAt && settledAt === closedAt) ? 1 : 0
      far.crowded += calls.some(({ inFlight }) => inFlight === limits.concurrentMax) ? 1 : 0
      for (const { result, requests, cancelledAt } of settled) {
        const failure = E.isLeft(result) ? result.left : null
        const reason = failure !== null && 'reason' in failure ? failure.reason : null
        const last = requests.at(-1)
        far.retried += repeats(requests) > 0 ? 1 : 0
        far.retriedThrice += repeats(requests) > 1 ? 1 : 0
        far.timedOut += reason === 'timeout' ? 1 : 0
        far.busy += reason === 'busy' ? 1 : 0
        far.malformed += failure?._tag === 'MalformedResponse' ? 1 : 0
        far.noToken += failure?._tag === 'TokenUnavailable' ? 1 : 0
        far.cancelledBefore += reason === 'cancelled' && last === undefined ? 1 : 0
        far.cancelledAfter += reason === 'cancelled' && last !== undefined ? 1 : 0
        far.cancelledWaitingToRepeat +=
          reason === 'cancelled' && last !== undefined && cancelledAt !== null && answeredAt(last) < cancelledAt ? 1 : 0
      }
    }),
    { numRuns: 250 },
  )
  expect(Object.entries(far).filter(([, times]) => times === 0)).toStrictEqual([])
}, 20_000)
