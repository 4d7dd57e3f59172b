import { describe, expect, test } from 'vitest'
import {
  CONNECTIONS,
  connect,
  createTeller,
  dataOf,
  durationsOf,
  gavin,
  idOf,
  isOver,
  problemOf,
  readJob,
  stepOf,
  stepsOf,
  type Teller,
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

const connections = (teller: Teller) => dataOf<WireConnection>(teller.get(CONNECTIONS))

/** A teller with one connection that is active, and its path. */
const connected = (options: Parameters<typeof createTeller>[0] = {}, bank = 'AU00000') => {
  const teller = createTeller(options)
  const jobId = connect(teller, bank)
  waitUntilOver(teller, jobId)
  return { teller, jobId, path: `${CONNECTIONS}/${connections(teller)[0]?.id}` }
}

describe('creating', () => {
  test('the same twice gives the original job with 200, and no second connection', () => {
    const teller = createTeller()
    const first = teller.post(CONNECTIONS, hooli)
    const second = teller.post(CONNECTIONS, hooli)
    expect([first.status, second.status]).toStrictEqual([202, 200])
    expect(second.body).toStrictEqual(first.body)
    expect(connections(teller)).toHaveLength(1)
  })

  test('the same twice gives the whole job where that is asked for', () => {
    const teller = createTeller({ undocumented: { duplicateBody: 'job' } })
    const id = idOf(teller.post(CONNECTIONS, hooli))
    expect(teller.post(CONNECTIONS, hooli)).toMatchObject({ status: 200, body: { id, steps: { length: 3 } } })
  })

  test('with other credentials, at another bank, or for another user makes another job', () => {
    const teller = createTeller({ users: ['user-1', 'user-2'] })
    const others = [
      teller.post(CONNECTIONS, hooli),
      teller.post(CONNECTIONS, { ...hooli, password: 'other' }),
      teller.post(CONNECTIONS, { ...hooli, institution: { id: 'AU00001' } }),
      teller.post('/users/user-2/connections', hooli),
    ]
    expect(others.map(({ status }) => status)).toStrictEqual([202, 202, 202, 202])
    expect(new Set(others.map(idOf)).size).toBe(4)
  })

  test.each(['refresh', 'update'] as const)('again while a %s is at work gives the job of that', (intent) => {
    const { teller, path } = connected()
    const { status, body } = teller.post(intent === 'refresh' ? `${path}/refresh` : path, gavin)
    expect(status).toBe(202)
    expect(teller.post(CONNECTIONS, hooli)).toMatchObject({ status: 200, body: body as object })
    expect(connections(teller)).toHaveLength(1)
  })

  test('again after the end makes a second connection, or is refused where that is asked for', () => {
    expect(connected().teller.post(CONNECTIONS, hooli).status).toBe(202)
    const { teller } = connected({ undocumented: { existingConnection: 'refused' } })
    expect(problemOf(teller.post(CONNECTIONS, hooli))).toMatchObject({ status: 409, code: 'resource-already-exists' })
  })

  test('again after it failed is never refused', () => {
    const teller = createTeller({ undocumented: { existingConnection: 'refused' } })
    const erlich = { loginId: 'erlich', password: 'aviato' }
    waitUntilOver(teller, connect(teller, 'AU00000', erlich))
    expect(teller.post(CONNECTIONS, { ...erlich, institution: { id: 'AU00000' } }).status).toBe(202)
  })

  test('is possible with a token of the client, too', () => {
    expect(createTeller().post(CONNECTIONS, hooli, 'CLIENT_ACCESS').status).toBe(202)
  })

  test.each([
    ['refused', 400],
    ['ignored', 202],
    ['fails', 202],
  ] as const)('without the security code that is asked for: %s', (missingExtra, status) => {
    const teller = createTeller({ undocumented: { missingExtra } })
    const response = teller.post(CONNECTIONS, { ...gavin, secondaryLoginId: '1', institution: { id: 'AU90001' } })
    expect(response.status).toBe(status)
  })

  test('without the security code fails at verify-credentials, where that is asked for', () => {
    const teller = createTeller({ undocumented: { missingExtra: 'fails' } })
    const jobId = connect(teller, 'AU90001')
    waitUntilOver(teller, jobId)
    expect(stepOf(teller, jobId, 'verify-credentials').result).toMatchObject({ code: 'invalid-credentials' })
  })
})

describe('the same credentials in another connection that is at work', () => {
  const setOff = (options: Parameters<typeof createTeller>[0], user: string) => {
    const teller = createTeller({ users: ['user-1', 'user-2'], ...options })
    waitUntilOver(teller, connect(teller))
    waitUntilOver(teller, connect(teller))
    const [first, second] = connections(teller)
    teller.post(`${CONNECTIONS}/${first?.id}/refresh`)
    const path = user === 'user-1' ? `${CONNECTIONS}/${second?.id}/refresh` : '/users/user-2/connections'
    const jobId = idOf(teller.post(path, hooli))
    const { queuedMs } = durationsOf(teller, jobId)
    teller.wait(360_000 + queuedMs - 1)
    const before = stepsOf(teller, jobId)[0]
    teller.wait(1)
    return [before, stepsOf(teller, jobId)[0]]
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
    const teller = createTeller()
    const jobId = connect(teller, 'AU00002')
    const seen = [connections(teller)[0]?.status]
    waitUntilChallenged(teller, jobId)
    seen.push(connections(teller)[0]?.status)
    teller.post(`/jobs/${jobId}/mfa`, { 'mfa-response': ['Hooli'] }, 'CLIENT_ACCESS')
    waitUntilOver(teller, jobId)
    seen.push(connections(teller)[0]?.status)
    expect(seen).toStrictEqual(['pending', 'pending', 'active'])
  })

  test('has status and dates for the server only', () => {
    const { teller, path } = connected()
    expect(teller.get(path).body).toMatchObject({ status: 'active', createdDate: '2026-01-05T00:00:00Z' })
    const forClient = teller.get(path, 'CLIENT_ACCESS').body
    expect(forClient).toMatchObject({ type: 'connection', institution: { id: 'AU00000' } })
    expect(Object.keys(forClient as object)).not.toContain('status')
    expect(Object.keys(forClient as object)).not.toContain('createdDate')
    expect(Object.keys(forClient as object)).not.toContain('lastUsed')
  })

  test('shows its accounts and its owner once they were read', () => {
    const teller = createTeller()
    const jobId = connect(teller)
    const path = `${CONNECTIONS}/${connections(teller)[0]?.id}`
    expect(teller.get(path).body).toMatchObject({ profile: null, accounts: { data: [] } })
    waitUntilOver(teller, jobId)
    expect(teller.get(path).body).toMatchObject({
      profile: { fullName: 'Gavin Belson', firstName: 'Gavin', lastName: 'Belson' },
    })
    const { accounts } = teller.get(path).body as { readonly accounts: { readonly data: readonly object[] } }
    expect(accounts.data.length).toBeGreaterThanOrEqual(3)
    expect(accounts.data[0]).not.toHaveProperty('accountHolder')
  })

  test('expects a challenge exactly where its bank may ask for one', () => {
    const teller = createTeller()
    for (const bank of ['AU00000', 'AU00002', 'AU00003']) connect(teller, bank)
    const seen = dataOf<{ readonly mfaEnabled: boolean }>(teller.get(CONNECTIONS)).map(({ mfaEnabled }) => mfaEnabled)
    expect(seen).toStrictEqual([false, true, true])
  })

  test('is found by its id, its status and its institution', () => {
    const { teller, path } = connected()
    connect(teller, 'AU00001')
    const id = path.split('/').at(-1)
    const found = [
      `id.eq('${id}')`,
      "status.eq('active')",
      "status.eq('pending')",
      "institution.id.eq('AU00001'),status.eq('active')",
    ].map((filter) => dataOf(teller.get(`${CONNECTIONS}?filter=${encodeURIComponent(filter)}`)).length)
    expect(found).toStrictEqual([1, 1, 1, 0])
  })
})

