import { createMemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { type AccessLogEntry, createBankHandler as handlerOfServer } from '@bank-connection/sandbox'
import { createBankHandler } from '@bank-connection/sandbox/handler'
import { expect, test } from 'vitest'
import {
  CONNECTIONS,
  createHandlerClient,
  errorIn,
  gavin,
  type Init,
  JSON_HEADERS,
  ORIGIN,
  TOKEN_HEADERS,
  tokenIn,
} from './handler-client.ts'

const post = (body: string, headers: Readonly<Record<string, string>> = {}): Init => ({ method: 'POST', headers, body })

const form = 'application/x-www-form-urlencoded'

test.each([
  ['a form', 'scope=CLIENT_ACCESS', { 'content-type': form }],
  ['a form with a charset', 'scope=CLIENT_ACCESS', { 'Content-Type': `${form.toUpperCase()} ; charset=UTF-8` }],
  ['JSON', '{"scope":"CLIENT_ACCESS"}', JSON_HEADERS],
  ['JSON with a charset', '{"scope":"CLIENT_ACCESS"}', { 'CONTENT-TYPE': 'application/json; charset=utf-8' }],
  ['a form with two scopes', 'scope=ALL&scope=CLIENT_ACCESS', { 'content-type': form }],
])('a token request with %s gets a token with the requested scope', async (_, body, headers) => {
  const { send } = createHandlerClient()
  const response = await send('/token', post(body, { ...TOKEN_HEADERS, ...headers }))
  expect(response.status).toBe(200)
  const [, claims = ''] = ((await tokenIn(response)) ?? '').split('.')
  expect(JSON.parse(atob(claims))).toMatchObject({ scope: 'CLIENT_ACCESS', version: '2.1' })
})

test.each([
  ['an empty form', '', { 'content-type': form }],
  ['empty JSON', '{}', JSON_HEADERS],
])('a token request with %s gets a server token', async (_, body, headers) => {
  const response = await createHandlerClient().send('/token', post(body, { ...TOKEN_HEADERS, ...headers }))
  const [, claims = ''] = ((await tokenIn(response)) ?? '').split('.')
  expect(JSON.parse(atob(claims))).toMatchObject({ scope: 'SERVER_ACCESS' })
})

test('a token request with a form but without a content type gets a token', async () => {
  const { send } = createHandlerClient()
  const body = new TextEncoder().encode('scope=CLIENT_ACCESS')
  const response = await send('/token', { method: 'POST', headers: TOKEN_HEADERS, body })
  const [, claims = ''] = ((await tokenIn(response)) ?? '').split('.')
  expect(JSON.parse(atob(claims))).toMatchObject({ scope: 'CLIENT_ACCESS' })
})

test('responses are JSON, with its content type, and readable by any web page', async () => {
  const response = await createHandlerClient().send('/public/institutions')
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/json',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'retry-after',
  })
  expect(await response.json()).toMatchObject({ totalCount: 8, links: { self: `${ORIGIN}/public/institutions` } })
})

test('creating a connection returns 202, and deleting it 204 without a body', async () => {
  const { send, bearer } = createHandlerClient()
  const authorization = await bearer()
  const body = JSON.stringify({ ...gavin, institution: { id: 'AU00000' } })
  const created = await send(CONNECTIONS, post(body, { ...JSON_HEADERS, authorization }))
  expect(created.status).toBe(202)
  const { data } = (await (await send(CONNECTIONS, { headers: { authorization } })).json()) as {
    readonly data: readonly { readonly id: string }[]
  }
  const deleted = await send(`${CONNECTIONS}/${data[0]?.id}`, { method: 'DELETE', headers: { authorization } })
  expect(deleted.status).toBe(204)
  expect(await deleted.text()).toBe('')
  expect(deleted.headers.get('content-type')).toBeNull()
})

test('path and query reach the bank unchanged', async () => {
  const { send, bearer } = createHandlerClient()
  const path = "/users/user-1/accounts?filter=account.id.eq('a%20b')&filter=account.id.eq(%27c+d%27)&x=%C3%A4"
  const response = await send(path, { headers: { authorization: await bearer() } })
  expect(await response.json()).toMatchObject({ data: [], links: { self: ORIGIN + path.replaceAll("'", '%27') } })
})

