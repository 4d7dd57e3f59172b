import { createVirtualClock } from '@bank-connection/core/adapter'
import type { AccessLogEntry } from '@bank-connection/sandbox'
import { expect, test } from 'vitest'
import { createHandlerClient, errorIn, JSON_HEADERS } from './handler-client.ts'

/** A client of a bank with a fault. `create` creates a user; `made` is the number of created users. */
const createFaultyClient = async (fault: object) => {
  const entries: AccessLogEntry[] = []
  const clock = createVirtualClock({ startAt: 0 })
  const client = createHandlerClient({ control: true, clock, onRequest: (entry) => entries.push(entry) })
  const authorization = await client.bearer()
  await client.control('faults', fault)
  const headers = { ...JSON_HEADERS, authorization }
  const create = () => client.send('/users', { method: 'POST', headers, body: '{"email":"a@example.com"}' })
  return { ...client, authorization, clock, entries, create, made: () => client.bank.world().made }
}

test('the fault status responds instead of the bank, with its error body and CORS headers', async () => {
  const { create, made } = await createFaultyClient({ fault: 'status', status: 429, retryAfter: 7 })
  const response = await create()
  expect(response.status).toBe(429)
  expect(response.headers.get('retry-after')).toBe('7')
  expect(made()).toBe(0)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect((await errorIn(response))['code']).toBe('too-many-requests')
  expect((await create()).status).toBe(201)
})

test('a reset ends the connection before the request takes effect', async () => {
  const { create, made, entries } = await createFaultyClient({ fault: 'reset' })
  const response = await create()
  expect(response.type).toBe('error')
  expect(response.status).toBe(0)
  expect(made()).toBe(0)
  expect(entries.at(-1)).toMatchObject({ method: 'POST', path: '/users', status: null })
})

test('a lost answer ends the connection after the request took effect', async () => {
  const { create, made } = await createFaultyClient({ fault: 'lost-answer' })
  const response = await create()
  expect(response.type).toBe('error')
  expect(response.status).toBe(0)
  expect(made()).toBe(1)
})

test('a delay is in real milliseconds, not in bank time', async () => {
  const { create, made, clock, bank, entries } = await createFaultyClient({ fault: 'delay', ms: 1_234 })
  const bankTime = bank.clock.now()
  const response = await create()
  expect(response.status).toBe(201)
  expect(made()).toBe(1)
  expect(clock.now()).toBe(1_234)
  expect(bank.clock.now() - bankTime).toBe(0)
  expect(entries.at(-1)).toMatchObject({ at: 0, durationMs: 1_234 })
})

test('a truncated response ends in the middle, after the request took effect', async () => {
  const { create, made } = await createFaultyClient({ fault: 'truncated' })
  const response = await create()
  expect(response.status).toBe(201)
  expect(made()).toBe(1)
  const reader = response.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  const length = Number(response.headers.get('content-length'))
  expect(value?.length).toBe(Math.floor(length / 2))
  expect(new TextDecoder().decode(value)).toMatch(/^\{"type":"user"/u)
  await expect(reader?.read()).rejects.toThrow('terminated')
})

test('a truncated response without a body is lost', async () => {
  const { send, authorization, bank } = await createFaultyClient({ fault: 'truncated', method: 'DELETE' })
  const response = await send('/users/user-1', { method: 'DELETE', headers: { authorization } })
  expect(response.type).toBe('error')
  expect(JSON.stringify(bank.world())).not.toContain('"id":"user-1"')
})

test('an empty response keeps its status, after the request took effect', async () => {
  const { create, made } = await createFaultyClient({ fault: 'empty' })
  const response = await create()
  expect(response.status).toBe(201)
  expect(await response.text()).toBe('')
  expect(made()).toBe(1)
})

test('the fault html responds with a page instead of the bank', async () => {
  const { create, made } = await createFaultyClient({ fault: 'html', status: 200 })
  const response = await create()
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(made()).toBe(0)
  expect(await response.text()).toMatch(/^<!doctype html>/u)
})

test('a fault does not apply to tokens, control endpoints or OPTIONS', async () => {
  const { send, bearer } = await createFaultyClient({ fault: 'reset' })
  const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }
  expect(await bearer()).toMatch(/^Bearer .{20}/u)
  expect((await send('/_sandbox/world')).status).toBe(200)
  expect((await send('/institutions', preflight)).status).toBe(204)
  expect((await send('/institutions', { method: 'OPTIONS' })).status).toBe(204)
  expect((await send('/institutions')).type).toBe('error')
})

test('a fault with the path /token applies to token requests', async () => {
  const { bearer, send } = await createFaultyClient({ fault: 'status', status: 403, path: '/token' })
  expect((await send('/public/institutions')).status).toBe(200)
  expect(await bearer()).toBe('Bearer ')
})

test('a redirect points to an invalid host, and the request has no effect', async () => {
  const { create, made } = await createFaultyClient({ fault: 'status', status: 307 })
  const response = await create()
  expect(response.status).toBe(307)
  expect(response.headers.get('location')).toBe('https://elsewhere.invalid/')
  expect(made()).toBe(0)
})

test.each([204, 205, 304])('%d has no body, and the request has no effect', async (status) => {
  const { create, made } = await createFaultyClient({ fault: 'status', status })
  const response = await create()
  expect(response.status).toBe(status)
  expect(await response.text()).toBe('')
  expect(made()).toBe(0)
})

test('the fault status-after responds with its status and header after the request took effect', async () => {
  const { create, made } = await createFaultyClient({ fault: 'status-after', status: 503, retryAfter: 9 })
  const response = await create()
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('9')
  expect(made()).toBe(1)
})

test.each([
  ['broken-off', /^\{"type":"user".{20,}[^}]$/u],
  ['garbage', /^[^{]+$/u],
])('a response with the fault %s has the content type JSON but is not JSON', async (fault, form) => {
  const { create, made } = await createFaultyClient({ fault })
  const response = await create()
  const text = await response.text()
  expect(response.status).toBe(201)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(made()).toBe(1)
  expect(text).toMatch(form)
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
})

test('a duplicated request takes effect twice', async () => {
  const { create, made } = await createFaultyClient({ fault: 'duplicate' })
  expect((await create()).status).toBe(201)
  expect(made()).toBe(2)
})

test('a refused connection ends without effect, like a reset', async () => {
  const { create, made } = await createFaultyClient({ fault: 'refused' })
  expect((await create()).type).toBe('error')
  expect(made()).toBe(0)
})
