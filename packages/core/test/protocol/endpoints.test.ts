import type { BankPort, ConnectionId, InstitutionId, JobId, UserId } from '@bank-connection/core'
import { neverAborted, type WireRequest } from '@bank-connection/core/adapter'
import type { AccountId, ConnectionStatus } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { endpoints } from '../../src/protocol/endpoints.ts'
import { portAnswering } from './recording-send.ts'

const userId = 'u-1' as UserId
const institutionId = 'AU00000' as InstitutionId
const connectionId = 'c-1' as ConnectionId
const jobId = 'j-1' as JobId
const accountId = 'a-1' as AccountId

const everyCredential = {
  userToken: 'tok',
  securityCode: 'sec',
  secondaryLoginId: 'two',
  password: 'hooli2016',
  loginId: 'gavinBelson',
}

type Ask = (port: BankPort) => () => Promise<unknown>

const requestOf = async (ask: Ask): Promise<readonly WireRequest[]> => {
  const { port, requests } = portAnswering(500, null)
  await ask(port)()
  return requests
}

const server = { body: null, scope: 'SERVER_ACCESS' }
const never = neverAborted

interface Expected {
  readonly method: string
  readonly template: string
  readonly path?: string
  readonly body?: unknown
  readonly scope?: string
}

const requests: readonly (readonly [string, Ask, Expected])[] = [
  [
    'createUser',
    (p) => p.createUser({ email: 'a@b', mobile: '', firstName: 'Gavin' }, never),
    { method: 'POST', template: '/users', body: { email: 'a@b', firstName: 'Gavin' } },
  ],
  ['getUser', (p) => p.getUser({ userId }, never), { method: 'GET', template: '/users/{userId}', path: '/users/u-1' }],
  [
    'deleteUser',
    (p) => p.deleteUser({ userId }, never),
    { method: 'DELETE', template: '/users/{userId}', path: '/users/u-1' },
  ],
  ['listInstitutions', (p) => p.listInstitutions({}, never), { method: 'GET', template: '/institutions' }],
  [
    'getInstitution',
    (p) => p.getInstitution({ institutionId }, never),
    { method: 'GET', template: '/institutions/{institutionId}', path: '/institutions/AU00000' },
  ],
  [
    'createConnection',
    (p) =>
      p.createConnection(
        { userId, institutionId, credentials: { loginId: 'gavinBelson', password: 'hooli2016', securityCode: '' } },
        never,
      ),
    {
      method: 'POST',
      template: '/users/{userId}/connections',
      path: '/users/u-1/connections',
      body: { loginId: 'gavinBelson', password: 'hooli2016', institution: { id: 'AU00000' } },
    },
  ],
  [
    'listConnections',
    (p) => p.listConnections({ userId }, never),
    { method: 'GET', template: '/users/{userId}/connections', path: '/users/u-1/connections' },
  ],
  [
    'getConnection',
    (p) => p.getConnection({ userId, connectionId }, never),
    { method: 'GET', template: '/users/{userId}/connections/{connectionId}', path: '/users/u-1/connections/c-1' },
  ],
  [
    'refreshConnection',
    (p) => p.refreshConnection({ userId, connectionId }, never),
    {
      method: 'POST',
      template: '/users/{userId}/connections/{connectionId}/refresh',
      path: '/users/u-1/connections/c-1/refresh',
    },
  ],
  [
    'refreshAllConnections',
    (p) => p.refreshAllConnections({ userId }, never),
    { method: 'POST', template: '/users/{userId}/connections/refresh', path: '/users/u-1/connections/refresh' },
  ],
  [
    'updateConnection',
    (p) => p.updateConnection({ userId, connectionId, credentials: everyCredential }, never),
    {
      method: 'POST',
      template: '/users/{userId}/connections/{connectionId}',
      path: '/users/u-1/connections/c-1',
      body: { password: 'hooli2016', securityCode: 'sec', secondaryLoginId: 'two' },
    },
  ],
  [
    'deleteConnection',
    (p) => p.deleteConnection({ userId, connectionId }, never),
    { method: 'DELETE', template: '/users/{userId}/connections/{connectionId}', path: '/users/u-1/connections/c-1' },
  ],
  ['getJob', (p) => p.getJob({ jobId }, never), { method: 'GET', template: '/jobs/{jobId}', path: '/jobs/j-1' }],
  [
    'listJobs',
    (p) => p.listJobs({ userId }, never),
    { method: 'GET', template: '/users/{userId}/jobs', path: '/users/u-1/jobs' },
  ],
  [
    'answerMfa',
    (p) => p.answerMfa({ jobId, answers: ['Basiq', ''] }, never),
    {
      method: 'POST',
      template: '/jobs/{jobId}/mfa',
      path: '/jobs/j-1/mfa',
      body: { 'mfa-response': ['Basiq', ''] },
      scope: 'CLIENT_ACCESS',
    },
  ],
  [
    'listAccounts',
    (p) => p.listAccounts({ userId }, never),
    { method: 'GET', template: '/users/{userId}/accounts', path: '/users/u-1/accounts' },
  ],
  [
    'listTransactions',
    (p) => p.listTransactions({ userId, cursor: null }, never),
    { method: 'GET', template: '/users/{userId}/transactions', path: '/users/u-1/transactions' },
  ],
]

