import type { PortError } from '@bank-connection/core'
import { defaultHttpLimits, type HttpLimits } from '@bank-connection/http-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { answers, creation, doneJob, jobId, userId } from './fixtures.ts'
import {
  drip,
  flood,
  hang,
  JSON_TYPE,
  json,
  jsonText,
  partialResponse,
  refusal,
  reply,
  reset,
  responseBytes,
  sendThen,
} from './raw-responses.ts'
import { inSequence, methodsOf, startRawServer } from './raw-server.ts'
import { readJobInChild } from './read-job-in-child.ts'
import type { Responder } from './responder.ts'
import { type BankAndServer, fastClock, leaksOf, transports, withServer } from './with-bank.ts'

/** Time limit of each check, in milliseconds. */
const BOUND_MS = 8_000

const MIB = 1024 * 1024

/**
 * Largest growth of a process for a body over the limit. Node's `fetch` copies each chunk and leaves the copies to the
 * garbage collector: reading 8 MiB without keeping anything grows the process by up to 50 MB.
 */
const GROWN_BYTES_MAX = { undici: 8 * MIB + 16_000_000, fetch: 64 * MIB } as const

/** Repeats the authorization header and the body of the request. */
const echo =
  (respond: (text: string) => Responder): Responder =>
  (socket, request) =>
    respond(`${request.headers['authorization']} ${request.body}`)(socket, request)

const refusing = (status: number): Responder => echo((text) => refusal(status, 'parameter-not-valid', text))

interface Check {
  readonly name: string
  readonly fault: Responder
  readonly left: Partial<PortError>
  /** Number of attempts of the read. */
  readonly attempts: number
  /** Limits, if the check depends on them. */
  readonly limits?: HttpLimits
}

const text = JSON.stringify(doneJob)

