import { createMemoryBank, createWorld, respond, type World } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { encodeBase64Url } from '../../src/world/base64.ts'
import { digest } from '../../src/world/hash.ts'
import { createTestClient, MONDAY, problemOf, tokenIn, tokenRequest, withToken } from '../test-client.ts'

test('a token response states a lifetime of one hour', () => {
  const { status, body } = createTestClient().send(tokenRequest())
  expect(status).toBe(200)
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
})

test('a token request without a scope gets a server token', () => {
  const client = createTestClient()
  const token = tokenIn(client.send({ ...tokenRequest(), body: {} }))
  expect(client.send(withToken(token, '/users/user-1/jobs')).status).toBe(200)
})

const versionSource = { parameter: 'basiq-version', pointer: 'header/basiq-version' }
const keySource = { parameter: 'authorization', pointer: 'header/authorization' }
const notValid = { code: 'parameter-not-valid', title: 'Required parameter not valid' }

test.each([
  [
    'no version',
    { 'basiq-version': '' },
    {
      status: 400,
      ...notValid,
      detail: 'Basiq-version must be specified in HTTP request header',
      source: versionSource,
    },
  ],
  [
    'an unsupported version',
    { 'basiq-version': '0.9' },
    {
      status: 400,
      ...notValid,
      detail: 'Version 0.9 is no longer supported. Please upgrade to the latest version',
      source: versionSource,
    },
  ],
  [
    'no key',
    { authorization: '' },
    { status: 400, ...notValid, detail: 'Authorization header parameter is required', source: keySource },
  ],
  [
    'a key encoded twice',
    { authorization: `Basic ${btoa(tokenRequest().headers['authorization']?.slice(6) ?? '')}` },
    { status: 400, ...notValid, detail: 'Invalid authorization header', source: keySource },
  ],
  [
    'an unknown key',
    { authorization: `Basic ${btoa('somebody:else')}` },
    {
      status: 404,
      code: 'parameter-not-valid',
      title: 'We have encountered an error',
      detail: 'Unable to authenticate. Please, check your API key',
    },
  ],
])('a token request with %s is rejected with the documented error', (_, headers, expected) => {
  const request = tokenRequest()
  const response = createTestClient().send({ ...request, headers: { ...request.headers, ...headers } })
  expect(problemOf(response)).toStrictEqual(expected)
})

test('a malformed token is rejected with 401', () => {
  expect(problemOf(createTestClient().send(withToken('a.b.c')))).toStrictEqual({
    status: 401,
    code: 'invalid-authorization-token',
    title: 'Invalid authorization token.',
  })
})

test('a token with modified claims is rejected with 401', () => {
  const client = createTestClient()
  const token = tokenIn(client.send(tokenRequest('CLIENT_ACCESS')))
  const [header, claims = '', signature] = token.split('.')
  const forged = btoa(atob(claims).replace('CLIENT_ACCESS', 'SERVER_ACCESS')).replaceAll('=', '')
  const response = client.send(withToken(`${header}.${forged}.${signature}`, '/users/user-1/jobs'))
  expect(response.status).toBe(401)
})

test('a token is valid to its last millisecond, and then rejected with 403', () => {
  const client = createTestClient({}, MONDAY)
  const token = tokenIn(client.send(tokenRequest()))
  const request = withToken(token)
  client.advance(3_599_999)
  expect(client.send(request).status).toBe(200)
  client.advance(1)
  expect(problemOf(client.send(request))).toStrictEqual({
    status: 403,
    code: 'access-denied',
    title: 'Access denied.',
    detail: 'Token has expired',
    source: null,
  })
})

const forbidden = 'forbidden-access'
const SERVER = 'SERVER_ACCESS'
const CLIENT = 'CLIENT_ACCESS'

test.each([
  ['GET', '/institutions', [SERVER, CLIENT]],
  ['GET', '/institutions/AU00000', [SERVER, CLIENT]],
  ['POST', '/users', [SERVER]],
  ['GET', '/users/user-1', [SERVER, CLIENT]],
  ['DELETE', '/users/user-1', [SERVER]],
  ['GET', '/users/user-1/connections', [SERVER]],
  ['POST', '/users/user-1/connections', [SERVER, CLIENT]],
  ['GET', '/users/user-1/connections/c', [SERVER, CLIENT]],
  ['POST', '/users/user-1/connections/c', [SERVER, CLIENT]],
  ['DELETE', '/users/user-1/connections/c', [SERVER]],
  ['POST', '/users/user-1/connections/refresh', [SERVER]],
  ['POST', '/users/user-1/connections/c/refresh', [SERVER]],
  ['GET', '/users/user-1/jobs', [SERVER]],
  ['GET', '/jobs/j', [SERVER, CLIENT]],
  ['POST', '/jobs/j/mfa', [CLIENT]],
  ['GET', '/users/user-1/accounts', [SERVER]],
  ['GET', '/users/user-1/transactions', [SERVER]],
  ['GET', '/users/user-1/transactions/t', [SERVER]],
] as const)('%s %s accepts only tokens with the scopes %j', (method, path, scopes) => {
  const accepted = ([SERVER, CLIENT] as const).filter((scope) => {
    const client = createTestClient()
    const token = tokenIn(client.send(tokenRequest(scope)))
    const response = client.send(withToken(token, path, method))
    return response.status < 300 || (problemOf(response) as { readonly code?: string }).code !== forbidden
  })
  expect(accepted).toStrictEqual(scopes)
})