describe('the request of', () => {
  test.each(requests)('%s is exact', async (_, ask, expected) => {
    expect(await requestOf(ask)).toStrictEqual([{ path: expected.template, ...server, ...expected }])
  })

  test('every operation is covered', () => {
    expect(requests.map(([name]) => name).sort()).toStrictEqual(Object.keys(endpoints).sort())
  })

  test('a connection has every given credential', async () => {
    const [request] = await requestOf((p) =>
      p.createConnection({ userId, institutionId, credentials: everyCredential }, never),
    )
    expect(request?.body).toStrictEqual({ ...everyCredential, institution: { id: 'AU00000' } })
  })

  test('a connection has no member for an absent field, not even undefined', async () => {
    const credentials = { userToken: 'token:PTln18RhwL', password: undefined, loginId: '' } as never
    const [request] = await requestOf((p) => p.createConnection({ userId, institutionId, credentials }, never))
    expect(Object.keys(request?.body as object)).toStrictEqual(['userToken', 'institution'])
  })

  test('a user has no unknown members', async () => {
    const user = { email: 'a@b', password: 'hooli2016' }
    const [request] = await requestOf((p) => p.createUser(user, never))
    expect(request?.body).toStrictEqual({ email: 'a@b' })
  })
})

describe('the query of', () => {
  const queryOf = async (ask: Ask): Promise<string> => {
    const [request] = await requestOf(ask)
    return request?.path.split('?')[1] ?? ''
  }

  const filterOf = async (ask: Ask): Promise<string | null> => new URLSearchParams(await queryOf(ask)).get('filter')

  test.each<[string, Ask, string | null]>([
    [
      'institutions',
      (p) => p.listInstitutions({ filter: { country: 'New Zealand', tier: '1', stage: 'live' } }, never),
      "institution.country.eq('New Zealand'),institution.tier.eq('1'),institution.stage.eq('live')",
    ],
    [
      'institutions by the other properties',
      (p) =>
        p.listInstitutions(
          { filter: { authorization: 'user', serviceType: 'Test', institutionType: 'Test Bank' } },
          never,
        ),
      "institution.authorization.eq('user'),institution.serviceType.eq('Test'),institution.institutionType.eq('Test Bank')",
    ],
    [
      'connections',
      (p) =>
        p.listConnections(
          { userId, filter: { connectionId, status: 'active' as ConnectionStatus, institutionId } },
          never,
        ),
      "id.eq('c-1'),status.eq('active'),institution.id.eq('AU00000')",
    ],
    ['jobs', (p) => p.listJobs({ userId, connectionId }, never), "connection.id.eq('c-1')"],
    [
      'accounts',
      (p) => p.listAccounts({ userId, filter: { accountId, connectionId, institutionId } }, never),
      "account.id.eq('a-1'),connection.id.eq('c-1'),institution.id.eq('AU00000')",
    ],
    [
      'transactions',
      (p) =>
        p.listTransactions(
          {
            userId,
            cursor: null,
            filter: {
              accountId,
              status: 'posted',
              direction: 'debit',
              class: 'payment',
              postedFrom: '2020-01-01',
              postedUntil: '2020-01-31',
            },
          },
          never,
        ),
      "account.id.eq('a-1'),transaction.status.eq('posted'),transaction.direction.eq('debit'),transaction.class.eq('payment'),transaction.postDate.gteq('2020-01-01'),transaction.postDate.lteq('2020-01-31')",
    ],
    ['nothing', (p) => p.listAccounts({ userId, filter: {} }, never), null],
    [
      'a text with quotes, which cannot break out',
      (p) => p.listInstitutions({ filter: { country: "x'),institution.stage.eq('alpha" } }, never),
      "institution.country.eq('x),institution.stage.eq(alpha')",
    ],
  ])('%s filters as documented', async (_, ask, filter) => {
    expect(await filterOf(ask)).toBe(filter)
  })

  test('a filter is percent-encoded, so that no value can add a parameter', async () => {
    const query = await queryOf((p) => p.listInstitutions({ filter: { country: 'A&limit=1#é/?' } }, never))
    expect(query).toBe("filter=institution.country.eq('A%26limit%3D1%23%C3%A9%2F%3F')")
  })

  test('a page of transactions has the given limit and cursor', async () => {
    const filter = { status: 'posted' } as const
    const query = await queryOf((p) => p.listTransactions({ userId, filter, limit: 50, cursor: 'MTIz/+=&' }, never))
    expect(query).toBe("filter=transaction.status.eq('posted')&limit=50&next=MTIz%2F%2B%3D%26")
  })

  test('a cursor with a lone surrogate, which JSON may contain, can be sent', async () => {
    const query = await queryOf((p) => p.listTransactions({ userId, cursor: 'a\uD800' }, never))
    expect(query).toBe('next=a%EF%BF%BD')
  })
})

