import { connect } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { titleOf } from './catalogue.ts'
import { connectionId, doneJob, institution, institutionId, jobId, runningJob, userId } from './fixtures.ts'
import { html, json, refusal, reply, reset, tokenExpired } from './raw-responses.ts'
import { type Handler, inSequence, type RawServer, startRawServer } from './raw-server.ts'
import type { ReceivedRequest, Responder } from './responder.ts'
import { fastClock, type Transport, transports, withServer } from './with-bank.ts'

/** Speed of the clock, to shorten jobs and waits after failed polls. */
const SPEED = 60

interface BankBehaviour {
  /** Response to `POST …/connections`. */
  readonly create: Responder
  /** Responses to polls. */
  readonly polls?: Handler
  /** The jobs of the user. */
  readonly jobs?: () => readonly unknown[]
}

/** A bank with one institution, whose jobs are done by default. */
const bankOf = ({ create, polls = inSequence(json(200, doneJob)), jobs = () => [] }: BankBehaviour): Handler => {
  let polled = 0
  return (request, nth) => {
    if (request.path.startsWith('/institutions/')) return json(200, institution)
    if (request.method === 'POST') return create
    if (request.path.includes(`/users/${userId}/jobs`)) return json(200, { type: 'list', data: jobs() })
    if (!request.path.startsWith('/jobs/')) throw new Error(`request ${nth} is not expected: ${request.path}`)
    polled += 1
    return polls(request, polled)
  }
}

const request = { userId, institutionId, credentials: { loginId: 'CANARY-login', password: 'CANARY-password' } }

/** Connects at a bank with this behaviour, and passes the result on. */
const onConnect = (
  transport: Transport,
  behaviour: BankBehaviour,
  check: (connected: Awaited<ReturnType<ReturnType<typeof connect>>>, server: RawServer) => void,
  clock = fastClock(SPEED),
): Promise<void> =>
  withServer(
    transport,
    { handler: bankOf(behaviour) },
    async ({ bank, server }) => check(await connect(bank, request)(), server),
    { clock },
  )

const started = (status: number): Responder => json(status, { type: 'job', id: jobId })
const pollsIn = (requests: readonly ReceivedRequest[]): readonly string[] =>
  requests.filter(({ path }) => path.startsWith('/jobs/')).map(({ path }) => path)
const posts = (requests: readonly ReceivedRequest[]): number =>
  requests.filter(({ method }) => method === 'POST').length

