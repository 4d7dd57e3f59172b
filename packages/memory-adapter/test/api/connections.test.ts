import { describe, expect, test } from 'vitest'
import {
  CONNECTIONS,
  connect,
  createTestClient,
  dataOf,
  durationsOf,
  gavin,
  idOf,
  isOver,
  problemOf,
  readJob,
  stepOf,
  stepsOf,
  type TestClient,
  waitUntilChallenged,
  waitUntilOver,
} from '../test-client.ts'

interface WireConnection {
  readonly id: string
  readonly status: string
  readonly lastUsed: string
  readonly createdDate: string
}

const hooli = { ...gavin, institution: { id: 'AU00000' } }

const connections = (client: TestClient) => dataOf<WireConnection>(client.get(CONNECTIONS))

/** A client with one connection that is active, and its path. */
const connected = (options: Parameters<typeof createTestClient>[0] = {}, bank = 'AU00000') => {
  const client = createTestClient(options)
  const jobId = connect(client, bank)
  waitUntilOver(client, jobId)
  return { client, jobId, path: `${CONNECTIONS}/${connections(client)[0]?.id}` }
}

describe('creating', () => {
  test('the same twice returns the original job with 200, and no second connection', () => {
    const client = createTestClient()
    const first = client.post(CONNECTIONS, hooli)
    const second = client.post(CONNECTIONS, hooli)
    expect({ first: first.status, second: second.status }).toStrictEqual({ first: 202, second: 200 })
    expect(second.body).toStrictEqual(first.body)
    expect(connections(client)).toHaveLength(1)
  })

  test('the same twice returns the whole job with duplicateBody: job', () => {
    const client = createTestClient({ undocumented: { duplicateBody: 'job' } })
    const id = idOf(client.post(CONNECTIONS, hooli))
    expect(client.post(CONNECTIONS, hooli)).toMatchObject({ status: 200, body: { id, steps: { length: 3 } } })
  })

  test('with other credentials, at another bank, or for another user makes another job', () => {
    const client = createTestClient({ users: ['user-1', 'user-2'] })
    const others = [
      client.post(CONNECTIONS, hooli),
      client.post(CONNECTIONS, { ...hooli, password: 'other' }),
      client.post(CONNECTIONS, { ...hooli, institution: { id: 'AU00001' } }),
      client.post('/users/user-2/connections', hooli),
    ]
    expect(others.map(({ status }) => status)).toStrictEqual([202, 202, 202, 202])
    expect(new Set(others.map(idOf)).size).toBe(4)
  })

  test.each(['refresh', 'update'] as const)('again while a %s runs returns its job', (intent) => {
    const { client, path } = connected()
    const { status, body } = client.post(intent === 'refresh' ? `${path}/refresh` : path, gavin)
    expect(status).toBe(202)
    expect(client.post(CONNECTIONS, hooli)).toMatchObject({ status: 200, body: body as object })
    expect(connections(client)).toHaveLength(1)
  })

  test('again after the end makes a second connection, or is rejected with existingConnection: refused', () => {
    expect(connected().client.post(CONNECTIONS, hooli).status).toBe(202)
    const { client } = connected({ undocumented: { existingConnection: 'refused' } })
    expect(problemOf(client.post(CONNECTIONS, hooli))).toMatchObject({ status: 409, code: 'resource-already-exists' })
  })

  test('again after a failure is never rejected', () => {
    const client = createTestClient({ undocumented: { existingConnection: 'refused' } })
    const erlich = { loginId: 'erlich', password: 'aviato' }
    waitUntilOver(client, connect(client, 'AU00000', erlich))
    expect(client.post(CONNECTIONS, { ...erlich, institution: { id: 'AU00000' } }).status).toBe(202)
  })

  test('is also possible with a client token', () => {
    expect(createTestClient().post(CONNECTIONS, hooli, 'CLIENT_ACCESS').status).toBe(202)
  })

  test.each([
    ['refused', 400],
    ['ignored', 202],
    ['fails', 202],
  ] as const)('without the security code that is asked for: %s', (missingExtra, status) => {
    const client = createTestClient({ undocumented: { missingExtra } })
    const response = client.post(CONNECTIONS, { ...gavin, secondaryLoginId: '1', institution: { id: 'AU90001' } })
    expect(response.status).toBe(status)
  })

  test('without the security code fails at verify-credentials with missingExtra: fails', () => {
    const client = createTestClient({ undocumented: { missingExtra: 'fails' } })
    const jobId = connect(client, 'AU90001')
    waitUntilOver(client, jobId)
    expect(stepOf(client, jobId, 'verify-credentials').result).toMatchObject({ code: 'invalid-credentials' })
  })
})

