import { sandboxInstitutions, sandboxLogins, type World } from '@bank-connection/memory-adapter'
import { describe, expect, test } from 'vitest'
import {
  CONNECTIONS,
  connect,
  createTestClient,
  dataOf,
  gavin,
  isOver,
  type JobBody,
  readJob,
  stepOf,
  stepsOf,
  type TestClient,
  waitUntil,
  waitUntilChallenged,
  waitUntilOver,
} from '../test-client.ts'

const DAY = 86_400_000

const webBanks = sandboxInstitutions.filter(({ authorization }) => authorization.startsWith('user')).map(({ id }) => id)
const people = sandboxLogins.filter(({ loginId }) => loginId !== undefined)
const extras = { securityCode: '99', secondaryLoginId: '7' }

const cases = webBanks.flatMap((bank) => people.map((login) => [login.loginId, bank, login] as const))

/** Answers the challenge, if there is one. */
const goThrough = (client: TestClient, jobId: string, answers: readonly string[]): void => {
  const isAsked = (): boolean => readJob(client, jobId).steps.some(({ result }) => result?.['type'] === 'mfa')
  waitUntil(client, () => isOver(client, jobId) || isAsked())
  if (isAsked()) client.post(`/jobs/${jobId}/mfa`, { 'mfa-response': answers }, 'CLIENT_ACCESS')
  waitUntilOver(client, jobId)
}

test.each(cases)('%s at %s has the published result', (_, bank, login) => {
  const client = createTestClient()
  const jobId = connect(client, bank, { loginId: login.loginId, password: login.password, ...extras })
  goThrough(client, jobId, login.challenge?.answers ?? [])
  const steps = readJob(client, jobId).steps
  const verify = stepOf(client, jobId, 'verify-credentials')
  const hasMfa = bank === 'AU00002' || bank === 'AU00003'
  const rest = ['retrieve-accounts', 'retrieve-transactions']
  expect(steps.map(({ title }) => title)).toStrictEqual([
    'verify-credentials',
    ...(hasMfa ? ['mfa-challenge'] : []),
    ...rest,
  ])
  const { step, ...problem } = login.failure ?? { step: 'verify-credentials' }
  expect(verify).toMatchObject(
    login.failure === null ? { status: 'success', result: { type: 'link' } } : { status: 'failed', result: problem },
  )
  const tail = steps.slice(1).map(({ status }) => status)
  expect(new Set(tail)).toStrictEqual(
    new Set(login.failure === null ? (tail.includes('skipped') ? ['skipped', 'success'] : ['success']) : ['pending']),
  )
  const [connection] = dataOf<{ readonly status: string }>(client.get(CONNECTIONS))
  const isRefused = login.failure?.code === 'invalid-credentials'
  expect(connection?.status).toBe(login.failure === null ? 'active' : isRefused ? 'invalid' : 'pending')
})

test.each([
  ['bighead', 'password', 'invalid-credentials', 'Account is locked'],
  [
    'erlich',
    'aviato',
    'account-not-accessible-requires-user-action',
    'An action is required from end-user before account details can be returned.',
  ],
  ['jianYang', 'nothotdog', 'service-unavailable', 'Service is currently unavailable. Please try again later.'],
  [
    'gavinBelson',
    'wrong',
    'invalid-credentials',
    'Cannot login to target institution using supplied credentials. Please check credentials and try again.',
  ],
  [
    'nobody',
    'hooli2016',
    'invalid-credentials',
    'Cannot login to target institution using supplied credentials. Please check credentials and try again.',
  ],
])(
  '%s with %s fails at verify-credentials with %s, and later steps stay pending',
  (loginId, password, code, detail) => {
    const client = createTestClient()
    const jobId = connect(client, 'AU00002', { loginId, password })
    waitUntilOver(client, jobId)
    client.advance(DAY)
    expect(stepOf(client, jobId, 'verify-credentials')).toMatchObject({ status: 'failed', result: { code, detail } })
    expect(stepsOf(client, jobId).slice(1)).toStrictEqual([
      'mfa-challenge pending',
      'retrieve-accounts pending',
      'retrieve-transactions pending',
    ])
  },
)

test('the published user token connects at the token bank, and another one does not', () => {
  const outcomes = ['token:PTln18RhwL', 'token:other'].map((userToken) => {
    const client = createTestClient()
    const jobId = connect(client, 'AU19301', { userToken })
    waitUntilOver(client, jobId)
    return stepOf(client, jobId, 'verify-credentials').status
  })
  expect(outcomes).toStrictEqual(['success', 'failed'])
})

