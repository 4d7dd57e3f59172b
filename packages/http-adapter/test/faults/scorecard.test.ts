import type { PortError } from '@bank-connection/core'
import { defaultHttpLimits, type HttpLimits } from '@bank-connection/http-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { answers, credentials, doneJob, institutionId, jobId, userId } from './fixtures.ts'
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
import { inSequence, type Responder, startRawServer } from './raw-server.ts'
import { readJobInChild } from './read-job-in-child.ts'
import { type BankAndServer, fastClock, leaksOf, transports, withServer } from './with-bank.ts'

/** Longest time that any check may take, in milliseconds. */
const BOUND_MS = 8_000

const MIB = 1024 * 1024

/**
 * By how much a process may grow for a body that is too large. Node's own `fetch` copies each chunk and leaves the
 * copies to the garbage collector: one that reads 8 MiB and keeps nothing grows by up to 50 MB.
 */
const GROWN_BYTES_MAX = { undici: 8 * MIB + 16_000_000, fetch: 64 * MIB } as const

/** The worst that a server can do with what it hears: to repeat it. */
const repeating =
  (answer: (said: string) => Responder): Responder =>
  (socket, heard) =>
    answer(`${heard.headers['authorization']} ${heard.body}`)(socket, heard)

const refusing = (status: number): Responder => repeating((said) => refusal(status, 'parameter-not-valid', said))

interface Check {
  readonly holds: string
  readonly fault: Responder
  readonly left: Partial<PortError>
  /** How often the read is asked for. */
  readonly asked: number
  /** Limits that are met. */
  readonly limits?: HttpLimits
}

const text = JSON.stringify(doneJob)

