import { createWorld, respond } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { CONNECTIONS, gavin, MONDAY, tokenIn, tokenRequest } from '../test-client.ts'

const ORIGIN = 'http://127.0.0.1:4010'
const BASE = 'https://au-api.basiq.io'

const headers = { authorization: `Bearer ${tokenIn(respond(createWorld(), MONDAY, tokenRequest())[1])}` }

const create = { method: 'POST', path: CONNECTIONS, headers, body: { ...gavin, institution: { id: 'AU00000' } } }
const get = (path: string) => ({ method: 'GET', path, headers, body: null })

/** Responses to the same requests, and the world after them, for a client that uses an origin. */
const run = (origin: string | undefined) => {
  let world = createWorld()
  let now = MONDAY
  const send = (request: Parameters<typeof respond>[2]) => {
    now += 20_000
    const [next, response] = respond(world, now, origin === undefined ? request : { ...request, origin })
    world = next
    return response
  }
  const created = send(create)
  const { id } = created.body as { readonly id: string }
  const responses = [
    created,
    send(get(`/jobs/${id}`)),
    send(get('/users/user-1/jobs')),
    send(get(CONNECTIONS)),
    send(get('/users/user-1')),
    send(get('/users/user-1/accounts')),
    send(get('/users/user-1/transactions?limit=3')),
    send(get('/institutions')),
    send({ ...create, path: '/users', body: { email: 'a@example.com' } }),
    send(get('/nowhere')),
  ]
  return { texts: responses.map((response) => JSON.stringify(response)), world: JSON.stringify(world) }
}

test('links start with the origin that the client used, and nothing else in a response depends on it', () => {
  const byDefault = run(undefined).texts
  const withOrigin = run(ORIGIN).texts
  expect(withOrigin).toStrictEqual(byDefault.map((text) => text.replaceAll(BASE, ORIGIN)))
  expect(withOrigin.filter((text) => text.includes(BASE))).toStrictEqual([])
  expect(withOrigin.map((text) => text.split(ORIGIN).length - 1 > 0)).toStrictEqual([...Array(9).fill(true), false])
})

test('the world after requests does not depend on the origin that the client used', () => {
  expect(run(ORIGIN).world).toBe(run(undefined).world)
})