test('an intermittent bank opens a challenge for about half of its jobs', () => {
  const client = createTestClient({ connectionsMax: null, users: Array.from({ length: 400 }, (_, i) => `u${i}`) })
  for (let i = 0; i < 400; i++) client.post(`/users/u${i}/connections`, { ...gavin, institution: { id: 'AU00003' } })
  const jobs = client.world().jobs
  const text = JSON.stringify(jobs)
  const asked = text.split('"challenge":"asks"').length - 1
  expect(text.split('"challenge":"skips"').length - 1).toBe(400 - asked)
  expect(asked).toBeGreaterThan(160)
  expect(asked).toBeLessThan(240)
})

test('a skipped challenge is pending first, and then stays skipped', () => {
  const seeds = Array.from({ length: 12 }, (_, i) => i)
  const seen = seeds.map((seed) => {
    const client = createTestClient({ seed })
    const jobId = connect(client, 'AU00003')
    const before = stepOf(client, jobId, 'mfa-challenge')
    waitUntil(client, () => stepOf(client, jobId, 'mfa-challenge').status !== 'pending')
    return [before.status, stepOf(client, jobId, 'mfa-challenge').status]
  })
  expect(seen).toContainEqual(['pending', 'skipped'])
  expect(seen).toContainEqual(['pending', 'in-progress'])
})

test('a job names its connection once the credentials are verified, and times have no fractions', () => {
  const client = createTestClient()
  const jobId = connect(client)
  const first = readJob(client, jobId)
  waitUntilOver(client, jobId)
  const last = readJob(client, jobId)
  const url = stepOf(client, jobId, 'verify-credentials').result?.['url']
  expect(first.links).toStrictEqual({ self: `https://au-api.basiq.io/jobs/${jobId}` })
  expect(last.links.source).toBe(`https://au-api.basiq.io${url}`)
  expect(first.created).toBe('2026-01-05T00:00:00Z')
  expect(first.updated).toBe('2026-01-05T00:00:00Z')
  expect(last.updated > first.updated).toBe(true)
  expect(first).not.toHaveProperty('institution')
})

test.each([
  ['at-once', true, true],
  ['once-verified', false, true],
  ['never', false, false],
] as const)('with sourceLink %s a job names its connection accordingly', (sourceLink, before, after) => {
  const client = createTestClient({ undocumented: { sourceLink } })
  const jobId = connect(client)
  const first = 'source' in readJob(client, jobId).links
  waitUntilOver(client, jobId)
  expect([first, 'source' in readJob(client, jobId).links]).toStrictEqual([before, after])
})

test('results and error texts can have the shapes of the examples and of the specification', () => {
  const client = createTestClient({
    undocumented: { resultShape: 'array', problemText: 'details', timestamps: 'milliseconds' },
  })
  const jobId = connect(client, 'AU00000', { loginId: 'bighead', password: 'password' })
  expect(stepOf(client, jobId, 'verify-credentials').result).toBeNull()
  waitUntilOver(client, jobId)
  expect(stepOf(client, jobId, 'verify-credentials').result).toMatchObject([{ details: 'Account is locked' }])
  expect(readJob(client, jobId).created).toBe('2026-01-05T00:00:00.000Z')
})

test('a government institution has statements only with the option statementsStep', () => {
  const titles = [false, true].map((statementsStep) => {
    const client = createTestClient({ undocumented: { statementsStep } })
    const jobId = connect(client, 'AU00004')
    waitUntilOver(client, jobId)
    return stepsOf(client, jobId).length
  })
  expect(titles).toStrictEqual([3, 4])
})

