import { createVirtualClock } from '@bank-connection/core/adapter'
import type { AccessLogEntry } from '@bank-connection/sandbox'
import { expect, test } from 'vitest'
import { createHandlerClient, errorIn, JSON_HEADERS } from './handler-client.ts'

const USERS = '/users'

const createUser = (authorization: string) => ({
  method: 'POST',
  headers: { ...JSON_HEADERS, authorization },
  body: '{"email":"a@example.com"}',
})

/** A bank that a fault is to hit, and how many users were made. */
const hit = async (fault: object) => {
  const entries: AccessLogEntry[] = []
  const clock = createVirtualClock({ startAt: 0 })
  const client = createHandlerClient({ control: true, clock, onRequest: (entry) => entries.push(entry) })
  const authorization = await client.bearer()
  await client.control('faults', fault)
  return { ...client, authorization, clock, entries, made: () => client.bank.world().made }
}

test('a status is answered in place of the bank, with its envelope, for pages as well', async () => {
  const { send, authorization, made } = await hit({ fault: 'status', status: 429, retryAfter: 7 })
  const response = await send(USERS, createUser(authorization))
  expect([response.status, response.headers.get('retry-after'), made()]).toStrictEqual([429, '7', 0])
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect((await errorIn(response))['code']).toBe('too-many-requests')
  expect((await send(USERS, createUser(authorization))).status).toBe(201)
})

test('a reset ends the connection before the request has its effect', async () => {
  const { send, authorization, made, entries } = await hit({ fault: 'reset' })
  const response = await send(USERS, createUser(authorization))
  expect([response.type, response.status, made()]).toStrictEqual(['error', 0, 0])
  expect(entries.at(-1)).toMatchObject({ method: 'POST', path: '/users', status: null })
})

test('a lost answer ends the connection after the request had its effect', async () => {
  const { send, authorization, made } = await hit({ fault: 'lost-answer' })
  const response = await send(USERS, createUser(authorization))
  expect([response.type, response.status, made()]).toStrictEqual(['error', 0, 1])
})

test('a delay holds the request back for real milliseconds, not for those of the bank', async () => {
  const { send, authorization, made, clock, bank, entries } = await hit({ fault: 'delay', ms: 1_234 })
  const bankTime = bank.clock.now()
  const response = await send(USERS, createUser(authorization))
  expect([response.status, made(), clock.now(), bank.clock.now() - bankTime]).toStrictEqual([201, 1, 1_234, 0])
  expect(entries.at(-1)).toMatchObject({ at: 0, durationMs: 1_234 })
})

test('a truncated answer breaks in the middle, after the request had its effect', async () => {
  const { send, authorization, made } = await hit({ fault: 'truncated' })
  const response = await send(USERS, createUser(authorization))
  expect([response.status, made()]).toStrictEqual([201, 1])
  const reader = response.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  const length = Number(response.headers.get('content-length'))
  expect(value?.length).toBe(Math.floor(length / 2))
  expect(new TextDecoder().decode(value)).toMatch(/^\{"type":"user"/u)
  await expect(reader?.read()).rejects.toThrow('terminated')
})

test('an answer that has no body to be cut is lost', async () => {
  const { send, authorization, bank } = await hit({ fault: 'truncated', method: 'DELETE' })
  const response = await send('/users/user-1', { method: 'DELETE', headers: { authorization } })
  expect(response.type).toBe('error')
  expect(JSON.stringify(bank.world())).not.toContain('"id":"user-1"')
})

test('an empty answer keeps its status, after the request had its effect', async () => {
  const { send, authorization, made } = await hit({ fault: 'empty' })
  const response = await send(USERS, createUser(authorization))
  expect([response.status, await response.text(), made()]).toStrictEqual([201, '', 1])
})

test('a page is answered in place of the bank', async () => {
  const { send, authorization, made } = await hit({ fault: 'html', status: 200 })
  const response = await send(USERS, createUser(authorization))
  expect([response.status, response.headers.get('content-type'), made()]).toStrictEqual([
    200,
    'text/html; charset=utf-8',
    0,
  ])
  expect(await response.text()).toMatch(/^<!doctype html>/u)
})

test('a fault hits neither tokens, nor the control, nor what a browser asks first', async () => {
  const { send, bearer } = await hit({ fault: 'reset' })
  const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }
  expect(await bearer()).toMatch(/^Bearer .{20}/u)
  expect((await send('/_sandbox/world')).status).toBe(200)
  expect((await send('/institutions', preflight)).status).toBe(204)
  expect((await send('/institutions', { method: 'OPTIONS' })).status).toBe(204)
  expect((await send('/institutions')).type).toBe('error')
})

test('a fault for tokens hits them', async () => {
  const { bearer, send } = await hit({ fault: 'status', status: 403, path: '/token' })
  expect((await send('/public/institutions')).status).toBe(200)
  expect(await bearer()).toBe('Bearer ')
})

test('a redirect leads to where nobody is, and has no effect', async () => {
  const { send, authorization, made } = await hit({ fault: 'status', status: 307 })
  const response = await send(USERS, createUser(authorization))
  expect([response.status, response.headers.get('location'), made()]).toStrictEqual([
    307,
    'https://elsewhere.invalid/',
    0,
  ])
})

test.each([204, 205, 304])('%d has no body, and has no effect', async (status) => {
  const { send, authorization, made } = await hit({ fault: 'status', status })
  const response = await send(USERS, createUser(authorization))
  expect([response.status, await response.text(), made()]).toStrictEqual([status, '', 0])
})

test('a status comes with its header after the request had its effect', async () => {
  const { send, authorization, made } = await hit({ fault: 'status-after', status: 503, retryAfter: 9 })
  const response = await send(USERS, createUser(authorization))
  expect([response.status, response.headers.get('retry-after'), made()]).toStrictEqual([503, '9', 1])
})

test.each([
  ['broken-off', /^\{"type":"user".{20,}[^}]$/u],
  ['garbage', /^[^{]+$/u],
])('an answer that is %s says that it is JSON, and is none', async (fault, form) => {
  const { send, authorization, made } = await hit({ fault })
  const response = await send(USERS, createUser(authorization))
  const text = await response.text()
  expect([response.status, response.headers.get('content-type'), made()]).toStrictEqual([201, 'application/json', 1])
  expect(text).toMatch(form)
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
})

test('a request that is duplicated has its effect twice', async () => {
  const { send, authorization, made } = await hit({ fault: 'duplicate' })
  expect([(await send(USERS, createUser(authorization))).status, made()]).toStrictEqual([201, 2])
})

test('a refused connection ends like one that is reset, since the server listens', async () => {
  const { send, authorization, made } = await hit({ fault: 'refused' })
  expect([(await send(USERS, createUser(authorization))).type, made()]).toStrictEqual(['error', 0])
})
