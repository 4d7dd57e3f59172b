import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { rawRequest, serveForTest } from '../test-inspector.ts'

/** A built page, with a private file outside of it. */
const builtPage = async (): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'inspector-page-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await mkdir(join(root, 'page/assets'), { recursive: true })
  await writeFile(join(root, 'page/index.html'), '<!doctype html><title>page</title>')
  await writeFile(join(root, 'page/assets/app-1a2b.js'), 'export {}')
  await writeFile(join(root, 'private.txt'), 'private')
  return join(root, 'page')
}

test('the page is served with its files and a strict content security policy', async () => {
  const { get } = await serveForTest({ pageFolder: await builtPage() })
  const [index, script] = [await get('/'), await get('/assets/app-1a2b.js')]
  expect(index.status).toBe(200)
  expect(await index.text()).toBe('<!doctype html><title>page</title>')
  expect(script.status).toBe(200)
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(Object.fromEntries(index.headers)).toMatchObject({
    'content-security-policy': expect.stringMatching(/^default-src 'self'; .*frame-ancestors 'none'$/u),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  })
})

test('without a built page the response names the command that builds it', async () => {
  const { get } = await serveForTest({ pageFolder: '/no/such/folder' })
  const response = await get('/')
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('pnpm inspect')
})

test.each([
  '/../private.txt',
  '/assets/../../private.txt',
  '/%2e%2e/private.txt',
  '/..%2fprivate.txt',
  '/assets/..%5c..%5cprivate.txt',
  '//private.txt',
  '/.%00./private.txt',
])('no path leaves the folder of the page: %s', async (path) => {
  const { url } = await serveForTest({ pageFolder: await builtPage() })
  const { port } = new URL(url)
  const { status, text } = await rawRequest(url, { path, headers: { host: `127.0.0.1:${port}` } })
  expect(status).toBeGreaterThanOrEqual(400)
  expect(text).not.toContain('private')
})

test.each(['evil.example', 'evil.example:4020', '127.0.0.1', 'localhost', '127.0.0.1:1', '[::1]:4020'])(
  'a request with the host "%s" is rejected on every path',
  async (host) => {
    const { url } = await serveForTest()
    for (const path of ['/', '/api/bank', '/api/feed']) {
      const { status, text } = await rawRequest(url, { path, headers: { host } })
      expect([400, 403], path).toContain(status)
      expect(text, path).not.toContain('institutions')
    }
  },
)

test('requests to 127.0.0.1 and localhost with the right port are accepted, and so are their origins', async () => {
  const { url, port } = await serveForTest()
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`]
  for (const host of hosts) expect((await rawRequest(url, { path: '/api/bank', headers: { host } })).status).toBe(200)
  for (const origin of [`http://127.0.0.1:${port}`, `http://localhost:${port}`])
    expect((await fetch(`${url}/api/bank`, { headers: { origin } })).status).toBe(200)
})

test.each(['http://evil.example', 'null', 'http://localhost:3000', 'https://127.0.0.1:4020', 'file://'])(
  'the origin %s can neither read nor send commands',
  async (origin) => {
    const { url, post, get } = await serveForTest()
    const read = await fetch(`${url}/api/feed`, { headers: { origin } })
    const written = await fetch(`${url}/api/bank/fault`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: '{"fault":"reset"}',
    })
    expect(read.status).toBe(403)
    expect(written.status).toBe(403)
    expect(read.headers.get('access-control-allow-origin')).toBeNull()
    expect((await post('/api/bank/clear-faults')).status).toBe(200)
    expect((await get('/api/bank')).status).toBe(200)
  },
)

test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('the method %s is rejected', async (method) => {
  const { url } = await serveForTest()
  const response = await fetch(`${url}/api/connections`, { method })
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('GET, POST')
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp'])(
  'a command with the content type %s, which any page can send, is rejected',
  async (type) => {
    const { url } = await serveForTest()
    const headers = { 'content-type': type }
    const response = await fetch(`${url}/api/bank/clear-faults`, { method: 'POST', headers, body: '{}' })
    expect(response.status).toBe(415)
    expect(await response.json()).toStrictEqual({ problem: 'content-type: send application/json' })
  },
)

test('a body of more than 64 KB is rejected, with and without a content length', async () => {
  const { url, post, port } = await serveForTest()
  const body = JSON.stringify({ login: 'x'.repeat(70_000) })
  const headers = {
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    'transfer-encoding': 'chunked',
  }
  const chunked = await rawRequest(url, { method: 'POST', path: '/api/bank/event', headers }, body)
  expect(chunked.status).toBe(413)
  expect((await post('/api/bank/event', { login: 'x'.repeat(70_000) })).status).toBe(413)
})

/** Tries to open a socket: `open`, or the status of the rejection. */
const socketTo = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url, { headers })
    onTestFinished(() => socket.terminate())
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (_, { statusCode }) => resolve(String(statusCode)))
    socket.on('error', () => undefined)
  })

test('sockets are accepted from services, but not from other origins', async () => {
  const { inspectorUrl, port } = await serveForTest()
  expect(await socketTo(inspectorUrl)).toBe('open')
  expect(await socketTo(inspectorUrl, { origin: `http://localhost:${port}` })).toBe('open')
  expect(await socketTo(inspectorUrl, { origin: 'http://evil.example' })).toBe('403')
  expect(await socketTo(inspectorUrl, { host: 'evil.example' })).toBe('403')
  expect(await socketTo(`${inspectorUrl}/elsewhere`)).toBe('404')
})

test('a client that keeps a rejected socket open does not keep the inspector from closing', async () => {
  const { port, close } = await serveForTest()
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  const rejection = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
  socket.write('GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  expect(await rejection).toContain('403')
  await close()
})

test('sockets above the limit are rejected', async () => {
  const { inspectorUrl } = await serveForTest({ limits: { socketsMax: 1 } })
  expect(await socketTo(inspectorUrl)).toBe('open')
  expect(await socketTo(inspectorUrl)).toBe('503')
})

test('streams above the limit are rejected until one is closed', async () => {
  const { get, stream } = await serveForTest({ limits: { streamsMax: 1, updateMs: 1 } })
  const first = await stream('/api/feed')
  await first.until((events) => events.some(({ type }) => type === 'bank'))
  expect((await get('/api/feed')).status).toBe(409)
  first.close()
  const again = async (): Promise<number> => {
    const response = await get('/api/feed')
    await response.body?.cancel()
    return response.status === 409 ? again() : response.status
  }
  expect(await again()).toBe(200)
})
