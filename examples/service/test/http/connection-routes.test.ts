import { UserId } from '@bank-connection/core'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import type { ShownConnection } from '../../src/connections/public-connection.ts'
import { right, testService } from '../test-service.ts'

const BankUser = t.strict({ userId: UserId })
const LAST_USER =
  'select bank_user_id as "userId" from end_users where bank_user_id is not null order by created_at desc limit 1'

const GOOD = { credentials: { loginId: 'gavinBelson', password: 'hooli2016' } }
const WRONG = { credentials: { loginId: 'gavinBelson', password: 'no' } }

test('a connection with a second factor runs from its form to its accounts', async () => {
  const person = await (await testService()).person()
  const id = await person.begun('AU00002')
  const form = await person.until(id, 'Collecting')
  expect(form.view).toMatchObject({ fields: [{ field: 'loginId' }, { field: 'password' }], attemptsLeft: 3 })
  expect((await person.post(`/api/connections/${id}/credentials`, GOOD)).status).toBe(202)
  expect((await person.until(id, 'Challenged')).view).toMatchObject({
    prompts: ["What's your first company?"],
    round: 1,
  })
  expect((await person.post(`/api/connections/${id}/answers`, { answers: ['Hooli'] })).status).toBe(202)
  expect(await person.until(id, 'Connected')).toMatchObject({
    view: { tag: 'Connected' },
    institution: { id: 'AU00002' },
  })
  await person.stream(`/api/connections/${id}/events`, (text) => text.includes('"hasAccounts":true'))
  const { status, body } = await person.get(`/api/connections/${id}/accounts`)
  expect([status, body]).toMatchObject([
    200,
    { accounts: [{ accountNo: expect.stringMatching(/^•••• \d{4}$/) }, {}, {}] },
  ])
})

test('a wrong password is told with what to do and the tries that are left, and the right one goes on', async () => {
  const person = await (await testService()).person()
  const id = await person.begun('AU00000')
  await person.until(id, 'Collecting')
  await person.post(`/api/connections/${id}/credentials`, WRONG)
  await person.stream(`/api/connections/${id}/events`, (text) => text.includes('"attemptsLeft":2'))
  const { body } = await person.get(`/api/connections/${id}`)
  expect(body).toMatchObject({ connection: { view: { refusal: { text: expect.stringContaining('did not accept') } } } })
  await person.post(`/api/connections/${id}/credentials`, GOOD)
  expect((await person.until(id, 'Connected')).view.tag).toBe('Connected')
})

test('credentials that lack a field are refused with its name, and nothing is sent to the bank', async () => {
  const service = await testService()
  const person = await service.person()
  const id = await person.begun('AU00000')
  await person.until(id, 'Collecting')
  const before = service.bank.served()
  const { status, body } = await person.post(`/api/connections/${id}/credentials`, { credentials: { loginId: 'a' } })
  expect([status, body]).toMatchObject([422, { code: 'credentials-incomplete', missing: ['password'] }])
  expect(service.bank.served()).toBe(before)
})

test('an outage ends in advice, the bank’s part of which is when to try again', async () => {
  const person = await (await testService()).person()
  const id = await person.begun('AU00000')
  await person.until(id, 'Collecting')
  await person.post(`/api/connections/${id}/credentials`, {
    credentials: { loginId: 'jianYang', password: 'nothotdog' },
  })
  const { view } = await person.until(id, 'Failed')
  expect(view).toMatchObject({ advice: { actor: 'bank', retry: { when: 'later', afterMs: 600_000 } } })
})

test('the same idempotency key begins one connection, and for another bank it is refused', async () => {
  const person = await (await testService()).person()
  const keys = Array.from({ length: 5 }, () => 'key-of-one-click')
  const answers = await Promise.all(keys.map((key) => person.begin('AU00000', key)))
  const ids = answers.map(({ body }) => (body['connection'] as ShownConnection).id)
  expect(new Set(ids).size).toBe(1)
  expect(answers.map(({ status }) => status).sort()).toStrictEqual([200, 200, 200, 200, 201])
  expect((await person.begin('AU00001', 'key-of-one-click')).body).toMatchObject({ code: 'key-used-otherwise' })
  expect((await person.begin('AU00000', 'short')).body).toMatchObject({ code: 'no-idempotency-key' })
})

test('one person has so many connections in progress, and a cancelled one makes room', async () => {
  const person = await (await testService({ limits: { runningPerUserMax: 2 } })).person()
  const answers = await Promise.all(['AU00000', 'AU00001', 'AU00003'].map((id) => person.begin(id)))
  expect(answers.map(({ status }) => status).sort()).toStrictEqual([201, 201, 429])
  const first = answers.map(({ body }) => body['connection'] as ShownConnection).find((one) => one !== undefined)
  const id = first?.id ?? ''
  expect((await person.post(`/api/connections/${id}/cancel`)).status).toBe(202)
  await person.until(id, 'Failed')
  expect((await person.begin('AU00003')).status).toBe(201)
})

test('credentials are taken so often for one connection, and so often for one person, whatever the machine allows', async () => {
  const window = { windowMs: 60_000 }
  const limits = { credentialsOfUser: { max: 3, ...window }, secretsOfConnection: { max: 2, ...window } }
  const person = await (await testService({ limits })).person()
  const first = await person.begun('AU00000')
  const second = await person.begun('AU00000')
  const give = async (id: string) =>
    (await person.post(`/api/connections/${id}/credentials`, { credentials: {} })).status
  expect([await give(first), await give(first), await give(first)]).toStrictEqual([422, 422, 429])
  const refused = await person.post(`/api/connections/${second}/credentials`, { credentials: {} })
  expect([refused.status, Number(refused.headers.get('retry-after')) > 50]).toStrictEqual([429, true])
})

test('a refresh fetches what is new, twice at a time is once, and afterwards it can be removed at the bank as well', async () => {
  const service = await testService()
  const person = await service.person()
  const id = await person.begun('AU00000')
  await person.until(id, 'Collecting')
  await person.post(`/api/connections/${id}/credentials`, GOOD)
  await person.stream(`/api/connections/${id}/events`, (text) => text.includes('"hasAccounts":true'))
  const refreshed = await Promise.all([1, 2, 3].map(() => person.post(`/api/connections/${id}/refresh`)))
  expect(refreshed.map(({ status }) => status).sort()).toStrictEqual([202, 409, 409])
  expect((await person.send('DELETE', `/api/connections/${id}`)).body).toMatchObject({ code: 'still-running' })
  await person.stream(`/api/connections/${id}/events`, (text) => text.includes('"tag":"Connected"'))
  await expect
    .poll(async () => (await person.send('DELETE', `/api/connections/${id}`)).status, { timeout: 20_000 })
    .toBe(200)
  expect((await person.get('/api/connections')).body).toMatchObject({ connections: [] })
  const [row] = right(await service.database.query(BankUser, LAST_USER)())
  const { userId } = row ?? { userId: '' as UserId }
  expect(right(await service.bank.port.listConnections({ userId })())).toStrictEqual([])
})