describe('the same credentials in another connection with a running job', () => {
  const setOff = (options: Parameters<typeof createTestClient>[0], user: string) => {
    const client = createTestClient({ users: ['user-1', 'user-2'], ...options })
    waitUntilOver(client, connect(client))
    waitUntilOver(client, connect(client))
    const [first, second] = connections(client)
    client.post(`${CONNECTIONS}/${first?.id}/refresh`)
    const path = user === 'user-1' ? `${CONNECTIONS}/${second?.id}/refresh` : '/users/user-2/connections'
    const jobId = idOf(client.post(path, hooli))
    const { queuedMs } = durationsOf(client, jobId)
    client.advance(360_000 + queuedMs - 1)
    const before = stepsOf(client, jobId)[0]
    client.advance(1)
    return [before, stepsOf(client, jobId)[0]]
  }
  const paused = ['verify-credentials pending', 'verify-credentials in-progress']
  const unpaused = ['verify-credentials success', 'verify-credentials success']

  test.each([
    ['user', 'user-1', paused],
    ['user', 'user-2', unpaused],
    ['everyone', 'user-1', paused],
    ['everyone', 'user-2', paused],
    ['never', 'user-1', unpaused],
  ] as const)('pause a new job for six minutes: %s, for %s', (sameCredentialsPause, user, expected) => {
    expect(setOff({ undocumented: { sameCredentialsPause } }, user)).toStrictEqual(expected)
  })
})

describe('a connection', () => {
  test('is pending until its credentials are verified, then active', () => {
    const client = createTestClient()
    const jobId = connect(client, 'AU00002')
    const seen = [connections(client)[0]?.status]
    waitUntilChallenged(client, jobId)
    seen.push(connections(client)[0]?.status)
    client.post(`/jobs/${jobId}/mfa`, { 'mfa-response': ['Hooli'] }, 'CLIENT_ACCESS')
    waitUntilOver(client, jobId)
    seen.push(connections(client)[0]?.status)
    expect(seen).toStrictEqual(['pending', 'pending', 'active'])
  })

  test('has status and dates only for server tokens', () => {
    const { client, path } = connected()
    expect(client.get(path).body).toMatchObject({ status: 'active', createdDate: '2026-01-05T00:00:00Z' })
    const forClient = client.get(path, 'CLIENT_ACCESS').body
    expect(forClient).toMatchObject({ type: 'connection', institution: { id: 'AU00000' } })
    expect(Object.keys(forClient as object)).not.toContain('status')
    expect(Object.keys(forClient as object)).not.toContain('createdDate')
    expect(Object.keys(forClient as object)).not.toContain('lastUsed')
  })

  test('shows its accounts and its owner once they are retrieved', () => {
    const client = createTestClient()
    const jobId = connect(client)
    const path = `${CONNECTIONS}/${connections(client)[0]?.id}`
    expect(client.get(path).body).toMatchObject({ profile: null, accounts: { data: [] } })
    waitUntilOver(client, jobId)
    expect(client.get(path).body).toMatchObject({
      profile: { fullName: 'Gavin Belson', firstName: 'Gavin', lastName: 'Belson' },
    })
    const { accounts } = client.get(path).body as { readonly accounts: { readonly data: readonly object[] } }
    expect(accounts.data.length).toBeGreaterThanOrEqual(3)
    expect(accounts.data[0]).not.toHaveProperty('accountHolder')
  })

  test('has mfaEnabled exactly where the bank can open a challenge', () => {
    const client = createTestClient()
    for (const bank of ['AU00000', 'AU00002', 'AU00003']) connect(client, bank)
    const seen = dataOf<{ readonly mfaEnabled: boolean }>(client.get(CONNECTIONS)).map(({ mfaEnabled }) => mfaEnabled)
    expect(seen).toStrictEqual([false, true, true])
  })

  test('can be filtered by id, status and institution', () => {
    const { client, path } = connected()
    connect(client, 'AU00001')
    const id = path.split('/').at(-1)
    const found = [
      `id.eq('${id}')`,
      "status.eq('active')",
      "status.eq('pending')",
      "institution.id.eq('AU00001'),status.eq('active')",
    ].map((filter) => dataOf(client.get(`${CONNECTIONS}?filter=${encodeURIComponent(filter)}`)).length)
    expect(found).toStrictEqual([1, 1, 1, 0])
  })
})

