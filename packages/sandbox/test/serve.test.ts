import { type AbortSignalLike, createAbortController, createVirtualClock } from '@bank-connection/core/adapter'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { type AccessLogEntry, serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { serveFailure } from '../src/listen-error.ts'
import { JSON_HEADERS, TOKEN_HEADERS } from './handler/handler-client.ts'
import { openRaw, requestText, serveForTest } from './served-bank.ts'

const PUBLIC = '/public/institutions'

const setFault = (url: string, fault: object) =>
  fetch(`${url}/_sandbox/faults`, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(fault) })

/** The self link of a response. */
const selfIn = (text: string): string | undefined => /"totalCount".*"links":\{"self":"([^"]*)"\}\}$/u.exec(text)?.[1]

/** Sends one request on its own connection. */
const sendRaw = (port: number, target: string, host: string): Promise<string> => {
  const connection = openRaw(port)
  connection.send(requestText(target, `Host: ${host}`, 'Connection: close'))
  return connection.ended
}

test.each([
  ['localhost:80', 'http://localhost:80'],
  ['my_bank.docker.internal', 'http://my_bank.docker.internal'],
  ['[::1]:4010', 'http://[::1]:4010'],
  ['10.0.0.7:1', 'http://10.0.0.7:1'],
])('links start with the host that the client used: %s', async (host, origin) => {
  const { port } = await serveForTest()
  expect(selfIn(await sendRaw(port, PUBLIC, host))).toBe(origin + PUBLIC)
})

test.each(['evil"><script>', 'a b', 'a/b', 'user@evil.test', 'evil.test?', 'a\\b', 'evil.test:x', '-', ''])(
  'an invalid host header is not used in links: %j',
  async (host) => {
    const { port, url } = await serveForTest()
    const came = await sendRaw(port, PUBLIC, host)
    expect(selfIn(came)).toBe(url + PUBLIC)
    expect(came).not.toMatch(/evil|<script|user@/u)
  },
)

test('an absolute request target is split into host and path', async () => {
  const { port, url } = await serveForTest()
  expect(selfIn(await sendRaw(port, `http://bank.test${PUBLIC}?a=1`, 'b'))).toBe(`http://bank.test${PUBLIC}?a=1`)
  expect(selfIn(await sendRaw(port, `http://u:p@bank.test${PUBLIC}`, 'b'))).toBe(url + PUBLIC)
  expect(await sendRaw(port, 'http://bank.test', 'b')).toMatch(/^HTTP\/1.1 404 /u)
})

test.each([
  '?filter=institution.tier.eq(%274%27)',
  "?filter=institution.tier.eq('4')&x=%2e%2E/..//;a&x=%00",
  '?a=%C3%A4&b=[|]^`{}',
])('the bank receives path and query unchanged: %s', async (query) => {
  const { port, url } = await serveForTest()
  expect(selfIn(await sendRaw(port, PUBLIC + query, 'localhost'))).toBe(`http://localhost${PUBLIC}${query}`)
  expect((await fetch(url + PUBLIC + query)).status).toBe(200)
})

test.each([
  '/public/./institutions',
  '/public/x/../institutions',
  '//public/institutions',
  '/public\\institutions',
  '*',
  '/%',
])('an unknown path is 404 and is not normalized: %s', async (target) => {
  const { port } = await serveForTest()
  expect(await sendRaw(port, target, 'localhost')).toMatch(/^HTTP\/1.1 404 .*"resource-not-found"/su)
})

test('a connection is reused, also after responses without a body', async () => {
  const { port } = await serveForTest()
  const { send, until } = openRaw(port)
  for (const [method, status] of [
    ['GET', 401],
    ['HEAD', 401],
    ['OPTIONS', 204],
    ['DELETE', 405],
  ] as const) {
    send(requestText('/jobs/x', 'Host: h').replace('GET', method))
    await until(`HTTP/1.1 ${status}`)
  }
  send(requestText(PUBLIC, 'Host: again.test'))
  const came = await until(`"self":"http://again.test${PUBLIC}"`)
  expect(came.match(/HTTP\/1.1 \d+/gu)).toStrictEqual([401, 401, 204, 405, 200].map((status) => `HTTP/1.1 ${status}`))
})