test.each([
  ['malformed JSON', CONNECTIONS, '{"loginId":', JSON_HEADERS, 400, 'invalid-content'],
  ['malformed JSON for a user', '/users', 'nonsense', JSON_HEADERS, 400, 'invalid-content'],
  ['a form instead of JSON', '/users', 'email=a', { 'content-type': form }, 415, 'unsupported-content-type'],
  ['another type', '/users', '<a/>', { 'content-type': 'text/xml' }, 415, 'unsupported-content-type'],
  ['an unknown path', '/nowhere', '{}', JSON_HEADERS, 404, 'resource-not-found'],
  ['a malformed encoding of the path', '/users/%E0%A4', '{}', JSON_HEADERS, 404, 'resource-not-found'],
  ['an unsupported method', '/institutions', '{}', JSON_HEADERS, 405, 'method-not-allowed'],
  ['a body one byte too large', '/users', 'x'.repeat(1_048_577), JSON_HEADERS, 413, 'request-too-large'],
  ['invalid JSON of the maximum size', '/users', 'x'.repeat(1_048_576), JSON_HEADERS, 400, 'invalid-content'],
])('%s gets an error that any web page can read', async (_, path, body, headers, status, code) => {
  const { send, bearer } = createHandlerClient()
  const response = await send(path, post(body, { authorization: await bearer(), ...headers }))
  expect(response.status).toBe(status)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(await errorIn(response)).toMatchObject({ type: 'error', code })
})

test('a body whose content-length is too large is rejected before it is read', async () => {
  let pulls = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull: () => {
        pulls += 1
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { 'content-length': '1048577' }
  const { send } = createHandlerClient()
  const init = { method: 'POST', headers, body, duplex: 'half' }
  expect((await send('/users', init as Init)).status).toBe(413)
  expect(pulls).toBe(0)
})

test('a body whose stream fails gets 400', async () => {
  const body = new ReadableStream({ pull: (stream) => stream.error(new Error('gone')) })
  const response = await createHandlerClient().send('/users', { method: 'POST', body, duplex: 'half' } as Init)
  expect(response.status).toBe(400)
  expect((await errorIn(response))['code']).toBe('invalid-content')
})

test('a body split in the middle of a character is decoded correctly', async () => {
  const { send, bearer } = createHandlerClient()
  const bytes = new TextEncoder().encode('{"email":"jürgen@example.com"}')
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => {
      for (const byte of bytes) stream.enqueue(Uint8Array.of(byte))
      stream.close()
    },
  })
  const headers = { ...JSON_HEADERS, authorization: await bearer() }
  const response = await send('/users', { method: 'POST', headers, body, duplex: 'half' } as Init)
  expect(response.status).toBe(201)
  expect(await response.json()).toMatchObject({ email: 'jürgen@example.com' })
})

test('HEAD gets the response of GET without its body', async () => {
  const response = await createHandlerClient().send('/public/institutions', { method: 'HEAD' })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.text()).toBe('')
  expect((await createHandlerClient().send('/token', { method: 'HEAD' })).status).toBe(405)
})

test.each([
  [CONNECTIONS, 'POST, GET, HEAD, OPTIONS'],
  ['/users/user-1', 'GET, DELETE, HEAD, OPTIONS'],
  ['/token', 'POST, OPTIONS'],
])('at %s, a 405 and OPTIONS allow exactly the methods that do not get 405', async (path, allow) => {
  const { send } = createHandlerClient()
  const methods = ['GET', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PUT']
  const responses = await Promise.all(methods.map((method) => send(path, { method })))
  const rejected = responses.filter(({ status }) => status === 405)
  expect(rejected.map(({ headers }) => headers.get('allow'))).toStrictEqual(rejected.map(() => allow))
  expect(responses[4]?.headers.get('allow')).toBe(allow)
  const accepted = methods.filter((_, i) => responses[i]?.status !== 405)
  expect(accepted).toStrictEqual(methods.filter((method) => allow.split(', ').includes(method)))
})

test('a delayed 405 has the same Allow header', async () => {
  const { send, control } = createHandlerClient({
    control: true,
    clock: { now: () => 0, sleep: async () => undefined },
  })
  await control('faults', { fault: 'delay', ms: 5 })
  expect((await send('/jobs/1', { method: 'PUT' })).headers.get('allow')).toBe('GET, HEAD, OPTIONS')
})

test('a preflight allows any origin and the methods of the API', async () => {
  const response = await createHandlerClient().send(CONNECTIONS, {
    method: 'OPTIONS',
    headers: { origin: 'http://page.test', 'access-control-request-method': 'POST' },
  })
  expect(response.status).toBe(204)
  expect(await response.text()).toBe('')
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET,HEAD,POST,DELETE',
  })
})