describe('a path', () => {
  test('has percent-encoded ids', async () => {
    const [request] = await requestOf((p) => p.getJob({ jobId: 'urn:job;1&x=@' as JobId }, never))
    expect(request?.path).toBe('/jobs/urn%3Ajob%3B1%26x%3D%40')
  })

  test.each(['..', '.', '', 'a/b', undefined, 5, null])('rejects %j, which only a cast makes an id', async (id) => {
    const { port, requests: sent } = portAnswering(204, null)
    const task = port.deleteConnection({ userId, connectionId: id as ConnectionId }, never)
    await expect(task()).rejects.toThrow('connectionId is not an id')
    expect(sent).toStrictEqual([])
  })
})

describe('the response to', () => {
  const ref = { type: 'job', id: 'j-1', links: { self: 'https://au-api.basiq.io/jobs/j-1' } }
  const list = { type: 'list', data: [ref, { type: 'job', id: 'j-2', self: '/jobs/j-2' }] }
  const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
  const user = { type: 'user', id: 'u-1', email: 'a@b' }

  const starters: readonly (readonly [string, Ask])[] = [
    ['a creation', (p) => p.createConnection({ userId, institutionId, credentials }, never)],
    ['a refresh', (p) => p.refreshConnection({ userId, connectionId }, never)],
    ['an update', (p) => p.updateConnection({ userId, connectionId, credentials }, never)],
  ]

  test.each(starters)('%s distinguishes a new job from a running one', async (_, ask) => {
    const created = await ask(portAnswering(202, ref).port)()
    const running = await ask(portAnswering(200, ref).port)()
    expect([created, running]).toStrictEqual([
      E.right({ outcome: 'created', jobId: 'j-1' }),
      E.right({ outcome: 'alreadyRunning', jobId: 'j-1' }),
    ])
  })

  test.each<[string, number, unknown, Ask, unknown]>([
    ['a refresh of all', 202, list, (p) => p.refreshAllConnections({ userId }, never), ['j-1', 'j-2']],
    [
      'a creation of a user',
      201,
      user,
      (p) => p.createUser({ email: 'a@b' }, never),
      { id: 'u-1', email: 'a@b', mobile: null, firstName: null, lastName: null, connections: null, accounts: null },
    ],
    ['the deletion of a user', 204, null, (p) => p.deleteUser({ userId }, never), undefined],
    [
      'the deletion of a connection',
      204,
      { rubbish: true },
      (p) => p.deleteConnection({ userId, connectionId }, never),
      undefined,
    ],
    ['an answer to a challenge', 202, ref, (p) => p.answerMfa({ jobId, answers: ['1'] }, never), undefined],
    ['an answer whose body is rubbish', 202, '<html>', (p) => p.answerMfa({ jobId, answers: ['1'] }, never), undefined],
    ['a list', 200, { type: 'list', data: [] }, (p) => p.listJobs({ userId }, never), []],
  ])('%s is read', async (_, status, body, ask, value) => {
    expect(await ask(portAnswering(status, body).port)()).toStrictEqual(E.right(value))
  })
})