test('a body that is too large gets 413, and the server continues', async () => {
  const { url } = await serveForTest()
  const body = new Uint8Array(3_000_000)
  const plain = await fetch(`${url}/users`, { method: 'POST', headers: JSON_HEADERS, body })
  expect([plain.status, await plain.json()]).toMatchObject([413, { data: [{ code: 'request-too-large' }] }])
  const pieces = new ReadableStream({
    pull: (stream) => stream.enqueue(new Uint8Array(100_000)),
  })
  const chunked = await fetch(`${url}/users`, { method: 'POST', body: pieces, duplex: 'half' } as object).then(
    ({ status }) => status,
    () => 413,
  )
  expect(chunked).toBe(413)
  expect((await fetch(url + PUBLIC)).status).toBe(200)
})

test('a chunked body is read', async () => {
  const { url } = await serveForTest()
  const body = new ReadableStream({
    start: (stream) => {
      for (const part of ['scope=', 'CLIENT', '_ACCESS']) stream.enqueue(new TextEncoder().encode(part))
      stream.close()
    },
  })
  const init = { method: 'POST', headers: TOKEN_HEADERS, body, duplex: 'half' } as object
  expect((await fetch(`${url}/token`, init)).status).toBe(200)
})

test('a reset ends the connection without sending a byte', async () => {
  const { url, port } = await serveForTest({ control: true })
  await setFault(url, { fault: 'reset' })
  expect(await sendRaw(port, PUBLIC, 'h')).toBe('')
  await setFault(url, { fault: 'lost-answer' })
  await expect(fetch(url + PUBLIC)).rejects.toThrow('fetch failed')
  expect((await fetch(url + PUBLIC)).status).toBe(200)
})

test('a truncated response ends in the middle of its body', async () => {
  const { url, port } = await serveForTest({ control: true })
  await setFault(url, { fault: 'truncated', times: 2 })
  const connection = openRaw(port)
  connection.send(requestText(PUBLIC, 'Host: h'))
  const came = await connection.ended
  const declared = Number(/content-length: (\d+)/iu.exec(came)?.[1])
  expect(came.split('\r\n\r\n')[1]).toHaveLength(Math.floor(declared / 2))
  await expect(fetch(url + PUBLIC).then((response) => response.text())).rejects.toThrow('terminated')
})

test('an empty response keeps the connection open', async () => {
  const { url, port } = await serveForTest({ control: true })
  await setFault(url, { fault: 'empty' })
  const { send, until } = openRaw(port)
  send(requestText(PUBLIC, 'Host: h'))
  expect(await until('\r\n\r\n')).toMatch(/content-length: 0\r\n/u)
  send(requestText(PUBLIC, 'Host: h'))
  expect(await until('"totalCount"')).toContain('HTTP/1.1 200')
})

test('a delay ends when the client disconnects, and the request still takes effect', async () => {
  let reached = (): void => undefined
  const waiting = new Promise<void>((resolve) => {
    reached = resolve
  })
  const sleep = (_: number, signal: AbortSignalLike) =>
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', resolve)
      reached()
    })
  let answered = (_: AccessLogEntry): void => undefined
  const { url, port, bank } = await serveForTest({
    control: true,
    clock: { now: () => 0, sleep },
    onRequest: (entry) => answered(entry),
  })
  await setFault(url, { fault: 'delay', ms: 600_000 })
  const logged = new Promise<AccessLogEntry>((resolve) => {
    answered = resolve
  })
  const { send, hangUp } = openRaw(port)
  send(requestText(PUBLIC, 'Host: h'))
  await waiting
  expect(bank.served()).toBe(0)
  hangUp()
  expect({ path: (await logged).path, served: bank.served() }).toStrictEqual({ path: PUBLIC, served: 1 })
})

test('the URL has the actual port, which a second server cannot use', async () => {
  const { port, url } = await serveForTest()
  expect(url).toBe(`http://127.0.0.1:${port}`)
  const second = await serveMemoryBank(createMemoryBank(), { port })()
  expect(second).toStrictEqual(
    E.left({
      _tag: 'NotServed',
      field: 'port',
      reason: 'in-use',
      code: 'EADDRINUSE',
      message: `port: ${port} is in use; stop the other process, or give another port; 0 picks a free one`,
    }),
  )
})

