import { expect, test } from 'vitest'
import { CONNECTIONS, connect, createTestClient, dataOf, waitUntilOver } from '../test-client.ts'

const HOST = 'https://au-api.basiq.io'
const JOB = '4c1ce970-27d1-4554-8292-fe62326eaad0'
const CONNECTION = '2f47a8e7-996c-4cc2-8e42-5e51c2febcec'
const EVERYDAY = 'e9cd844a-21a1-45a6-9b1b-e7d118fbc1bd'
const SAVER = '52db9cb3-70ab-4279-8a55-9c1340887f18'
const VISA = 'c7565d13-7cfe-418e-a35d-72109dc4d06a'

/** A bank with seed 1, after one successful connection. */
const client = createTestClient()
waitUntilOver(client, connect(client))

const web = (...fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, ['web']]))

test('an institution has the recorded shape', () => {
  expect(client.get('/institutions/AU00002').body).toStrictEqual({
    type: 'institution',
    id: 'AU00002',
    name: 'Pied Piper Bank',
    shortName: 'Pied Piper',
    institutionType: 'Test Bank',
    country: 'Australia',
    serviceName: 'Test',
    serviceType: 'Test',
    loginIdCaption: 'Login',
    passwordCaption: 'Password',
    tier: '4',
    authorization: 'user-mfa',
    features: {
      login: ['web'],
      mfaChallenge: ['web'],
      accounts: web(
        'accountNo',
        'name',
        'currency',
        'balance',
        'availableFunds',
        'lastUpdated',
        'accountHolder',
        'meta',
      ),
      transactions: web('status', 'description', 'date', 'amount', 'balance', 'class'),
      profile: web(
        'fullName',
        'firstName',
        'lastName',
        'middleName',
        'phoneNumbers',
        'emailAddresses',
        'physicalAddresses',
      ),
    },
    forgottenPasswordUrl: 'https://bank.example/AU00002/forgotten-password',
    stage: 'live',
    status: 'operational',
    stats: {
      averageDurationMs: {
        verifyCredentials: 3613,
        retrieveAccounts: 2064,
        retrieveTransactions: 4645,
        retrieveMeta: 516,
        total: 10322,
      },
    },
    logo: {
      type: 'image',
      colors: null,
      links: {
        square: 'https://bank.example/logo/AU00002.svg',
        full: 'https://bank.example/logo/AU00002-full.svg',
      },
    },
    links: { self: `${HOST}/institutions/AU00002` },
  })
})

test('an institution shows when it has no challenge, no statistics or user tokens', () => {
  const institutions = [{ id: 'AU77777', name: 'Mine', authorization: 'user', hasStats: false }] as const
  const own = createTestClient({ institutions })
  expect(own.get('/institutions/AU77777').body).toMatchObject({
    shortName: 'Mine',
    features: { mfaChallenge: [] },
    stats: { averageDurationMs: null },
  })
  expect(own.get('/institutions/AU19301').body).toMatchObject({ userTokenCaption: 'User token' })
  expect(own.get('/institutions/AU19301').body).not.toHaveProperty('passwordCaption')
})

const bank = { type: 'institution', id: 'AU00000', links: { self: `${HOST}/institutions/AU00000` } }
const common = {
  type: 'connection',
  id: CONNECTION,
  mfaEnabled: false,
  status: 'active',
  createdDate: '2026-01-05T00:00:00Z',
  lastUsed: '2026-01-05T00:00:00Z',
  institution: bank,
}
const links = {
  self: `${HOST}${CONNECTIONS}/${CONNECTION}`,
  accounts: `${HOST}/users/user-1/accounts?filter=connection.id.eq('${CONNECTION}')`,
  transactions: `${HOST}/users/user-1/transactions?filter=connection.id.eq('${CONNECTION}')`,
}

const summary = (id: string, accountNo: string, type: string, name: string, balance: string, funds: string) => ({
  type: 'account',
  id,
  accountNo,
  name,
  currency: 'AUD',
  class: { type, product: name },
  balance,
  availableFunds: funds,
  lastUpdated: '2026-01-05T00:00:03Z',
  status: 'available',
  links: {
    self: `${HOST}/users/user-1/accounts/${id}`,
    transactions: `${HOST}/users/user-1/transactions?filter=account.id.eq('${id}')`,
    connection: null,
    institution: `${HOST}/institutions/AU00000`,
  },
})
const everyday = summary(EVERYDAY, '291541-785135247', 'transaction', 'Everyday Account', '9156.35', '9077.09')

test('a connection has the recorded shape', () => {
  expect(client.get(`${CONNECTIONS}/${CONNECTION}`).body).toStrictEqual({
    ...common,
    profile: {
      fullName: 'Gavin Belson',
      firstName: 'Gavin',
      lastName: 'Belson',
      middleName: null,
      phoneNumbers: ['0400 000 000'],
      emailAddresses: ['customer@bank.example'],
      physicalAddresses: [
        {
          addressLine1: '1 Example Street',
          addressLine2: null,
          addressLine3: null,
          postcode: '2000',
          city: 'Sydney',
          state: 'NSW',
          country: 'Australia',
          countryCode: 'AUS',
          formattedAddress: '1 Example Street, Sydney NSW 2000, Australia',
        },
      ],
    },
    accounts: {
      type: 'list',
      data: [
        everyday,
        summary(SAVER, '291541-773825979', 'savings', 'Online Saver', '30939.32', '31178.52'),
        summary(VISA, '291541-183147045', 'credit-card', 'Low Rate Visa', '-4675.53', '9661.84'),
      ],
    },
    links: { ...links, user: `${HOST}/users/user-1` },
  })
})

