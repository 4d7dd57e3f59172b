import { UserId } from '@bank-connection/core'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import type { PublicConnection } from '../../src/connections/public-connection.ts'
import { GOOD } from '../test-client.ts'
import { right, testService } from '../test-service.ts'

const BankUser = t.strict({ userId: UserId })
const LAST_USER =
  'select bank_user_id as "userId" from end_users where bank_user_id is not null order by created_at desc limit 1'

test('a connection with a second factor runs from the form to the accounts', async () => {
  const client = await (await testService()).openClient()
  const id = await client.startConnection('AU00002')
  const form = await client.waitForView(id, 'Collecting')
  expect(form.view).toMatchObject({ fields: [{ field: 'loginId' }, { field: 'password' }], attemptsLeft: 3 })
  expect((await client.post(`/api/connections/${id}/credentials`, GOOD)).status).toBe(202)
  expect((await client.waitForView(id, 'Challenged')).view).toMatchObject({
    prompts: ["What's your first company?"],
    round: 1,
  })
  expect((await client.post(`/api/connections/${id}/answers`, { answers: ['Hooli'] })).status).toBe(202)
  expect(await client.waitForView(id, 'Connected')).toMatchObject({
    view: { tag: 'Connected' },
    institution: { id: 'AU00002' },
  })
  await client.stream(`/api/connections/${id}/events`, (text) => text.includes('"hasAccounts":true'))
  const { status, body } = await client.get(`/api/connections/${id}/accounts`)
  expect(status).toBe(200)
  expect(body).toMatchObject({ accounts: [{ accountNo: expect.stringMatching(/^•••• \d{4}$/) }, {}, {}] })
})

test('a wrong password is reported with the remaining attempts, and the right one connects', async () => {
  const client = await (await testService()).openClient()
  const id = await client.submitConnection('AU00000', { credentials: { loginId: 'gavinBelson', password: 'no' } })
  await client.stream(`/api/connections/${id}/events`, (text) => text.includes('"attemptsLeft":2'))
  const { body } = await client.get(`/api/connections/${id}`)
  expect(body).toMatchObject({ connection: { view: { refusal: { text: expect.stringContaining('didn’t accept') } } } })
  await client.post(`/api/connections/${id}/credentials`, GOOD)
  expect((await client.waitForView(id, 'Connected')).view.tag).toBe('Connected')
})

test('credentials without a required field are rejected with its name, and nothing is sent to the bank', async () => {
  const service = await testService()
  const client = await service.openClient()
  const id = await client.startConnection('AU00000')
  await client.waitForView(id, 'Collecting')
  const before = service.bank.served()
  const { status, body } = await client.post(`/api/connections/${id}/credentials`, { credentials: { loginId: 'a' } })
  expect(status).toBe(422)
  expect(body).toMatchObject({ code: 'credentials-incomplete', missing: ['password'] })
  expect(service.bank.served()).toBe(before)
})

test('an outage fails with the advice to try again later', async () => {
  const client = await (await testService()).openClient()
  const id = await client.submitConnection('AU00000', { credentials: { loginId: 'jianYang', password: 'nothotdog' } })
  const { view } = await client.waitForView(id, 'Failed')
  expect(view).toMatchObject({ advice: { actor: 'bank', retry: { when: 'later', afterMs: 600_000 } } })
})

test('an idempotency key starts one connection, and is rejected for another bank', async () => {
  const client = await (await testService()).openClient()
  const keys = Array.from({ length: 5 }, () => 'key-of-one-click')
  const answers = await Promise.all(keys.map((key) => client.requestConnection('AU00000', key)))
  const ids = answers.map(({ body }) => (body['connection'] as PublicConnection).id)
  expect(new Set(ids).size).toBe(1)
  expect(answers.map(({ status }) => status).sort()).toStrictEqual([200, 200, 200, 200, 201])
  expect((await client.requestConnection('AU00001', 'key-of-one-click')).body).toMatchObject({
    code: 'key-used-otherwise',
  })
  expect((await client.requestConnection('AU00000', 'short')).body).toMatchObject({ code: 'no-idempotency-key' })
})

test('a user can have only so many running connections, and a cancelled one does not count', async () => {
  const client = await (await testService({ limits: { runningPerUserMax: 2 } })).openClient()
  const answers = await Promise.all(['AU00000', 'AU00001', 'AU00003'].map((id) => client.requestConnection(id)))
  expect(answers.map(({ status }) => status).sort()).toStrictEqual([201, 201, 429])
  const first = answers.map(({ body }) => body['connection'] as PublicConnection).find((one) => one !== undefined)
  const id = first?.id ?? ''
  expect((await client.post(`/api/connections/${id}/cancel`)).status).toBe(202)
  await client.waitForView(id, 'Failed')
  expect((await client.requestConnection('AU00003')).status).toBe(201)
})

test('credentials are limited per connection and per user', async () => {
  const window = { windowMs: 60_000 }
  const limits = { credentialsOfUser: { max: 3, ...window }, secretsOfConnection: { max: 2, ...window } }
  const client = await (await testService({ limits })).openClient()
  const first = await client.startConnection('AU00000')
  const second = await client.startConnection('AU00000')
  const submit = async (id: string) =>
    (await client.post(`/api/connections/${id}/credentials`, { credentials: {} })).status
  expect([await submit(first), await submit(first), await submit(first)]).toStrictEqual([422, 422, 429])
  const refused = await client.post(`/api/connections/${second}/credentials`, { credentials: {} })
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50)
})

test('concurrent refreshes run once, and afterwards the connection can be removed, also at the bank', async () => {
  const service = await testService()
  const client = await service.openClient()
  const id = await client.submitConnection('AU00000')
  await client.stream(`/api/connections/${id}/events`, (text) => text.includes('"hasAccounts":true'))
  const refreshed = await Promise.all([1, 2, 3].map(() => client.post(`/api/connections/${id}/refresh`)))
  expect(refreshed.map(({ status }) => status).sort()).toStrictEqual([202, 409, 409])
  expect((await client.send('DELETE', `/api/connections/${id}`)).body).toMatchObject({ code: 'still-running' })
  await client.stream(`/api/connections/${id}/events`, (text) => text.includes('"tag":"Connected"'))
  await client.removeConnection(id)
  expect((await client.get('/api/connections')).body).toMatchObject({ connections: [] })
  const [row] = right(await service.database.query(BankUser, LAST_USER)())
  const { userId } = row ?? { userId: '' as UserId }
  expect(right(await service.bank.port.listConnections({ userId })())).toStrictEqual([])
})