test.each([
  [{ port: 65_536 }, 'port', 'not-valid'],
  [{ port: -1 }, 'port', 'not-valid'],
  [{ port: 1.5 }, 'port', 'not-valid'],
  [{ port: Number.NaN }, 'port', 'not-valid'],
  [{ host: '' }, 'host', 'not-valid'],
  [{ host: '203.0.113.7' }, 'host', 'not-here'],
  [{ host: 'nobody.invalid' }, 'host', 'not-here'],
] as const)('invalid listen options %j fail with the option and the reason', async (options, field, reason) => {
  const served = await serveMemoryBank(createMemoryBank(), options)()
  expect(served).toMatchObject(
    E.left({ _tag: 'NotServed', field, reason, message: expect.stringMatching(new RegExp(`^${field}: .*give `, 'u')) }),
  )
})

test.each([
  ['EACCES', 'port', 'not-permitted', 'port: 80 is not permitted; give a port above 1023; 0 picks a free one'],
  ['EMFILE', 'host', 'unknown', 'host: cannot listen on "h" port 80 (EMFILE); try 127.0.0.1 and port 0'],
  [null, 'host', 'unknown', 'host: cannot listen on "h" port 80 (no code); try 127.0.0.1 and port 0'],
] as const)('the system error %s is reported with the option to change', (code, field, reason, message) => {
  expect(serveFailure(code, 'h', 80)).toStrictEqual({ _tag: 'NotServed', field, reason, code, message })
})

test('a server on 0.0.0.0 reports a URL that clients can reach', async () => {
  const { url } = await serveForTest({ host: '0.0.0.0' })
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u)
  expect((await fetch(url + PUBLIC)).status).toBe(200)
})

test('close ends idle connections at once and stops listening', async () => {
  const never = { now: () => 0, sleep: () => new Promise<void>(() => undefined) }
  const { port, url, close } = await serveForTest({ clock: never })
  const idle = openRaw(port)
  idle.send(requestText(PUBLIC, 'Host: h'))
  await idle.until('"totalCount"')
  const closed = close()
  await idle.ended
  await closed
  expect(close()).toBe(closed)
  await expect(fetch(url + PUBLIC)).rejects.toThrow('fetch failed')
})

/** A server with a pending request, which ends on `release`. */
const serveWithPending = async () => {
  const delay = createAbortController()
  const grace = createAbortController()
  const waitFor = ({ signal }: typeof delay) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', resolve)
    })
  let reached = (): void => undefined
  const waiting = new Promise<void>((resolve) => {
    reached = resolve
  })
  const sleep = (ms: number) => {
    if (ms === 2_000) return waitFor(grace)
    reached()
    return waitFor(delay)
  }
  const served = await serveForTest({ control: true, clock: { now: () => 0, sleep } })
  await setFault(served.url, { fault: 'delay', ms: 1 })
  const running = openRaw(served.port)
  running.send(requestText(PUBLIC, 'Host: h'))
  await waiting
  return { ...served, running, release: delay.abort, endGrace: grace.abort }
}

test('close lets the running request finish with connection: close', async () => {
  const { close, release, running } = await serveWithPending()
  const closed = close()
  release()
  const came = await running.ended
  await closed
  expect(came).toMatch(/^connection: close\r$/imu)
  expect(came).toMatch(/"totalCount":8.*\}$/u)
})

test('close waits for a running request no longer than the grace period', async () => {
  const { close, release, endGrace, running } = await serveWithPending()
  const closed = close()
  endGrace()
  await closed
  expect(await running.ended).toBe('')
  release()
})

test('close ends connections with an incomplete request', async () => {
  const { port, close } = await serveForTest({ clock: createVirtualClock() })
  const half = openRaw(port)
  half.send('GET /public/institutions HTTP/1.1\r\nHost: h\r\n')
  const idle = openRaw(port)
  idle.send(requestText(PUBLIC, 'Host: h'))
  await idle.until('"totalCount"')
  await close()
  expect(await half.ended).toBe('')
})