test('the list of connections has the recorded shape', () => {
  expect(client.get(CONNECTIONS).body).toStrictEqual({
    type: 'list',
    data: [{ ...common, links: { ...links, institution: `${HOST}/institutions/AU00000` } }],
    links: { self: `${HOST}${CONNECTIONS}` },
  })
})

test('an account has the recorded shape', () => {
  const account = {
    ...everyday,
    transactionIntervals: [{ from: '2024-01-06', to: '2026-01-05' }],
    accountHolder: 'Gavin Belson',
    connection: CONNECTION,
    institution: 'AU00000',
  }
  expect(client.get(`/users/user-1/accounts/${EVERYDAY}`).body).toStrictEqual(account)
  expect(dataOf(client.get('/users/user-1/accounts'))[0]).toStrictEqual(account)
})

const transaction = (id: string, code: string, title: string) => ({
  type: 'transaction',
  id,
  account: EVERYDAY,
  direction: 'debit',
  class: 'payment',
  institution: 'AU00000',
  connection: CONNECTION,
  subClass: { code, title },
  enrich: { merchant: null, location: null, category: { anzsic: { class: { code, title } } } },
  links: {
    self: `${HOST}/users/user-1/transactions/${id}`,
    account: `${HOST}/users/user-1/accounts/${EVERYDAY}`,
    institution: `${HOST}/institutions/AU00000`,
    connection: null,
  },
})

test('a pending and a posted transaction have the documented shape', () => {
  const rows = dataOf<{ readonly status: string }>(client.get('/users/user-1/transactions'))
  expect(rows[0]).toStrictEqual({
    ...transaction('93462f60-1e85-4044-9c92-546cc6f7a6d7', '462', 'Urban Bus and Tramway Transport'),
    status: 'pending',
    description: 'SHELL COLES EXPRESS 1788',
    amount: '-48.22',
    balance: '9077.09',
    transactionDate: '2026-01-04T00:00:00Z',
    postDate: null,
  })
  expect(rows.find(({ status }) => status === 'posted')).toStrictEqual({
    ...transaction('b6850500-e707-428c-af2a-3c414af5bf94', '411', 'Supermarket and Grocery Stores'),
    status: 'posted',
    description: 'ALDI STORES MARRICKVILLE',
    amount: '-87.50',
    balance: '9156.35',
    transactionDate: '2026-01-02T00:00:00Z',
    postDate: '2026-01-04T00:00:00Z',
  })
})

test('the self link of each transaction returns that transaction', () => {
  const rows = dataOf<{ readonly id: string; readonly links: { readonly self: string } }>(
    client.get('/users/user-1/transactions?limit=5'),
  )
  const read = rows.map(({ links: { self } }) => client.get(self.replace(HOST, '')).body)
  expect(read).toStrictEqual(rows)
  expect(rows).toHaveLength(5)
  expect(client.get('/users/user-1/transactions/none').status).toBe(404)
  expect(client.get(`/users/nobody/transactions/${rows[0]?.id}`).status).toBe(404)
})

const reference = (type: string, id: string) => ({
  type,
  id,
  links: { self: `${HOST}/users/user-1/${type}s/${id}` },
})

test('a user has references to its accounts and connections', () => {
  expect(client.get('/users/user-1').body).toStrictEqual({
    type: 'user',
    id: 'user-1',
    email: 'user@example.com',
    accounts: { type: 'list', count: 3, data: [EVERYDAY, SAVER, VISA].map((id) => reference('account', id)) },
    connections: { type: 'list', count: 1, data: [reference('connection', CONNECTION)] },
    links: {
      self: `${HOST}/users/user-1`,
      accounts: `${HOST}/users/user-1/accounts`,
      connections: `${HOST}${CONNECTIONS}`,
      transactions: `${HOST}/users/user-1/transactions`,
      auth_link: null,
    },
  })
})

test('a job has the recorded shape, and its institution in a list', () => {
  const link = (title: string, url: string) => ({ title, status: 'success', result: { type: 'link', url } })
  const { links: jobLinks, ...job } = {
    type: 'job',
    id: JOB,
    created: '2026-01-05T00:00:00Z',
    updated: '2026-01-05T00:00:07Z',
    steps: [
      link('verify-credentials', `${CONNECTIONS}/${CONNECTION}`),
      link('retrieve-accounts', "/users/user-1/accounts?filter=institution.id.eq('AU00000')"),
      link('retrieve-transactions', "/users/user-1/transactions?filter=institution.id.eq('AU00000')"),
    ],
    links: { self: `${HOST}/jobs/${JOB}`, source: `${HOST}${CONNECTIONS}/${CONNECTION}` },
  }
  expect(client.get(`/jobs/${JOB}`).body).toStrictEqual({ ...job, links: jobLinks })
  expect(client.get('/users/user-1/jobs').body).toStrictEqual({
    type: 'list',
    size: 1,
    data: [{ ...job, institution: bank, links: jobLinks }],
    links: { self: `${HOST}/users/user-1/jobs` },
  })
})