describe('refreshing', () => {
  test('starts a new job for the connection, and updates lastUsed', () => {
    const { client, path, jobId } = connected()
    client.advance(86_400_000)
    const response = client.post(`${path}/refresh`)
    expect(response.status).toBe(202)
    expect(idOf(response)).not.toBe(jobId)
    expect(client.post(`${path}/refresh`)).toMatchObject({ status: 200, body: { id: idOf(response) } })
    expect(connections(client)).toMatchObject([{ status: 'active' }])
    expect(connections(client)[0]?.lastUsed.slice(0, 10)).toBe('2026-01-06')
  })

  test('with credentials known to be invalid is rejected at once, without a job', () => {
    const client = createTestClient()
    waitUntilOver(client, connect(client, 'AU00000', { loginId: 'gavinBelson', password: 'wrong' }))
    const before = client.world()
    const response = client.post(`${CONNECTIONS}/${connections(client)[0]?.id}/refresh`)
    expect(problemOf(response)).toMatchObject({
      status: 400,
      code: 'invalid-credentials',
      detail: 'Cannot login to target institution using supplied credentials. Please check credentials and try again.',
    })
    expect(client.world()).toBe(before)
  })

  test('is possible after another failure', () => {
    const client = createTestClient()
    waitUntilOver(client, connect(client, 'AU00000', { loginId: 'erlich', password: 'aviato' }))
    expect(client.post(`${CONNECTIONS}/${connections(client)[0]?.id}/refresh`).status).toBe(202)
  })

  test('all starts a job for each valid connection, and returns running ones', () => {
    const client = createTestClient()
    waitUntilOver(client, connect(client))
    waitUntilOver(client, connect(client, 'AU00001', { loginId: 'jared', password: 'wrong' }))
    const running = connect(client, 'AU00004')
    const response = client.post(`${CONNECTIONS}/refresh`)
    expect(response).toMatchObject({ status: 202, body: { type: 'list' } })
    const jobs = dataOf<{ readonly id: string; readonly links: { readonly self: string } }>(response)
    expect(jobs).toHaveLength(2)
    expect(jobs.map(({ id }) => id)).toContain(running)
    expect(jobs.every(({ id, links }) => links.self.endsWith(`/jobs/${id}`))).toBe(true)
  })
})

