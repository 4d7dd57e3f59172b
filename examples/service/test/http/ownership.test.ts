import * as t from 'io-ts'
import { expect, test } from 'vitest'
import { testService } from '../test-service.ts'

const CREDENTIALS = { credentials: { loginId: 'gavinBelson', password: 'hooli2016' } }

test.each([
  ['GET', '', {}],
  ['GET', '/events', {}],
  ['GET', '/accounts', {}],
  ['POST', '/credentials', CREDENTIALS],
  ['POST', '/answers', { answers: ['Hooli'] }],
  ['POST', '/cancel', {}],
  ['POST', '/refresh', {}],
  ['DELETE', '', {}],
])(
  '%s …%s responds the same for a connection of another user as for one that does not exist',
  async (method, rest, body) => {
    const service = await testService()
    const [owner, stranger] = [await service.openClient(), await service.openClient()]
    const id = await owner.startConnection('AU00000')
    await owner.waitForView(id, 'Collecting')
    const send = (path: string) => (method === 'GET' ? stranger.get(path) : stranger.send(method, path, body))
    const existing = await send(`/api/connections/${id}${rest}`)
    const missing = await send(`/api/connections/c_does-not-exist-0123456${rest}`)
    expect(existing.status).toBe(404)
    expect(missing.status).toBe(404)
    expect(existing.text).toBe(missing.text)
    expect((await owner.get(`/api/connections/${id}`)).body).toMatchObject({
      connection: { view: { tag: 'Collecting' } },
    })
  },
)

test('lists and streams contain only the connections of the user', async () => {
  const service = await testService()
  const [owner, stranger] = [await service.openClient(), await service.openClient()]
  const id = await owner.startConnection('AU00000')
  const own = await stranger.startConnection('AU00001')
  expect((await stranger.get('/api/connections')).text).not.toContain(id)
  const streaming = stranger.stream('/api/events', (text) => text.includes('"tag":"Failed"'))
  await owner.post(`/api/connections/${id}/cancel`)
  await stranger.post(`/api/connections/${own}/cancel`)
  const text = await streaming
  expect(text).toContain(own)
  expect(text).not.toContain(id)
})

test('each user has one user at the bank', async () => {
  const service = await testService()
  const clients = [await service.openClient(), await service.openClient()]
  const ids = await Promise.all(
    clients.flatMap((client) => [client.startConnection('AU00000'), client.startConnection('AU00001')]),
  )
  const rows = await service.database.query(t.unknown, BANK_USERS, ids)()
  expect(rows).toMatchObject({ right: [{ connections: 2 }, { connections: 2 }] })
})

const BANK_USERS = `select count(*)::int as connections from connections join end_users on end_users.id = user_id
  where connections.id in ($1, $2, $3, $4) group by bank_user_id`
