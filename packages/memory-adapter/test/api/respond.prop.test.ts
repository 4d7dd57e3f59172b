import { createWorld, respond, sandboxLogins } from '@bank-connection/memory-adapter'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CANARY, clientActions, runActions, worldOptions } from '../arbitrary-requests.ts'
import { CONNECTIONS, connect, createTestClient, deepFreeze, MONDAY, tokenIn, tokenRequest } from '../test-client.ts'

/** Long enough for two cores that are busy. */
const TIMEOUT_MS = 60_000

test('the same world, requests and times give the same bytes, and worlds are never mutated', {
  timeout: TIMEOUT_MS,
}, () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(worldOptions, clientActions, (options, turns) => {
      const first = runActions(options, turns)
      const second = runActions(options, turns)
      expect(second.responses).toStrictEqual(first.responses)
      expect(JSON.stringify(second.client.world())).toBe(JSON.stringify(first.client.world()))
      for (const [i, { act }] of turns.entries()) seen.add(`${act} ${first.responses[i]?.slice(0, 13)}`)
    }),
    { numRuns: 300 },
  )
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'create {"status":202',
      'create {"status":200',
      'create {"status":400',
      'answer {"status":202',
      'refresh {"status":202',
      'refresh {"status":200',
      'refresh {"status":404',
      'refreshAll {"status":202',
      'update {"status":202',
      'delete {"status":204',
      'data {"status":200',
    ]),
  )
})

test('a world survives serialization to JSON without any change of behaviour', {
  timeout: TIMEOUT_MS,
}, () => {
  fc.assert(
    fc.property(worldOptions, clientActions, fc.nat({ max: 100_000 }), (options, turns, waitMs) => {
      const { client } = runActions(options, turns)
      const later = client.now() + waitMs
      const request = { method: 'GET', path: '/public/institutions', headers: {}, body: null }
      const copy = JSON.parse(JSON.stringify(client.world())) as ReturnType<typeof createWorld>
      expect(JSON.stringify(respond(copy, later, request))).toBe(
        JSON.stringify(respond(client.world(), later, request)),
      )
      expect(copy).toStrictEqual(client.world())
    }),
    { numRuns: 40 },
  )
})

/** Answers that name institutions as well, and a password that names a parameter: everybody may read these words. */
const PUBLIC: readonly string[] = ['AU00000', 'Hooli', 'Basiq', 'password']

/** Every password, token and answer of the sandbox; one of four characters, which an id may have, as a JSON value. */
const publishedSecrets: readonly string[] = sandboxLogins
  .flatMap(({ password, userToken, challenge }) => [password, userToken, ...(challenge?.answers ?? [])])
  .flatMap((secret) => (secret === undefined || PUBLIC.includes(secret) ? [] : [secret]))
  .map((secret) => (secret.length > 4 ? secret : JSON.stringify(secret)))

test('no secret is in the world or in any response', { timeout: TIMEOUT_MS }, () => {
  const secrets = [CANARY, ...publishedSecrets]
  let created = 0
  let answered = 0
  fc.assert(
    fc.property(worldOptions, clientActions, (options, turns) => {
      const { responses, client } = runActions(options, turns)
      const kept = JSON.stringify(client.world())
      expect(
        secrets.filter((secret) => kept.includes(secret) || responses.some((text) => text.includes(secret))),
      ).toStrictEqual([])
      created += kept.split('"intent"').length - 1
      answered += kept.split('"right":').length - 1
    }),
    { numRuns: 250 },
  )
  expect(created).toBeGreaterThan(100)
  expect(answered).toBeGreaterThan(5)
})

test('logins and API keys of the options are not readable in the world', () => {
  const kept = JSON.stringify(
    createWorld({
      apiKey: CANARY,
      logins: [
        {
          loginId: 'me',
          password: `${CANARY}-1`,
          holder: 'Me',
          challenge: {
            method: 'token',
            description: 'd',
            prompts: ['p'],
            answers: [`${CANARY}-2`],
            alsoRight: [[`${CANARY}-3`]],
          },
          failure: null,
        },
      ],
    }),
  )
  expect(kept).toContain('"Me"')
  expect(kept).not.toContain(CANARY)
})

test('every request gets a response', { timeout: TIMEOUT_MS }, () => {
  const world = deepFreeze(createWorld())
  const token = tokenIn(respond(world, MONDAY, tokenRequest())[1])
  const headers = fc.oneof(
    { weight: 3, arbitrary: fc.constant({ authorization: `Bearer ${token}` }) },
    fc.dictionary(fc.constantFrom('authorization', 'basiq-version', 'content-type', 'accept'), fc.string()),
  )
  const known = fc.constantFrom(
    '/token',
    '/public/institutions',
    '/institutions',
    '/users',
    '/users/user-1',
    '/users//connections',
    '/users/user-1/connections',
    '/users/user-1/transactions',
    '/users/user-1/accounts',
  )
  const path = fc.oneof(
    known,
    fc
      .tuple(known, fc.constantFrom('?filter=', '?limit=', '?next=', '?', '/'), fc.string())
      .map((parts) => parts.join('')),
    fc.webPath().map((rest) => `/users${rest}`),
    fc.string(),
  )
  const method = fc.oneof(fc.constantFrom('GET', 'POST', 'DELETE'), fc.string())
  const statuses = new Set<number>()
  fc.assert(
    fc.property(fc.record({ method, path, headers, body: fc.anything() }), (request) => {
      const [, { status, body }] = respond(world, MONDAY, request)
      statuses.add(status)
      expect(status >= 200 && status < 500).toBe(true)
      expect(() => JSON.stringify(body)).not.toThrow()
    }),
    { numRuns: 300 },
  )
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 404, 405]))
})

test.each([8.64e15, 8.64e15 + 1, -9e15, 1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])(
  'at any time at all, such as %d, a whole connection is answered',
  (startAt) => {
    const client = createTestClient({}, startAt)
    const jobId = connect(client, 'AU00000')
    const paths = [`/jobs/${jobId}`, '/users/user-1/jobs', CONNECTIONS, '/users/user-1/transactions']
    const seen = paths.map((path) => client.get(path))
    expect(seen.map(({ status }) => status)).toStrictEqual([200, 200, 200, 200])
    expect(JSON.stringify(seen)).not.toContain('undefined')
    const limited = createTestClient(
      { requestLimit: { requestsMax: 0, windowMs: 5 }, undocumented: { retryAfter: 'date' } },
      startAt,
    )
    const { status, headers } = limited.send({ method: 'GET', path: '/institutions', headers: {}, body: null })
    expect(status).toBe(429)
    expect(headers['retry-after']).toMatch(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} [+-]?\d+ \d\d:\d\d:\d\d GMT$/)
  },
)

test('a path with a lone surrogate is 404', () => {
  expect(createTestClient().get('/users/\ud800').status).toBe(404)
  expect(createTestClient().get("/users/user-1/accounts?filter=account.id.ne('\udc00')").status).toBe(404)
})

test.each(['\ud800', 'a/b', '', '..', 'a b'])('a world rejects the user id %o', (id) => {
  expect(() => createWorld({ users: [id] })).toThrow('users must be ids that are valid in a URL path')
})
