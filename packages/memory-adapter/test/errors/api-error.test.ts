import { expect, test } from 'vitest'
import {
  CONNECTIONS,
  connect,
  createTestClient,
  gavin,
  problemOf,
  tokenIn,
  tokenRequest,
  waitUntilOver,
  withToken,
} from '../test-client.ts'

const hooli = { institution: { id: 'AU00000' } }
const notSupplied = { status: 400, code: 'parameter-not-supplied', title: 'Required parameter not supplied' }

test.each([
  [
    'no institution',
    gavin,
    {
      ...notSupplied,
      detail: 'Institution ID parameter is required.',
      source: { pointer: 'connection/institution/id', parameter: 'id' },
    },
  ],
  ['no login', { password: 'p', ...hooli }, { ...notSupplied, detail: 'Login ID parameter is required.' }],
  ['no password', { loginId: 'l', ...hooli }, { ...notSupplied, detail: 'Password parameter is required.' }],
  [
    'an empty password',
    { loginId: 'l', password: '', ...hooli },
    { ...notSupplied, detail: 'Password parameter is required.' },
  ],
  [
    'a login for a bank of tokens',
    { ...gavin, institution: { id: 'AU19301' } },
    { ...notSupplied, detail: 'User token parameter is required.' },
  ],
  ['no body', null, { status: 400, code: 'invalid-content', detail: 'Posted connection is not in valid format.' }],
  ['an empty body', {}, { status: 400, code: 'invalid-content', detail: 'Posted connection is not in valid format.' }],
  [
    'a body that is no JSON',
    '{"loginId":',
    { status: 400, code: 'invalid-content', detail: 'Posted connection is not in valid format.' },
  ],
  [
    'a body that is a list',
    [gavin],
    { status: 400, code: 'invalid-content', detail: 'Posted connection is not in valid format.' },
  ],
  [
    'an unknown institution',
    { ...gavin, institution: { id: 'AU99999' } },
    { status: 400, code: 'resource-not-found', detail: 'Requested institution does not exist.' },
  ],
  [
    'an institution that cannot be connected through the web',
    { ...gavin, institution: { id: 'AU90002' } },
    { status: 400, code: 'institution-not-supported' },
  ],
])('a connection with %s is rejected with the documented error', (_, body, expected) => {
  const client = createTestClient()
  expect(problemOf(client.post(CONNECTIONS, body))).toMatchObject(expected)
  expect(client.world()).toMatchObject({ made: 0, connectionCount: 0, jobs: {} })
})

test.each([
  ['GET', '/users/nobody', { status: 404, code: 'resource-not-found', detail: 'Requested user does not exist.' }],
  ['GET', '/users/__proto__', { status: 404, code: 'resource-not-found', detail: 'Requested user does not exist.' }],
  ['GET', '/users/nobody/jobs', { status: 404, detail: 'Requested user does not exist.' }],
  ['GET', '/users/nobody/accounts', { status: 404, detail: 'Requested user does not exist.' }],
  ['GET', '/users/nobody/transactions', { status: 404, detail: 'Requested user does not exist.' }],
  ['GET', '/users/nobody/connections', { status: 404, detail: 'Requested user does not exist.' }],
  ['POST', '/users/nobody/connections', { status: 404, detail: 'Requested user does not exist.' }],
  ['POST', '/users/nobody/connections/refresh', { status: 404, detail: 'Requested user does not exist.' }],
  ['GET', '/users/user-1/connections/none', { status: 404, detail: 'Requested resource is not found' }],
  ['POST', '/users/user-1/connections/none/refresh', { status: 404, detail: 'Requested resource is not found' }],
  ['DELETE', '/users/user-1/connections/none', { status: 404, detail: 'Requested resource is not found' }],
  ['GET', '/users/user-1/accounts/none', { status: 404, detail: 'Requested resource is not found' }],
  ['GET', '/jobs/none', { status: 404, code: 'resource-not-found', detail: 'Requested job does not exist.' }],
  ['GET', '/jobs/a%20b', { status: 400, code: 'parameter-not-valid', detail: 'Job ID value is not valid' }],
  ['GET', '/jobs/', { status: 400, code: 'parameter-not-valid', detail: 'Job ID value is not valid' }],
  ['GET', '/institutions/AU99999', { status: 404, detail: 'Requested institution does not exist.' }],
  ['GET', '/nowhere', { status: 404, code: 'resource-not-found' }],
  ['GET', '/users/%E0%A4%A/jobs', { status: 404, code: 'resource-not-found' }],
  ['GET', 'users', { status: 404, code: 'resource-not-found' }],
  ['GET', '', { status: 404, code: 'resource-not-found' }],
  ['PATCH', '/users/user-1', { status: 405, code: 'method-not-allowed' }],
  ['POST', '/users', { status: 400, code: 'invalid-content' }],
])('%s %s is rejected with the documented error', (method, path, expected) => {
  const client = createTestClient()
  const response = client.send(withToken(tokenIn(client.send(tokenRequest())), path, method))
  expect(problemOf(response)).toMatchObject(expected)
})