test.each([
  ['2.0', 'POST', '/jobs/j/mfa', CLIENT],
  ['2.0', 'GET', '/users/user-1/jobs', SERVER],
  ['3.0', 'POST', '/users/user-1/connections', SERVER],
  ['3.0', 'GET', '/institutions', SERVER],
] as const)('a token of version %s gets 404 for %s %s', (version, method, path, scope) => {
  const client = createTestClient()
  const token = tokenIn(client.send(tokenRequest(scope, version)))
  const response = client.send(withToken(token, path, method))
  expect(problemOf(response)).toMatchObject({ status: 404, detail: 'Route not found for this API version.' })
})

test('the public institutions need no token', () => {
  const response = createTestClient().send({ method: 'GET', path: '/public/institutions', headers: {}, body: null })
  expect(response).toMatchObject({ status: 200, body: { totalCount: 8 } })
})

test.each(['0.5', '1.1', '9.9'])('version %s is rejected', (version) => {
  expect(problemOf(createTestClient().send(tokenRequest('SERVER_ACCESS', version)))).toStrictEqual({
    status: 400,
    ...notValid,
    detail: 'Basiq-version value is not valid',
    source: versionSource,
  })
})

test.each(['', 'server_access', 'ALL', 5, null])('scope %o is rejected', (scope) => {
  expect(problemOf(createTestClient().send({ ...tokenRequest(), body: { scope } }))).toStrictEqual({
    status: 400,
    ...notValid,
    detail: 'Scope value is not valid',
    source: { parameter: 'scope' },
  })
})

test.each(['scope=CLIENT_ACCESS', ['scope'], 5])('the unparsed form %o is rejected', (body) => {
  expect(problemOf(createTestClient().send({ ...tokenRequest(), body }))).toMatchObject({
    status: 400,
    code: 'invalid-content',
  })
})

test('a token of a bank with the same seed but another key is rejected', () => {
  const key = btoa('an:other')
  const token = tokenIn(createTestClient({ apiKey: key }).send(tokenRequest('SERVER_ACCESS', '2.1', key)))
  expect(createTestClient().send(withToken(token)).status).toBe(401)
  expect(createTestClient({ apiKey: key }).send(withToken(token)).status).toBe(200)
})

/** A token with a valid signature, which requires the seed and the digest of the key. */
const forge = ({ setup }: World, claims: string): string => {
  const signed = `${encodeBase64Url('{}')}.${encodeBase64Url(claims)}`
  return `${signed}.${digest(setup.seed, 'signature', setup.apiKey, signed)}`
}

test.each([
  ['null', 'null'],
  ['not JSON', '{'],
  ['an array', '[]'],
  ['without a scope', '{"version":"2.1","exp":99999999999}'],
  ['with an unknown scope', '{"scope":"ALL","version":"2.1","exp":99999999999}'],
  ['without a version', '{"scope":"SERVER_ACCESS","exp":99999999999}'],
  ['with an expiry that is a string', '{"scope":"SERVER_ACCESS","version":"2.1","exp":"99999999999"}'],
])('a token with a valid signature whose claims are %s is rejected with 401', (_, claims) => {
  const world = createWorld()
  expect(respond(world, MONDAY, withToken(forge(world, claims)))[1].status).toBe(401)
  const valid = forge(world, '{"scope":"SERVER_ACCESS","version":"2.1","exp":99999999999}')
  expect(respond(world, MONDAY, withToken(valid))[1].status).toBe(200)
})

test('a token issued in the middle of a second is valid for a whole hour', () => {
  const client = createTestClient({}, MONDAY + 999)
  const token = tokenIn(client.send(tokenRequest()))
  client.advance(3_599_999)
  expect(client.send(withToken(token)).status).toBe(200)
})

test('the option apiKey accepts any key except an empty one', async () => {
  const bank = createMemoryBank({ apiKey: 'secret' })
  expect((await bank.handle(tokenRequest('SERVER_ACCESS', '2.1', 'secret'))).status).toBe(200)
  expect((await bank.handle(tokenRequest('SERVER_ACCESS', '2.1', 'guess'))).status).toBe(400)
  expect(() => createMemoryBank({ apiKey: '' })).toThrow(/^apiKey must be /u)
})