describe('updating', () => {
  const invalid = () => {
    const client = createTestClient()
    waitUntilOver(client, connect(client, 'AU00000', { loginId: 'gavinBelson', password: 'wrong' }))
    return { client, path: `${CONNECTIONS}/${connections(client)[0]?.id}` }
  }

  test('an invalid connection with the right password makes it active', () => {
    const { client, path } = invalid()
    const response = client.post(path, { password: 'hooli2016' })
    expect(response.status).toBe(202)
    expect(connections(client)).toMatchObject([{ status: 'invalid' }])
    waitUntilOver(client, idOf(response))
    expect(connections(client)).toMatchObject([{ status: 'active' }])
  })

  test('with the password of another login fails, and the connection stays invalid', () => {
    const { client, path } = invalid()
    waitUntilOver(client, idOf(client.post(path, { password: 'django' })))
    expect(connections(client)).toMatchObject([{ status: 'invalid' }])
  })

  test('without a password is rejected', () => {
    const { client, path } = invalid()
    expect(problemOf(client.post(path, { securityCode: '1' }))).toMatchObject({
      status: 400,
      code: 'parameter-not-valid',
      detail: 'Password value is not valid',
    })
  })

  test('an active connection with a wrong password makes it invalid', () => {
    const { client, path } = connected()
    waitUntilOver(client, idOf(client.post(path, { password: 'wrong' })))
    expect(connections(client)).toMatchObject([{ status: 'invalid' }])
  })
})

describe('deleting', () => {
  test('removes the connection but not its accounts', () => {
    const { client, path } = connected()
    const before = JSON.stringify(client.get('/users/user-1/accounts').body)
    expect(client.remove(path)).toStrictEqual({ status: 204, headers: {}, body: null })
    expect(client.get(path).status).toBe(404)
    expect(client.remove(path).status).toBe(404)
    expect(connections(client)).toStrictEqual([])
    expect(JSON.stringify(client.get('/users/user-1/accounts').body)).toBe(before)
  })

  test.each([
    ['goes-on', 200],
    ['vanishes', 404],
  ] as const)('while a job is at work: the job %s', (deletedJob, status) => {
    const client = createTestClient({ undocumented: { deletedJob } })
    const jobId = connect(client)
    client.remove(`${CONNECTIONS}/${connections(client)[0]?.id}`)
    expect(client.get(`/jobs/${jobId}`).status).toBe(status)
  })

  test('a user removes all its data', () => {
    const { client, jobId, path } = connected({ undocumented: { deletedJob: 'vanishes' } })
    waitUntilOver(client, idOf(client.post(path, { password: 'wrong' })))
    connect(client, 'AU00001')
    client.remove(`${CONNECTIONS}/${connections(client)[1]?.id}`)
    expect(client.remove('/users/user-1').status).toBe(204)
    expect(client.get(`/jobs/${jobId}`).status).toBe(404)
    expect(client.get('/users/user-1').status).toBe(404)
    expect(client.world()).toMatchObject({ connectionCount: 0 })
    const { users, connections: kept, jobs, attempts } = client.world()
    expect({ users, kept, jobs, attempts }).toStrictEqual({ users: {}, kept: {}, jobs: {}, attempts: {} })
  })
})

test("another user's connection is not found", () => {
  const { client, path } = connected({ users: ['user-1', 'user-2'] })
  expect(client.get(path.replace('user-1', 'user-2')).status).toBe(404)
  expect(client.remove(path.replace('user-1', 'user-2')).status).toBe(404)
})

test('a user can be created, read with its references, and deleted', () => {
  const client = createTestClient()
  const made = client.post('/users', { email: 'gavin@example.com', firstName: 'Gavin' })
  expect(made).toMatchObject({ status: 201, body: { type: 'user', email: 'gavin@example.com' } })
  const path = `/users/${idOf(made)}`
  const jobId = idOf(client.post(`${path}/connections`, hooli))
  waitUntilOver(client, jobId)
  expect(isOver(client, jobId)).toBe(true)
  expect(client.get(path, 'CLIENT_ACCESS').body).toMatchObject({
    connections: { count: 1, data: [{ type: 'connection' }] },
    accounts: { type: 'list' },
    links: { auth_link: null },
  })
  expect(readJob(client, jobId).links.source).toContain(`${path}/connections/`)
})
