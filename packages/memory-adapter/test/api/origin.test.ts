import { createWorld, respond } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { CONNECTIONS, gavin, MONDAY, tokenRequest } from '../test-client.ts'

const ORIGIN = 'http://127.0.0.1:4010'
const BASE = 'https://au-api.basiq.io'

const [, { body: tokenBody }] = respond(createWorld(), MONDAY, tokenRequest('SERVER_ACCESS'))
const { access_token: token } = tokenBody as { readonly access_token: string }
const headers = { authorization: `Bearer ${token}` }

const create = { method: 'POST', path: CONNECTIONS, headers, body: { ...gavin, institution: { id: 'AU00000' } } }
const get = (path: string) => ({ method: 'GET', path, headers, body: null })

/** What the same requests come to, from a client that came under an origin, or under none. */
const tell = (origin: string | undefined) => {
  const came = origin === undefined ? {} : { origin }
  let world = createWorld()
  let now = MONDAY
  const ask = (request: Parameters<typeof respond>[2]) => {
    now += 20_000
    const [next, response] = respond(world, now, { ...request, ...came })
    world = next
    return response
  }
  const created = ask(create)
  const { id } = created.body as { readonly id: string }
  const answers = [
    created,
    ask(get(`/jobs/${id}`)),
    ask(get('/users/user-1/jobs')),
    ask(get(CONNECTIONS)),
    ask(get('/users/user-1')),
    ask(get('/users/user-1/accounts')),
    ask(get('/users/user-1/transactions?limit=3')),
    ask(get('/institutions')),
    ask({ ...create, path: '/users', body: { email: 'a@example.com' } }),
    ask(get('/nowhere')),
  ]
  return { texts: answers.map((answer) => JSON.stringify(answer)), world: JSON.stringify(world) }
}

test('links begin with the address under which the client came, and nothing else of an answer depends on it', () => {
  const far = tell(undefined).texts
  const near = tell(ORIGIN).texts
  expect(near).toStrictEqual(far.map((text) => text.replaceAll(BASE, ORIGIN)))
  expect(near.filter((text) => text.includes(BASE))).toStrictEqual([])
  expect(near.map((text) => text.split(ORIGIN).length - 1 > 0)).toStrictEqual([...Array(9).fill(true), false])
})

test('the world after requests does not depend on the address under which the client came', () => {
  expect(tell(ORIGIN).world).toBe(tell(undefined).world)
})