describe.concurrent.each(transports)('over $name', { timeout: 15_000 }, (transport) => {
  describe(`${titleOf('H9')}`, () => {
    test.each([
      ['504 with the HTML of a gateway', html(504)],
      ['500', refusal(500, 'internal-server-error', 'Oops')],
      ['a reset', reset],
      ['202 without a body', reply(202, {})],
    ])('after %s the job is found and followed, with one POST', (_, create) => {
      const clock = fastClock(SPEED)
      let created = ''
      const creating: Responder = (socket, request) => {
        created = new Date(clock.now()).toISOString()
        return create(socket, request)
      }
      const old = { ...doneJob, id: 'job-0', institution: { id: institutionId } }
      const ofAnother = { ...runningJob, id: 'job-2', institution: { id: 'AU99999' } }
      const jobs = () => [
        { ...runningJob, created, institution: { id: institutionId } },
        { ...ofAnother, created },
        old,
      ]
      return onConnect(
        transport,
        { create: creating, jobs },
        (connected, server) => {
          expect(connected).toMatchObject({ _tag: 'Right', right: { connectionId, jobId, origin: 'adopted' } })
          expect(posts(server.requests)).toBe(1)
          expect(new Set(pollsIn(server.requests))).toStrictEqual(new Set([`/jobs/${jobId}`]))
        },
        clock,
      )
    })

    test('if the server did not create a job, the connection fails with the failure of its one POST', () =>
      onConnect(transport, { create: html(504) }, (connected, server) => {
        expect(connected).toMatchObject(E.left({ _tag: 'Refused', status: 504 }))
        expect(posts(server.requests)).toBe(1)
        expect(JSON.stringify(connected)).not.toMatch(/canary/i)
      }))
  })

  describe(`${titleOf('H13')}`, () => {
    const gone = refusal(404, 'resource-not-found', 'No such job')

    test('once, the next poll continues', () => {
      const polls = inSequence(json(200, runningJob), gone, json(200, doneJob))
      return onConnect(transport, { create: started(202), polls }, (connected, server) => {
        expect(connected).toMatchObject({
          _tag: 'Right',
          right: { connectionId, origin: 'created' },
        })
        expect(pollsIn(server.requests).length).toBe(3)
        expect(posts(server.requests)).toBe(1)
      })
    })

    test('every time, the connection fails after eight polls', () =>
      onConnect(
        transport,
        { create: started(202), polls: inSequence(gone) },
        (connected, server) => {
          const left = { _tag: 'Refused', status: 404, code: 'resource-not-found' }
          expect(connected).toMatchObject(E.left(left))
          expect(pollsIn(server.requests).length).toBe(8)
          expect(posts(server.requests)).toBe(1)
        },
        fastClock(SPEED * 2),
      ))
  })

  describe(`${titleOf('H19')}`, () => {
    test.each([
      ['queued', { ...runningJob, steps: runningJob.steps.map((step) => ({ ...step, status: 'pending' })) }],
      ['in progress', runningJob],
    ])('a job that is %s is followed to its end, with one POST', (_, first) => {
      const polls = inSequence(json(200, first), json(200, doneJob))
      return onConnect(transport, { create: started(200), polls }, (connected, server) => {
        expect(connected).toMatchObject({ _tag: 'Right', right: { connectionId, jobId, origin: 'alreadyRunning' } })
        expect(posts(server.requests)).toBe(1)
      })
    })

    test('a job of another institution is followed, because the response does not say', () => {
      const polls = inSequence(json(200, { ...doneJob, institution: { id: 'AU99999' } }))
      return onConnect(transport, { create: started(200), polls }, (connected, server) => {
        expect(connected).toMatchObject({ _tag: 'Right', right: { connectionId, jobId, origin: 'alreadyRunning' } })
        expect(posts(server.requests)).toBe(1)
      })
    })

    test('a poll that returns another job is ignored', () => {
      const polls = inSequence(json(200, { ...doneJob, id: 'job-9' }), json(200, doneJob))
      return onConnect(transport, { create: started(202), polls }, (connected, server) => {
        expect(connected).toMatchObject({ _tag: 'Right', right: { jobId } })
        expect(pollsIn(server.requests).length).toBe(2)
      })
    })
  })

  describe(`${titleOf('K1')}`, () => {
    test('the connection continues with a new token and no second POST', () => {
      const polls = inSequence(tokenExpired, json(200, doneJob))
      return onConnect(transport, { create: started(202), polls }, (connected, server) => {
        expect(connected).toMatchObject({ _tag: 'Right', right: { connectionId } })
        expect(posts(server.requests)).toBe(1)
        expect(server.tokenRequests.length).toBe(2)
        expect(server.requests.at(-1)?.headers['authorization']).toBe('Bearer CANARY-token-SERVER_ACCESS-2')
      })
    })
  })

  describe(`${titleOf('B14')}`, () => {
    test.each(['', 'user:secret@'])(
      'the connection id is read from links to another origin (user info "%s"), which sees nothing',
      async (userInfo) => {
        const other = await startRawServer({ handler: inSequence(json(200, doneJob)) })
        const away = other.origin.replace('//', `//${userInfo}`)
        const source = `${away}/users/${userId}/connections/${connectionId}`
        const hostile = { ...doneJob, links: { self: `${away}/jobs/${jobId}`, source } }
        const polls = inSequence(json(200, { ...runningJob, links: hostile.links }), json(200, hostile))
        await onConnect(transport, { create: started(202), polls }, (connected, server) => {
          expect(connected).toMatchObject({ _tag: 'Right', right: { connectionId } })
          expect(pollsIn(server.requests)).toStrictEqual([`/jobs/${jobId}`, `/jobs/${jobId}`])
        })
        expect(other.connections()).toBe(0)
        await other.close()
      },
    )
  })
})
