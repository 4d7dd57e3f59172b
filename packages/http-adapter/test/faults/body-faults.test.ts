import { gzipSync } from 'node:zlib'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { bodyFaultCases } from './body-fault-cases.ts'
import { titleOf } from './catalogue.ts'
import { creation, doneJob, jobId, page, runningJob, transaction, userId } from './fixtures.ts'
import { flood, JSON_TYPE, json, jsonText, reply } from './raw-responses.ts'
import { inSequence, methodsOf } from './raw-server.ts'
import type { Responder } from './responder.ts'
import { transports, withServer } from './with-bank.ts'

const good = json(200, doneJob)
const text = JSON.stringify(doneJob)
const MIB = 1024 * 1024

const withSteps = (steps: unknown): object => ({ ...doneJob, steps })
const gzipped = { ...JSON_TYPE, 'content-encoding': 'gzip' }

/** The invalid paths for a new connection, of which only the id is read. */
const forCreation = (paths: readonly string[]): readonly string[] => paths.filter((path) => path !== '/steps')

describe.concurrent.each(transports)('over $name', { timeout: 15_000 }, (transport) => {
  for (const { id, what, fault, reason, isRetried, paths = [''] } of bodyFaultCases) {
    const left = { _tag: 'MalformedResponse', reason }

    test(`${id}: ${what} is ${reason}: a read is sent ${isRetried ? 'three times' : 'once'}, a POST once`, () =>
      withServer(transport, { handler: inSequence(fault) }, async ({ bank, server }) => {
        const job = await bank.getJob({ jobId })()
        expect(job).toMatchObject(E.left({ ...left, paths }))
        const created = await bank.createConnection(creation)()
        expect(created).toMatchObject(E.left({ ...left, paths: forCreation(paths) }))
        expect(methodsOf(server.requests)).toStrictEqual([...Array(isRetried ? 3 : 1).fill('GET'), 'POST'])
      }))
  }

  test.each(bodyFaultCases.filter(({ isRetried }) => isRetried))(
    '$id: after $what once, a read is retried',
    ({ fault }) =>
      withServer(transport, { handler: inSequence(fault, good) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject({ _tag: 'Right', right: { id: jobId } })
        expect(server.requests.length).toBe(2)
      }),
  )

  describe(`${titleOf('B4')}`, () => {
    test('a job after a byte order mark is read', () =>
      withServer(transport, { handler: inSequence(jsonText(`\uFEFF${text}`)) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject({ _tag: 'Right', right: { id: jobId } })
        expect(server.requests.length).toBe(1)
      }))
  })

  describe(`${titleOf('B6')}`, () => {
    test.each([
      ['absent', { id: jobId }],
      ['null', withSteps(null)],
      ['an object', withSteps({})],
    ])('steps that are %s are the only reported path', (_, job) =>
      withServer(transport, { handler: inSequence(json(200, job)) }, async ({ bank }) => {
        const left = { _tag: 'MalformedResponse', reason: 'shape', expected: 'Job', paths: ['/steps'] }
        expect(await bank.getJob({ jobId })()).toStrictEqual(E.left(left))
      }),
    )
  })

  describe(`${titleOf('B7')}`, () => {
    const link = { type: 'link', url: '/users/user-1/connections/conn-1' }
    const read = { _tag: 'Link', url: link.url }

    test.each([
      ['an object', link, read],
      ['an array of one', [link], read],
      ['null', null, null],
    ])('%s', (_, result, expected) => {
      const steps = [{ title: 'verify-credentials', status: 'success', result }]
      return withServer(transport, { handler: inSequence(json(200, withSteps(steps))) }, async ({ bank }) => {
        const job = await bank.getJob({ jobId })()
        expect(E.isRight(job) && job.right.steps.map((step) => step.result)).toStrictEqual([expected])
      })
    })
  })

  describe(`${titleOf('B8')}`, () => {
    test.each(['chunked', 'length'] as const)('framed by %s, it is aborted at the limit', (framing) => {
      const sent: number[] = []
      const flooding: Responder = (socket, request) => {
        const at = sent.push(0) - 1
        const note = (bytes: number): void => {
          sent[at] = bytes
        }
        return flood(64 * MIB, framing, note)(socket, request)
      }
      return withServer(transport, { handler: inSequence(flooding) }, async ({ bank, server }) => {
        const left = { _tag: 'MalformedResponse', reason: 'tooLarge', expected: `${8 * MIB} bytes`, paths: [''] }
        expect(await bank.getJob({ jobId })()).toStrictEqual(E.left(left))
        expect(await bank.createConnection(creation)()).toStrictEqual(E.left(left))
        await server.closed(server.requests.map(({ connection }) => connection))
        expect(methodsOf(server.requests)).toStrictEqual(['GET', 'POST'])
        expect(Math.max(...sent)).toBeLessThan(32 * MIB)
      })
    })

    test('an announced length over the limit fails at once, before any bytes arrive', () =>
      withServer(
        transport,
        { handler: inSequence(reply(200, { ...JSON_TYPE, 'content-length': String(64 * MIB) })) },
        async ({ bank, server }) => {
          expect(await bank.getJob({ jobId })()).toMatchObject(E.left({ reason: 'tooLarge' }))
          await server.closed(server.requests.map(({ connection }) => connection))
        },
        { limits: { callTimeoutMs: 60_000 } },
      ))

    test('a body of exactly the limit is read, one byte more is not', () => {
      const bodyBytesMax = 10_000
      const fitting = text + ' '.repeat(bodyBytesMax - text.length)
      const handler = inSequence(jsonText(fitting), jsonText(`${fitting} `))
      return withServer(
        transport,
        { handler },
        async ({ bank }) => {
          expect((await bank.getJob({ jobId })())._tag).toBe('Right')
          expect(await bank.getJob({ jobId })()).toMatchObject(E.left({ reason: 'tooLarge' }))
        },
        { limits: { bodyBytesMax } },
      )
    })
  })

  describe(`${titleOf('B10')}`, () => {
    test('a job with one is read, and no prototype is changed', () => {
      const hostile = text.replace(
        '{',
        '{"__proto__":{"polluted":"yes","steps":[]},"constructor":{"prototype":{"polluted":1}},',
      )
      return withServer(transport, { handler: inSequence(jsonText(hostile)) }, async ({ bank }) => {
        const job = await bank.getJob({ jobId })()
        expect(E.isRight(job) && [job.right.id, job.right.steps.length]).toStrictEqual([jobId, 3])
        expect('polluted' in {}).toBe(false)
        expect(JSON.stringify(job).includes('polluted')).toBe(false)
      })
    })
  })

  describe(`${titleOf('B11')}`, () => {
    test('the last one counts', () => {
      const twice = `{"id":"job-0","steps":null,${text.slice(1)}`
      return withServer(transport, { handler: inSequence(jsonText(twice)) }, async ({ bank }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject({ _tag: 'Right', right: { id: jobId } })
      })
    })
  })

  describe(`${titleOf('B12')}`, () => {
    test.each(['1e400', '-1', '9007199254740993', '"7"'])('a count of %s is null', (size) => {
      const body = `{"type":"list","size":${size},"data":[${JSON.stringify(transaction('t-1'))}]}`
      return withServer(transport, { handler: inSequence(jsonText(body)) }, async ({ bank }) => {
        const read = await bank.listTransactions({ userId, cursor: null })()
        expect(read).toMatchObject({ _tag: 'Right', right: { size: null, next: null } })
      })
    })

    test('an amount keeps all digits as a string, and is malformed as a number', () => {
      const amounts = ['"123456789012345678901234567890.01"', '1e400'].map((amount) =>
        jsonText(`{"data":[${JSON.stringify(transaction('t-1')).replace('"-1.50"', amount)}]}`),
      )
      return withServer(
        transport,
        { handler: inSequence(amounts[0] ?? good, amounts[1] ?? good) },
        async ({ bank }) => {
          const [exact, rounded] = [
            await bank.listTransactions({ userId, cursor: null })(),
            await bank.listTransactions({ userId, cursor: null })(),
          ]
          expect(E.isRight(exact) && exact.right.transactions[0]?.amount).toBe('123456789012345678901234567890.01')
          expect(rounded).toMatchObject(E.left({ reason: 'shape', paths: ['/data/0/amount'] }))
        },
      )
    })
  })

  describe(`${titleOf('B13')}`, () => {
    const bomb = gzipSync(Buffer.alloc(100 * MIB, 0x20))

    test('it is malformed, and a POST is not retried', () =>
      withServer(transport, { handler: inSequence(reply(200, gzipped, bomb)) }, async ({ bank, server }) => {
        const reason = { undici: 'encoding', fetch: 'tooLarge' }[transport.name]
        expect(await bank.createConnection(creation)()).toMatchObject(E.left({ _tag: 'MalformedResponse', reason }))
        expect(server.requests.length).toBe(1)
      }))

    test('plain JSON labelled as gzip is malformed', () =>
      withServer(transport, { handler: inSequence(reply(200, gzipped, text)) }, async ({ bank }) => {
        // A fetch only reports a failure.
        const left = {
          undici: { _tag: 'MalformedResponse', reason: 'encoding', expected: 'a plain body' },
          fetch: { _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' },
        }
        expect(await bank.getJob({ jobId })()).toMatchObject(E.left(left[transport.name]))
      }))

    test('a small job in gzip is read over fetch only', () =>
      withServer(transport, { handler: inSequence(reply(200, gzipped, gzipSync(text))) }, async ({ bank, server }) => {
        const job = await bank.getJob({ jobId })()
        const seen = { undici: ['Left', 3], fetch: ['Right', 1] }[transport.name]
        expect([job._tag, server.requests.length]).toStrictEqual(seen)
      }))

    test('plain JSON is requested where the encoding can be set', () =>
      withServer(transport, { handler: inSequence(good) }, async ({ bank, server }) => {
        await bank.getJob({ jobId })()
        const [request] = server.requests
        expect(request?.headers['accept']).toBe('application/json')
        // fetch always sends the encodings it supports.
        expect('accept-encoding' in (request?.headers ?? {})).toBe(transport.name === 'fetch')
      }))
  })

  test('several bodies on one connection are read separately', () =>
    withServer(
      transport,
      { handler: inSequence(json(200, runningJob), json(200, page(['t-1'])), json(200, { data: [doneJob] })) },
      async ({ bank }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject({ _tag: 'Right', right: { links: null } })
        const read = await bank.listTransactions({ userId, cursor: null })()
        expect(E.isRight(read) && read.right.transactions.map(({ id }) => id)).toStrictEqual(['t-1'])
        const jobs = await bank.listJobs({ userId })()
        expect(E.isRight(jobs) && jobs.right.map(({ id }) => id)).toStrictEqual([jobId])
      },
    ))
})