/** The faults that do not end by themselves. */
const lasting: readonly Check[] = [
  { holds: '2. 400 is a refusal, asked once', fault: refusing(400), left: { _tag: 'Refused', status: 400 }, asked: 1 },
  {
    holds: '3. 500 for ever is given up after three attempts',
    fault: refusing(500),
    left: { _tag: 'Refused', status: 500 },
    asked: 3,
  },
  {
    holds: '4. 502 with HTML for ever is given up after three attempts',
    fault: repeating((said) => reply(502, { 'content-type': 'text/html' }, `<p>${said}</p>`)),
    left: { _tag: 'Refused', status: 502, code: 'unknown' },
    asked: 3,
  },
  {
    holds: '8b. a reset in every body is an unreachable server',
    fault: sendThen(partialResponse(doneJob), reset),
    left: { _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' },
    asked: 3,
  },
  {
    holds: '9. JSON that breaks off is no answer',
    fault: jsonText(text.slice(0, -20)),
    left: { _tag: 'MalformedResponse', reason: 'truncated' },
    asked: 3,
  },
  {
    holds: '10. HTML with status 200 is no answer',
    fault: repeating((said) => reply(200, { 'content-type': 'text/html' }, `<p>${said}</p>`)),
    left: { _tag: 'MalformedResponse', reason: 'contentType' },
    asked: 3,
  },
  {
    holds: '11. an empty body with status 200 is no answer',
    fault: reply(200, JSON_TYPE),
    left: { _tag: 'MalformedResponse', reason: 'empty' },
    asked: 3,
  },
  {
    holds: '12. JSON of another shape is no answer',
    fault: repeating((said) => json(200, [1, 2, 3, said])),
    left: { _tag: 'MalformedResponse', reason: 'shape', paths: [''] },
    asked: 1,
  },
  {
    holds: '13. a body that drips for ever ends with the deadline of the call',
    fault: drip(responseBytes(200, { ...JSON_TYPE, 'content-length': '1000000' }, '{'), 50),
    left: { _tag: 'Unreachable', reason: 'timeout', delivered: 'unknown' },
    asked: 1,
    limits: defaultHttpLimits,
  },
]

const timed = async <A>(work: Promise<A>): Promise<readonly [A, number]> => {
  const startedAt = Date.now()
  const settled = await work
  return [settled, Date.now() - startedAt]
}

/** Reads a job, and at the same time sends every secret there is. */
const askAll = async ({ bank, server, events }: BankAndServer) => {
  const [[read, created, answered], tookMs] = await timed(
    Promise.all([
      bank.getJob({ jobId })(),
      bank.createConnection({ userId, institutionId, credentials })(),
      bank.answerMfa({ jobId, answers })(),
    ]),
  )
  const heard = server.requests.map(({ method, path }) => `${method} ${path}`)
  const leaks = [read, created, answered].flatMap((settled) => leaksOf(settled, events))
  return { read, created, tookMs, heard, leaks }
}

const times = (heard: readonly string[], one: string): number => heard.filter((each) => each === one).length

const READ = `GET /jobs/${jobId}`
const CREATE = `POST /users/${userId}/connections`
const ANSWER = `POST /jobs/${jobId}/mfa`

describe.concurrent.each(transports)('over $name', { timeout: 2 * BOUND_MS }, (transport) => {
  const realTime = { limits: defaultHttpLimits, clock: fastClock(1) }

  test('1. a good answer is read, in one request', () =>
    withServer(transport, { handler: inSequence(json(200, doneJob)) }, async ({ bank, server, events }) => {
      const job = await bank.getJob({ jobId })()
      expect(job).toMatchObject({ _tag: 'Right', right: { id: jobId } })
      expect(server.requests.length).toBe(1)
      expect(leaksOf(job, events)).toStrictEqual([])
    }))

  for (const { holds, fault, left, asked, limits = {} } of lasting)
    test(`${holds}; no secret is shown, and no POST is repeated`, () =>
      withServer(
        transport,
        { handler: inSequence(fault) },
        async (stage) => {
          const { read, created, tookMs, heard, leaks } = await askAll(stage)
          expect(read).toMatchObject(E.left(left))
          expect(created._tag).toBe('Left')
          expect([times(heard, READ), times(heard, CREATE), times(heard, ANSWER)]).toStrictEqual([asked, 1, 1])
          expect(leaks).toStrictEqual([])
          expect(tookMs).toBeLessThan(BOUND_MS)
        },
        { limits },
      ))

  test('14. a server that never answers is given up at the deadline; no secret is shown, and no POST is repeated', () =>
    withServer(
      transport,
      { handler: inSequence(hang) },
      async (stage) => {
        const { read, created, tookMs, heard, leaks } = await askAll(stage)
        const late = E.left({ _tag: 'Unreachable', reason: 'timeout', delivered: 'unknown' })
        expect([read, created]).toStrictEqual([late, late])
        expect([times(heard, CREATE), times(heard, ANSWER)]).toStrictEqual([1, 1])
        expect(leaks).toStrictEqual([])
        expect(tookMs).toBeLessThan(BOUND_MS)
      },
      { limits: defaultHttpLimits },
    ))

  test.each([
    ['5. 503', 503],
    ['6. 429', 429],
  ])('%s once with Retry-After 1 is made up for, a second later and not earlier', (_, status) =>
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
    ['7. a reset before the answer', reset],
    ['8. a reset in the middle of the body', sendThen(partialResponse(doneJob), reset)],
  ])('%s is made up for by a second request', (_, fault) =>
    withServer(transport, { handler: inSequence(fault, json(200, doneJob)) }, async ({ bank, server }) => {
      const [job, tookMs] = await timed(bank.getJob({ jobId })())
      expect(job).toMatchObject({ _tag: 'Right', right: { id: jobId } })
      expect(server.requests.length).toBe(2)
      expect(tookMs).toBeLessThan(BOUND_MS)
    }),
  )

  test('15. a body of 256 MB is given up at 8 MiB, and memory grows by little more', async () => {
    let sentBytes = 0
    const sent = (bytes: number): void => {
      sentBytes = bytes
    }
    const most = GROWN_BYTES_MAX[transport.name]
    let server = await startRawServer({ handler: inSequence(json(200, doneJob)) })
    let answers: Awaited<ReturnType<typeof readJobInChild>> = []
    // What a process holds depends on when it cleans up, too: the least of three is what this needs.
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
    // What the sockets hold comes on top of it.
    expect(sentBytes).toBeLessThan(32 * MIB)
    expect(server.requests.length).toBe(2)
    expect(answers[0]?.tookMs).toBeLessThan(BOUND_MS)
  })

  test('16. 302 to another origin is refused, and that origin sees no connection', async () => {
    const other = await startRawServer({ handler: inSequence(json(200, doneJob)) })
    await withServer(
      transport,
      { handler: inSequence(reply(302, { location: `${other.origin}/jobs/1` })) },
      async (stage) => {
        const { read, created, tookMs, heard, leaks } = await askAll(stage)
        expect(read).toMatchObject(E.left({ _tag: 'MalformedResponse', reason: 'redirect' }))
        expect(created).toMatchObject(E.left({ _tag: 'MalformedResponse', reason: 'redirect' }))
        expect(heard.toSorted()).toStrictEqual([READ, ANSWER, CREATE])
        expect(leaks).toStrictEqual([])
        expect(tookMs).toBeLessThan(BOUND_MS)
      },
    )
    expect(other.connections()).toBe(0)
    await other.close()
  })

  test('17. a POST whose answer is lost by a reset reaches the server exactly once', () =>
    withServer(
      transport,
      { handler: inSequence(reset, json(202, { type: 'job', id: jobId })) },
      async ({ bank, server, events }) => {
        const [created, tookMs] = await timed(bank.createConnection({ userId, institutionId, credentials })())
        expect(created).toStrictEqual(E.left({ _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' }))
        expect(server.requests.map(({ method }) => method)).toStrictEqual(['POST'])
        expect(leaksOf(created, events)).toStrictEqual([])
        expect(tookMs).toBeLessThan(BOUND_MS)
      },
    ))
})
