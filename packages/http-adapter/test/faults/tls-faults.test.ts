import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explain } from '@bank-connection/core'
import { unreachable } from '@bank-connection/core/adapter'
import { createHttpBank, type HttpOptions } from '@bank-connection/http-adapter'
import { either as E } from 'fp-ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { titleOf } from './catalogue.ts'
import { authorityOf, type Certificate, certificateOf } from './certificates.ts'
import { apiKey, creation, doneJob, jobId } from './fixtures.ts'
import { json } from './raw-responses.ts'
import { inSequence, type RawServer, startRawServer } from './raw-server.ts'
import { readJobInChild } from './read-job-in-child.ts'
import { attemptsIn, type Event, transports, withBank } from './with-bank.ts'

const untrusted = E.left(unreachable('untrusted', 'no'))
/** What was on its way was a request for a token: the one that the call is about never left. */
const offlineBeforeTheToken = E.left(unreachable('offline', 'no'))

/** A server with each of these certificates, an authority that signed all but the first, and its file. */
const setUp = async () => {
  const authority = await authorityOf()
  const start = (tls: Certificate): Promise<RawServer> =>
    startRawServer({ handler: inSequence(json(200, doneJob)), tls })
  const directory = await mkdtemp(join(tmpdir(), 'faults-'))
  const authorityFile = join(directory, 'authority.pem')
  await writeFile(authorityFile, authority.cert)
  const servers = {
    selfSigned: await start(await certificateOf()),
    expired: await start(await certificateOf({ signedBy: authority, days: -1 })),
    ofAnotherHost: await start(await certificateOf({ signedBy: authority, ip: '127.0.0.2' })),
    good: await start(await certificateOf({ signedBy: authority })),
  }
  const tearDown = async (): Promise<void> => {
    for (const server of Object.values(servers)) await server.close()
    await rm(directory, { recursive: true })
  }
  return { authority: authority.cert, authorityFile, servers, tearDown }
}

let world: Awaited<ReturnType<typeof setUp>>
beforeAll(async () => {
  world = await setUp()
})
afterAll(() => world.tearDown())

const requestsAt = ({ requests, tokenRequests }: RawServer): number => requests.length + tokenRequests.length

const causesIn = (events: readonly Event[]): readonly unknown[] =>
  events.flatMap((event) => ('durationMs' in event ? [[event.failure, event.cause]] : []))

const certificates = [
  ['self-signed', 'selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['expired', 'expired', 'CERT_HAS_EXPIRED'],
  ['of another host', 'ofAnotherHost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
] as const

describe(`${titleOf('T3')}`, { timeout: 15_000 }, () => {
  test.concurrent.each(certificates)(
    'over undici, a server whose certificate is %s gets no bytes, and is not retried',
    async (_, which, cause) => {
      const server = world.servers[which]
      const events: Event[] = []
      const note = (event: Event): void => void events.push(event)
      const options: HttpOptions = { apiKey, baseUrl: server.origin, hooks: { onRequest: note, onResponse: note } }
      const bank = createHttpBank({ ...options, ca: world.authority })
      const asked = bank.getJob({ jobId })()
      expect(await asked).toStrictEqual(untrusted)
      const created = await bank.createConnection(creation)()
      await bank.close()
      expect(created).toStrictEqual(untrusted)
      expect(attemptsIn(events)).toStrictEqual(['POST /token', 'POST /token'])
      expect(causesIn(events)).toStrictEqual([
        ['untrusted', cause],
        ['untrusted', cause],
      ])
      expect(requestsAt(server)).toBe(0)
    },
  )

  // fetch reads trusted certificates from the environment of its process.
  test.concurrent('over fetch, none of the three gets any bytes or a retry', async () => {
    const servers = certificates.map(([, which]) => world.servers[which])
    const origins = servers.map(({ origin }) => origin)
    const seen = await readJobInChild('fetch', origins, { NODE_EXTRA_CA_CERTS: world.authorityFile })
    expect(seen.map(({ settled }) => settled)).toStrictEqual([untrusted, untrusted, untrusted])
    expect(seen.map(({ events }) => attemptsIn(events))).toStrictEqual(certificates.map(() => ['POST /token']))
    expect(seen.flatMap(({ events }) => causesIn(events))).toStrictEqual(
      certificates.map(([, , c]) => ['untrusted', c]),
    )
    expect(servers.map(requestsAt)).toStrictEqual([0, 0, 0])
  })

  test.concurrent('over undici, NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect', async () => {
    const server = world.servers.selfSigned
    const [answer] = await readJobInChild('undici', [server.origin], { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    expect(answer?.settled).toStrictEqual(untrusted)
    expect(requestsAt(server)).toBe(0)
  })

  test('a server whose certificate is signed by the CA in ca gets requests', async () => {
    const { origin, requests } = world.servers.good
    const bank = createHttpBank({ apiKey, baseUrl: origin, ca: world.authority })
    expect(await bank.getJob({ jobId })()).toMatchObject({ _tag: 'Right', right: { id: jobId } })
    await bank.close()
    expect(requests.map(({ headers }) => headers['authorization'])).toStrictEqual([
      'Bearer CANARY-token-SERVER_ACCESS-1',
    ])
  })

  test.each(transports)('over $name, the same server gets no bytes without ca', (transport) =>
    withBank(transport, { baseUrl: world.servers.good.origin }, async (bank, events) => {
      const before = requestsAt(world.servers.good)
      expect(await bank.getJob({ jobId })()).toStrictEqual(untrusted)
      expect(attemptsIn(events)).toStrictEqual(['POST /token'])
      expect(requestsAt(world.servers.good)).toBe(before)
    }),
  )

  // Over fetch a failed TLS handshake looks like TLS that breaks after sending, so delivery is unknown. A rejected
  // certificate is different: it is checked before anything is sent.
  const withoutTls = {
    undici: { read: untrusted, created: untrusted, attempts: 1 },
    fetch: { read: offlineBeforeTheToken, created: E.left(unreachable('offline', 'unknown')), attempts: 3 },
  }

  test.each(transports)(
    'over $name, a server without TLS gets no request over https; over fetch delivery is unknown',
    async (transport) => {
      const received: Buffer[] = []
      const plain = createServer((socket) => {
        socket.on('error', () => undefined)
        socket.on('data', (bytes) => {
          received.push(bytes)
          socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
        })
      })
      await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
      const { port } = plain.address() as AddressInfo
      const baseUrl = `https://127.0.0.1:${port}`
      const { read, created, attempts } = withoutTls[transport.name]
      await withBank(transport, { baseUrl }, async (bank, events) => {
        expect(await bank.getJob({ jobId })()).toStrictEqual(read)
        expect(attemptsIn(events)).toStrictEqual(Array(attempts).fill('POST /token'))
      })
      const auth = { token: async () => ({ accessToken: 'CANARY-token' }) }
      await withBank(transport, { baseUrl, auth }, async (bank, events) => {
        expect(await bank.createConnection(creation)()).toStrictEqual(created)
        expect(attemptsIn(events)).toHaveLength(1)
        expect(causesIn(events)).toStrictEqual([[expect.anything(), expect.stringMatching(/^(ERR_SSL_|EPROTO)/)]])
      })
      expect(received.length).toBeGreaterThan(0)
      expect(Buffer.concat(received).toString('latin1')).not.toContain('CANARY')
      await new Promise((resolve) => plain.close(resolve))
    },
  )

  test('the failure is explained', () => {
    expect(explain(unreachable('untrusted', 'no'))).toContain('certificate')
  })
})