describe('refreshing', () => {
  test('makes a new job of the same connection, and moves its last use', () => {
    const { teller, path, jobId } = connected()
    teller.wait(86_400_000)
    const response = teller.post(`${path}/refresh`)
    expect(response.status).toBe(202)
    expect(idOf(response)).not.toBe(jobId)
    expect(teller.post(`${path}/refresh`)).toMatchObject({ status: 200, body: { id: idOf(response) } })
    expect(connections(teller)).toMatchObject([{ status: 'active' }])
    expect(connections(teller)[0]?.lastUsed.slice(0, 10)).toBe('2026-01-06')
  })

  test('with credentials that are known to be bad is refused at once, without a job', () => {
    const teller = createTeller()
    waitUntilOver(teller, connect(teller, 'AU00000', { loginId: 'gavinBelson', password: 'wrong' }))
    const before = teller.world()
    const response = teller.post(`${CONNECTIONS}/${connections(teller)[0]?.id}/refresh`)
    expect(problemOf(response)).toMatchObject({
      status: 400,
      code: 'invalid-credentials',
      detail: 'Cannot login to target institution using supplied credentials. Please check credentials and try again.',
    })
    expect(teller.world()).toBe(before)
  })

  test('a connection that failed for another reason is possible', () => {
    const teller = createTeller()
    waitUntilOver(teller, connect(teller, 'AU00000', { loginId: 'erlich', password: 'aviato' }))
    expect(teller.post(`${CONNECTIONS}/${connections(teller)[0]?.id}/refresh`).status).toBe(202)
  })

  test('all starts a job for each connection that can be, and gives the running ones', () => {
    const teller = createTeller()
    waitUntilOver(teller, connect(teller))
    waitUntilOver(teller, connect(teller, 'AU00001', { loginId: 'jared', password: 'wrong' }))
    const running = connect(teller, 'AU00004')
    const response = teller.post(`${CONNECTIONS}/refresh`)
    expect(response).toMatchObject({ status: 202, body: { type: 'list' } })
    const jobs = dataOf<{ readonly id: string; readonly links: { readonly self: string } }>(response)
    expect(jobs).toHaveLength(2)
    expect(jobs.map(({ id }) => id)).toContain(running)
    expect(jobs.every(({ id, links }) => links.self.endsWith(`/jobs/${id}`))).toBe(true)
  })
})