test('a user without e-mail and mobile is rejected with the recorded error', () => {
  expect(problemOf(createTestClient().post('/users', { firstName: 'A' }))).toStrictEqual({
    ...notSupplied,
    detail: "One of 'email' or 'mobile' is required.",
    source: {},
  })
})

test.each([
  ['limit=0', 'Limit value is not valid'],
  ['limit=-1', 'Limit value is not valid'],
  ['limit=ten', 'Limit value is not valid'],
  ['limit=501', 'Maximum limit allowed is 500'],
  ['next=nonsense', 'Next value is not valid'],
  ['next=', 'Next value is not valid'],
  ["filter=transaction.postDate.eq('2026-02-30')", 'PostDate is not valid'],
  ["filter=transaction.postDate.gt('yesterday')", 'PostDate is not valid'],
  ["filter=transaction.colour.eq('red')", 'The provided filter parameter is in invalid format or unsupported'],
  ["filter=account.id.gt('a')", 'The provided filter parameter is in invalid format or unsupported'],
  ['filter=account.id', 'The provided filter parameter is in invalid format or unsupported'],
  ["filter=account.id.eq('a'),", 'The provided filter parameter is in invalid format or unsupported'],
  ["filter=__proto__.eq('a')", 'The provided filter parameter is in invalid format or unsupported'],
])('transactions with %s are rejected: %s', (query, detail) => {
  const response = createTestClient().get(`/users/user-1/transactions?${query}`)
  expect(problemOf(response)).toMatchObject({ status: 400, code: 'parameter-not-valid', detail })
})

test.each([
  ['/users/user-1/jobs', "job.id.eq('1')"],
  ['/users/user-1/jobs', "connection.id.ne('1')"],
  ['/users/user-1/connections', "connection.id.eq('1')"],
  ['/users/user-1/accounts', "status.eq('1')"],
  ['/institutions', "institution.name.eq('Hooli')"],
  ['/institutions', "institution.stage.in('live','beta')"],
])('%s rejects the filter %s', (path, filter) => {
  const response = createTestClient().get(`${path}?filter=${encodeURIComponent(filter)}`)
  expect(response.status).toBe(400)
})

test('a body of another type than JSON gets 415', () => {
  const client = createTestClient()
  const headers = { authorization: `Bearer ${tokenIn(client.send(tokenRequest()))}`, 'content-type': 'text/plain' }
  const response = client.send({ method: 'POST', path: CONNECTIONS, headers, body: 'loginId=me' })
  expect(problemOf(response)).toMatchObject({ status: 415, code: 'unsupported-content-type' })
  const get = { method: 'GET', path: '/institutions', headers: { ...headers, accept: 'text/html' }, body: null }
  expect(problemOf(client.send(get))).toMatchObject({ status: 400, code: 'unsupported-accept' })
})

test('the 501st connection is rejected, and deleting one makes room', () => {
  const client = createTestClient({ connectionsMax: 1 })
  waitUntilOver(client, connect(client))
  const second = { loginId: 'jared', password: 'django', ...hooli }
  expect(problemOf(client.post(CONNECTIONS, second))).toMatchObject({
    status: 403,
    code: 'too-many-sandbox-connections',
    detail: 'Limit reached for sandbox connections.',
  })
  const [connection] = (client.get(CONNECTIONS).body as { readonly data: readonly { readonly id: string }[] }).data
  expect(client.remove(`${CONNECTIONS}/${connection?.id}`).status).toBe(204)
  expect(client.post(CONNECTIONS, second).status).toBe(202)
})

test.each([
  ['absent', undefined],
  ['seconds', '6'],
  ['date', 'Mon, 05 Jan 2026 00:00:10 GMT'],
] as const)('a request above the limit gets 429 with retry-after %s', (retryAfter, expected) => {
  const client = createTestClient({ requestLimit: { requestsMax: 2, windowMs: 10_000 }, undocumented: { retryAfter } })
  const request = { method: 'GET', path: '/public/institutions', headers: {}, body: null }
  expect([client.send(request).status, client.send(request).status]).toStrictEqual([200, 200])
  client.advance(4_000)
  const rejected = client.send(request)
  expect(problemOf(rejected)).toStrictEqual({
    status: 429,
    code: 'too-many-requests',
    title: 'Too many requests',
    detail: 'Query limit reached.',
    source: null,
  })
  expect(rejected.headers['retry-after']).toBe(expected)
  client.advance(6_000)
  expect(client.send(request).status).toBe(200)
})

test('correlation ids differ between requests, and are the same for the same error', () => {
  const errors = [createTestClient(), createTestClient()].map((client) => [
    client.get('/jobs/a').body,
    client.get('/jobs/b').body,
  ])
  const ids = errors.flat().map((body) => (body as { readonly correlationId: string }).correlationId)
  expect(new Set(ids).size).toBe(2)
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