test('a preflight allows all requested headers', async () => {
  const requested = 'authorization,basiq-version,traceparent,x-requested-with'
  const response = await createHandlerClient().send(CONNECTIONS, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://page.test',
      'access-control-request-method': 'POST',
      'access-control-request-headers': requested,
    },
  })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-headers')).toBe(requested)
})

test('a handler accepts what fetch accepts: a string, a URL or a Request, with or without init', async () => {
  const handler = createBankHandler(createMemoryBank())
  const url = `${ORIGIN}/token`
  const init = { method: 'POST', headers: TOKEN_HEADERS, body: new URLSearchParams({ scope: 'CLIENT_ACCESS' }) }
  const responses = await Promise.all([
    handler(url, init),
    handler(new URL(url), init),
    handler(new Request(url, init)),
    handler(new Request(url), init),
    handler(`${ORIGIN}/public/institutions`),
  ])
  expect(responses.map(({ status }) => status)).toStrictEqual([200, 200, 200, 200, 200])
})

test.each(['nonsense', '', '/public/institutions', 'http://user:secret@bank.test/'])(
  'for the invalid URL %j a handler resolves with a network error',
  async (input) => {
    const { type, status } = await createBankHandler(createMemoryBank())(input)
    expect({ type, status }).toStrictEqual({ type: 'error', status: 0 })
  },
)

test('both entries export the same createBankHandler', () => {
  expect(createBankHandler).toBe(handlerOfServer)
})

test('OPTIONS returns the methods of a path, and 404 for an unknown path', async () => {
  const { send, bank } = createHandlerClient()
  const known = await send('/users/user-1', { method: 'OPTIONS' })
  const unknown = await send('/nowhere', { method: 'OPTIONS' })
  expect(known.status).toBe(204)
  expect(known.headers.get('allow')).toBe('GET, DELETE, HEAD, OPTIONS')
  expect(unknown.status).toBe(404)
  expect(bank.served()).toBe(1)
})

test('each request is logged with its path template and without secrets', async () => {
  const entries: AccessLogEntry[] = []
  let time = 1_000
  const clock = { now: () => (time += 5), sleep: async () => undefined }
  const { send, bearer } = createHandlerClient({ onRequest: (entry) => entries.push(entry), clock })
  const authorization = await bearer()
  await send(`${CONNECTIONS}?secret=1`, post(JSON.stringify(gavin), { ...JSON_HEADERS, authorization }))
  await send('/no\u00efwhere/at/all?secret=2', { method: 'HEAD' })
  await send(`/${'a'.repeat(500)}`, { method: 'OPTIONS' })
  await send('/_sandbox/world')
  expect(entries).toStrictEqual([
    { at: 1_005, method: 'POST', path: '/token', status: 200, durationMs: 5 },
    { at: 1_015, method: 'POST', path: '/users/{userId}/connections', status: 400, durationMs: 5 },
    { at: 1_025, method: 'HEAD', path: '/no%C3%AFwhere/at/all', status: 404, durationMs: 5 },
    { at: 1_035, method: 'OPTIONS', path: `/${'a'.repeat(199)}`, status: 404, durationMs: 5 },
    { at: 1_045, method: 'GET', path: '/_sandbox/world', status: 404, durationMs: 5 },
  ])
})

test('an onRequest that throws does not affect the response', async () => {
  const onRequest = () => {
    throw new Error('disk full')
  }
  expect((await createHandlerClient({ onRequest }).send('/public/institutions')).status).toBe(200)
})

test('an internal failure gets 500 without its message', async () => {
  const bank = createMemoryBank()
  const handle = () => Promise.reject(new Error(sandboxApiKey))
  const response = await createBankHandler({ ...bank, handle })(new Request(`${ORIGIN}/institutions`))
  const text = await response.text()
  expect(response.status).toBe(500)
  expect(text).toContain('internal-server-error')
  expect(text).not.toContain(sandboxApiKey)
})

test('virtual time does not pass while a body is received', async () => {
  const { send, bank } = createHandlerClient({}, { startAt: 0 })
  void bank.clock.sleep(60_000, { aborted: false, addEventListener: () => 0, removeEventListener: () => 0 })
  const times: number[] = []
  const body = new ReadableStream({
    pull: async (stream) => {
      await new Promise((resolve) => setImmediate(resolve))
      times.push(bank.clock.now())
      stream.close()
    },
  })
  await send('/users', { method: 'POST', body, duplex: 'half' } as Init)
  expect(times).toStrictEqual([0])
})