/** Faults that occur on every request. */
const lasting: readonly Check[] = [
  { name: '2. 400 is not retried', fault: refusing(400), left: { _tag: 'Refused', status: 400 }, attempts: 1 },
  {
    name: '3. a lasting 500 fails after three attempts',
    fault: refusing(500),
    left: { _tag: 'Refused', status: 500 },
    attempts: 3,
  },
  {
    name: '4. a lasting 502 with HTML fails after three attempts',
    fault: echo((text) => reply(502, { 'content-type': 'text/html' }, `<p>${text}</p>`)),
    left: { _tag: 'Refused', status: 502, code: 'unknown' },
    attempts: 3,
  },
  {
    name: '8b. a reset in every body means an unreachable server',
    fault: sendThen(partialResponse(doneJob), reset),
    left: { _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' },
    attempts: 3,
  },
  {
    name: '9. truncated JSON is malformed',
    fault: jsonText(text.slice(0, -20)),
    left: { _tag: 'MalformedResponse', reason: 'truncated' },
    attempts: 3,
  },
  {
    name: '10. HTML with status 200 is malformed',
    fault: echo((text) => reply(200, { 'content-type': 'text/html' }, `<p>${text}</p>`)),
    left: { _tag: 'MalformedResponse', reason: 'contentType' },
    attempts: 3,
  },
  {
    name: '11. an empty body with status 200 is malformed',
    fault: reply(200, JSON_TYPE),
    left: { _tag: 'MalformedResponse', reason: 'empty' },
    attempts: 3,
  },
  {
    name: '12. JSON of another shape is malformed',
    fault: echo((text) => json(200, [1, 2, 3, text])),
    left: { _tag: 'MalformedResponse', reason: 'shape', paths: [''] },
    attempts: 1,
  },
  {
    name: '13. an endlessly dripping body ends with the timeout of the call',
    fault: drip(responseBytes(200, { ...JSON_TYPE, 'content-length': '1000000' }, '{'), 50),
    left: { _tag: 'Unreachable', reason: 'timeout', delivered: 'unknown' },
    attempts: 1,
    limits: defaultHttpLimits,
  },
]

const timed = async <A>(work: Promise<A>): Promise<readonly [A, number]> => {
  const startedAt = Date.now()
  const settled = await work
  return [settled, Date.now() - startedAt]
}

/** Reads a job and sends every secret, concurrently. */
const sendAll = async ({ bank, server, events }: BankAndServer) => {
  const [[read, created, answered], tookMs] = await timed(
    Promise.all([bank.getJob({ jobId })(), bank.createConnection(creation)(), bank.answerMfa({ jobId, answers })()]),
  )
  const requests = server.requests.map(({ method, path }) => `${method} ${path}`)
  const leaks = [read, created, answered].flatMap((settled) => leaksOf(settled, events))
  return { read, created, tookMs, requests, leaks }
}

const times = (requests: readonly string[], one: string): number => requests.filter((each) => each === one).length

const READ = `GET /jobs/${jobId}`
const CREATE = `POST /users/${userId}/connections`
const ANSWER = `POST /jobs/${jobId}/mfa`

describe.concurrent.each(transports)('over $name', { timeout: 2 * BOUND_MS }, (transport) => {
  const realTime = { limits: defaultHttpLimits, clock: fastClock(1) }

  test('1. a valid response takes one request', () =>
    withServer(transport, { handler: inSequence(json(200, doneJob)) }, async ({ bank, server, events }) => {
      const job = await bank.getJob({ jobId })()
      expect(job).toMatchObject({ _tag: 'Right', right: { id: jobId } })
      expect(server.requests.length).toBe(1)
      expect(leaksOf(job, events)).toStrictEqual([])
    }))

  for (const { name, fault, left, attempts, limits = {} } of lasting)
    test(`${name}; no secret is shown, and no POST is retried`, () =>
      withServer(
        transport,
        { handler: inSequence(fault) },
        async (context) => {
          const { read, created, tookMs, requests, leaks } = await sendAll(context)
          expect(read).toMatchObject(E.left(left))
          expect(created._tag).toBe('Left')
          expect(times(requests, READ)).toBe(attempts)
          expect(times(requests, CREATE)).toBe(1)
          expect(times(requests, ANSWER)).toBe(1)
          expect(leaks).toStrictEqual([])
          expect(tookMs).toBeLessThan(BOUND_MS)
        },
        { limits },
      ))

  test('14. a server that never responds ends in a timeout; no secret is shown, and no POST is retried', () =>
    withServer(
      transport,
      { handler: inSequence(hang) },
      async (context) => {
        const { read, created, tookMs, requests, leaks } = await sendAll(context)
        const late = E.left({ _tag: 'Unreachable', reason: 'timeout', delivered: 'unknown' })
        expect(read).toStrictEqual(late)
        expect(created).toStrictEqual(late)
        expect(times(requests, CREATE)).toBe(1)
        expect(times(requests, ANSWER)).toBe(1)
        expect(leaks).toStrictEqual([])
        expect(tookMs).toBeLessThan(BOUND_MS)
      },
      { limits: defaultHttpLimits },
    ))

  test.each([
    ['5. 503', 503],
    ['6. 429', 429],
  ])('%s once with Retry-After 1 is retried after a second, not earlier', (_, status) =>
    withServer(
      transport,
      {
        handler: inSequence(
          refusal(status, 'service-unavailable', 'Later', { 'retry-after': '1' }),
          json(200, doneJob),
        ),
      },
      async ({ bank, server }) => {
        const [job, tookMs] = await timed(bank.getJob({ jobId })())
        expect(job._tag).toBe('Right')
        expect(server.requests.length).toBe(2)
        const [first = 0, second = 0] = server.requests.map(({ at }) => at)
        expect(second - first).toBeGreaterThanOrEqual(1_000)
        expect(tookMs).toBeLessThan(BOUND_MS)
      },
      realTime,
    ),
  )

  test.each([
    ['7. a reset before the response', reset],
    ['8. a reset in the middle of the body', sendThen(partialResponse(doneJob), reset)],
  ])('%s is retried', (_, fault) =>
    withServer(transport, { handler: inSequence(fault, json(200, doneJob)) }, async ({ bank, server }) => {
      const [job, tookMs] = await timed(bank.getJob({ jobId })())
      expect(job).toMatchObject({ _tag: 'Right', right: { id: jobId } })
      expect(server.requests.length).toBe(2)
      expect(tookMs).toBeLessThan(BOUND_MS)
    }),
  )

  test('15. a body of 256 MB is aborted at 8 MiB, and memory grows by little more', async () => {
    let sentBytes = 0
    const sent = (bytes: number): void => {
      sentBytes = bytes
    }
    const most = GROWN_BYTES_MAX[transport.name]
    let server = await startRawServer({ handler: inSequence(json(200, doneJob)) })
    let answers: Awaited<ReturnType<typeof readJobInChild>> = []
    // Memory also depends on the garbage collector: take the least of three runs.
    for (let tries = 1; tries <= 3 && !((answers[0]?.grownBytes ?? most) < most); tries++) {
      await server.close()
      server = await startRawServer({ handler: inSequence(json(200, doneJob), flood(256_000_000, 'chunked', sent)) })
      answers = await readJobInChild(transport.name, [server.origin])
    }
    await server.close()
    const left = { _tag: 'MalformedResponse', reason: 'tooLarge', expected: `${8 * MIB} bytes`, paths: [''] }
    expect(answers.map(({ settled }) => settled)).toStrictEqual([E.left(left)])
    expect(JSON.stringify(answers)).not.toMatch(/canary/i)
    expect(answers[0]?.grownBytes).toBeLessThan(most)
    // Includes socket buffers.
    expect(sentBytes).toBeLessThan(32 * MIB)
    expect(server.requests.length).toBe(2)
    expect(answers[0]?.tookMs).toBeLessThan(BOUND_MS)
  })

  test('16. 302 to another origin fails, and that origin sees no connection', async () => {
    const other = await startRawServer({ handler: inSequence(json(200, doneJob)) })
    await withServer(
      transport,
      { handler: inSequence(reply(302, { location: `${other.origin}/jobs/1` })) },
      async (context) => {
        const { read, created, tookMs, requests, leaks } = await sendAll(context)
        expect(read).toMatchObject(E.left({ _tag: 'MalformedResponse', reason: 'redirect' }))
        expect(created).toMatchObject(E.left({ _tag: 'MalformedResponse', reason: 'redirect' }))
        expect(requests.toSorted()).toStrictEqual([READ, ANSWER, CREATE])
        expect(leaks).toStrictEqual([])
        expect(tookMs).toBeLessThan(BOUND_MS)
      },
    )
    expect(other.connections()).toBe(0)
    await other.close()
  })

  test('17. a POST whose response is lost by a reset reaches the server exactly once', () =>
    withServer(
      transport,
      { handler: inSequence(reset, json(202, { type: 'job', id: jobId })) },
      async ({ bank, server, events }) => {
        const [created, tookMs] = await timed(bank.createConnection(creation)())
        expect(created).toStrictEqual(E.left({ _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' }))
        expect(methodsOf(server.requests)).toStrictEqual(['POST'])
        expect(leaksOf(created, events)).toStrictEqual([])
        expect(tookMs).toBeLessThan(BOUND_MS)
      },
    ))
})