describe('during an outage', () => {
  const start = Date.UTC(2026, 0, 5)
  const outage = (until: number) => ({ outages: [{ institutionId: 'AU00000', from: start, until }] })

  test('a new job is queued, and continues at the first retry after the outage', () => {
    const client = createTestClient(outage(start + 3 * 3_600_000))
    const jobId = connect(client)
    const verify = () => stepOf(client, jobId, 'verify-credentials')
    const queued = {
      status: 'pending',
      result: {
        code: 'temporary-unavailable-queued',
        title: 'Institution temporary unavailable, retry pending',
        detail: '3rd party service temporary unavailable. Job queued, retry in 2 hours.',
      },
    }
    expect(verify()).toMatchObject(queued)
    client.advance(4 * 3_600_000 - 1)
    expect(verify()).toMatchObject(queued)
    client.advance(10_000)
    waitUntilOver(client, jobId)
    expect(verify().status).toBe('success')
  })

  test('creating the same connection again returns the queued job', () => {
    const client = createTestClient(outage(start + DAY))
    const jobId = connect(client)
    client.advance(DAY / 2)
    const again = client.post(CONNECTIONS, { ...gavin, institution: { id: 'AU00000' } })
    expect(again).toMatchObject({ status: 200, body: { id: jobId } })
  })

  test('a queued job fails after seven days', () => {
    const client = createTestClient(outage(start + 7 * DAY + 3_600_000))
    const jobId = connect(client)
    client.advance(7 * DAY - 1)
    expect(stepOf(client, jobId, 'verify-credentials').status).toBe('pending')
    client.advance(1)
    expect(stepOf(client, jobId, 'verify-credentials')).toMatchObject({
      status: 'failed',
      result: {
        code: 'temporary-unavailable',
        detail: '3rd party service temporary unavailable. Please try again later.',
      },
    })
    expect(dataOf<JobBody>(client.get('/users/user-1/jobs')).map(({ id }) => id)).toStrictEqual([jobId])
  })

  test('a refresh fails at once instead', () => {
    const client = createTestClient({
      outages: [{ institutionId: 'AU00000', from: start + DAY, until: start + 2 * DAY }],
    })
    waitUntilOver(client, connect(client))
    const [connection] = dataOf<{ readonly id: string }>(client.get(CONNECTIONS))
    client.advance(DAY)
    const { id } = client.post(`${CONNECTIONS}/${connection?.id}/refresh`).body as JobBody
    waitUntilOver(client, id)
    expect(stepOf(client, id, 'verify-credentials').result).toMatchObject({ code: 'service-unavailable' })
    expect(dataOf(client.get(CONNECTIONS))).toMatchObject([{ status: 'active' }])
  })
})

describe('the list of jobs', () => {
  test('is ordered by latest change, names institutions, and can be filtered by connection', () => {
    const client = createTestClient()
    const first = connect(client, 'AU00000')
    waitUntilOver(client, first)
    const asked = connect(client, 'AU00002')
    waitUntilChallenged(client, asked)
    client.advance(1_000)
    const last = connect(client, 'AU00001')
    const jobs = dataOf<JobBody>(client.get('/users/user-1/jobs'))
    expect(jobs.map(({ id, institution }) => [id, institution?.id])).toStrictEqual([
      [last, 'AU00001'],
      [asked, 'AU00002'],
      [first, 'AU00000'],
    ])
    client.advance(1)
    client.post(`/jobs/${asked}/mfa`, { 'mfa-response': ['Hooli'] }, 'CLIENT_ACCESS')
    expect(dataOf<JobBody>(client.get('/users/user-1/jobs'))[0]?.id).toBe(asked)
    const source = readJob(client, first).links.source?.split('/').at(-1)
    const filter = encodeURIComponent(`connection.id.eq('${source}')`)
    const body = client.get(`/users/user-1/jobs?filter=${filter}`).body
    expect(body).toMatchObject({ type: 'list', size: 1, data: [{ id: first }] })
  })

  test('omits a job seven days after its last change, though the job can still be read', () => {
    const client = createTestClient()
    const jobId = connect(client)
    waitUntilOver(client, jobId)
    client.advance(7 * DAY - 1_000)
    expect(dataOf(client.get('/users/user-1/jobs'))).toHaveLength(1)
    client.advance(DAY)
    expect(dataOf(client.get('/users/user-1/jobs'))).toHaveLength(0)
    expect(client.get(`/jobs/${jobId}`).status).toBe(200)
  })

  test('a job can be read during jobRetentionMs', () => {
    const client = createTestClient({ undocumented: { jobRetentionMs: DAY } })
    const jobId = connect(client, 'AU00002')
    client.advance(DAY)
    expect(client.get(`/jobs/${jobId}`).status).toBe(200)
    expect(dataOf(client.get('/users/user-1/jobs'))).toHaveLength(1)
    client.advance(DAY)
    expect(client.get(`/jobs/${jobId}`).status).toBe(404)
    expect(dataOf(client.get('/users/user-1/jobs'))).toHaveLength(0)
  })
})

test('reads do not change the world', () => {
  const client = createTestClient()
  const jobId = connect(client)
  const before: World = client.world()
  readJob(client, jobId)
  client.advance(30_000)
  client.get(CONNECTIONS)
  client.get('/users/user-1/jobs')
  client.get('/users/user-1/transactions')
  expect(client.world()).toBe(before)
})