describe('updating', () => {
  const invalid = () => {
    const teller = createTeller()
    waitUntilOver(teller, connect(teller, 'AU00000', { loginId: 'gavinBelson', password: 'wrong' }))
    return { teller, path: `${CONNECTIONS}/${connections(teller)[0]?.id}` }
  }

  test('an invalid connection with the right password makes it active', () => {
    const { teller, path } = invalid()
    const response = teller.post(path, { password: 'hooli2016' })
    expect(response.status).toBe(202)
    expect(connections(teller)).toMatchObject([{ status: 'invalid' }])
    waitUntilOver(teller, idOf(response))
    expect(connections(teller)).toMatchObject([{ status: 'active' }])
  })

  test("with somebody else's password fails, and the connection stays invalid", () => {
    const { teller, path } = invalid()
    waitUntilOver(teller, idOf(teller.post(path, { password: 'django' })))
    expect(connections(teller)).toMatchObject([{ status: 'invalid' }])
  })

  test('without a password is refused', () => {
    const { teller, path } = invalid()
    expect(problemOf(teller.post(path, { securityCode: '1' }))).toMatchObject({
      status: 400,
      code: 'parameter-not-valid',
      detail: 'Password value is not valid',
    })
  })

  test('a bad password of an active connection makes it invalid', () => {
    const { teller, path } = connected()
    waitUntilOver(teller, idOf(teller.post(path, { password: 'wrong' })))
    expect(connections(teller)).toMatchObject([{ status: 'invalid' }])
  })
})

describe('deleting', () => {
  test('takes the connection away and leaves its accounts', () => {
    const { teller, path } = connected()
    const before = JSON.stringify(teller.get('/users/user-1/accounts').body)
    expect(teller.remove(path)).toStrictEqual({ status: 204, headers: {}, body: null })
    expect(teller.get(path).status).toBe(404)
    expect(teller.remove(path).status).toBe(404)
    expect(connections(teller)).toStrictEqual([])
    expect(JSON.stringify(teller.get('/users/user-1/accounts').body)).toBe(before)
  })

  test.each([
    ['goes-on', 200],
    ['vanishes', 404],
  ] as const)('while a job is at work: the job %s', (deletedJob, status) => {
    const teller = createTeller({ undocumented: { deletedJob } })
    const jobId = connect(teller)
    teller.remove(`${CONNECTIONS}/${connections(teller)[0]?.id}`)
    expect(teller.get(`/jobs/${jobId}`).status).toBe(status)
  })

  test('a user takes everything of it away', () => {
    const { teller, jobId, path } = connected({ undocumented: { deletedJob: 'vanishes' } })
    waitUntilOver(teller, idOf(teller.post(path, { password: 'wrong' })))
    connect(teller, 'AU00001')
    teller.remove(`${CONNECTIONS}/${connections(teller)[1]?.id}`)
    expect(teller.remove('/users/user-1').status).toBe(204)
    expect(teller.get(`/jobs/${jobId}`).status).toBe(404)
    expect(teller.get('/users/user-1').status).toBe(404)
    expect(teller.world()).toMatchObject({ connectionCount: 0 })
    const { users, connections: kept, jobs, attempts } = teller.world()
    expect({ users, kept, jobs, attempts }).toStrictEqual({ users: {}, kept: {}, jobs: {}, attempts: {} })
  })
})

test("another user's connection is not found", () => {
  const { teller, path } = connected({ users: ['user-1', 'user-2'] })
  expect(teller.get(path.replace('user-1', 'user-2')).status).toBe(404)
  expect(teller.remove(path.replace('user-1', 'user-2')).status).toBe(404)
})

test('a user is made, read with its references, and unmade', () => {
  const teller = createTeller()
  const made = teller.post('/users', { email: 'gavin@example.com', firstName: 'Gavin' })
  expect(made).toMatchObject({ status: 201, body: { type: 'user', email: 'gavin@example.com' } })
  const path = `/users/${idOf(made)}`
  const jobId = idOf(teller.post(`${path}/connections`, hooli))
  waitUntilOver(teller, jobId)
  expect(isOver(teller, jobId)).toBe(true)
  expect(teller.get(path, 'CLIENT_ACCESS').body).toMatchObject({
    connections: { count: 1, data: [{ type: 'connection' }] },
    accounts: { type: 'list' },
    links: { auth_link: null },
  })
  expect(readJob(teller, jobId).links.source).toContain(`${path}/connections/`)
})
