import { createVirtualClock } from '@bank-connection/core/adapter'
import type { AccessLogEntry } from '@bank-connection/sandbox'
import { expect, test } from 'vitest'
import { createCaller, errorIn, JSON_HEADERS } from './handler-client.ts'

const USERS = '/users'

const createUser = (authorization: string) => ({
  method: 'POST',
  headers: { ...JSON_HEADERS, authorization },
  body: '{"email":"a@example.com"}',
})

/** A bank that a fault is to hit, and how many users were made. */
const hit = async (fault: object) => {
  const exchanges: AccessLogEntry[] = []
  const clock = createVirtualClock({ startAt: 0 })
  const caller = createCaller({ control: true, clock, onExchange: (exchange) => exchanges.push(exchange) })
  const authorization = await caller.bearer()
  await caller.steer('faults', fault)
  return { ...caller, authorization, clock, exchanges, made: () => caller.bank.world().made }
}

test('a status is answered in place of the bank, with its envelope, for pages as well', async () => {
  const { ask, authorization, made } = await hit({ fault: 'status', status: 429, retryAfter: 7 })
  const response = await ask(USERS, createUser(authorization))
  expect([response.status, response.headers.get('retry-after'), made()]).toStrictEqual([429, '7', 0])
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect((await errorIn(response))['code']).toBe('too-many-requests')
  expect((await ask(USERS, createUser(authorization))).status).toBe(201)
})

test('a reset ends the connection before the request has its effect', async () => {
  const { ask, authorization, made, exchanges } = await hit({ fault: 'reset' })
  const response = await ask(USERS, createUser(authorization))
  expect([response.type, response.status, made()]).toStrictEqual(['error', 0, 0])
  expect(exchanges.at(-1)).toMatchObject({ method: 'POST', path: '/users', status: null })
})

test('a lost answer ends the connection after the request had its effect', async () => {
  const { ask, authorization, made } = await hit({ fault: 'lost-answer' })
  const response = await ask(USERS, createUser(authorization))
  expect([response.type, response.status, made()]).toStrictEqual(['error', 0, 1])
})

test('a delay holds the request back for real milliseconds, not for those of the bank', async () => {
  const { ask, authorization, made, clock, bank, exchanges } = await hit({ fault: 'delay', ms: 1_234 })
  const bankTime = bank.clock.now()
  const response = await ask(USERS, createUser(authorization))
  expect([response.status, made(), clock.now(), bank.clock.now() - bankTime]).toStrictEqual([201, 1, 1_234, 0])
  expect(exchanges.at(-1)).toMatchObject({ at: 0, durationMs: 1_234 })
})

test('a truncated answer breaks in the middle, after the request had its effect', async () => {
  const { ask, authorization, made } = await hit({ fault: 'truncated' })
  const response = await ask(USERS, createUser(authorization))
  expect([response.status, made()]).toStrictEqual([201, 1])
  const reader = response.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  const length = Number(response.headers.get('content-length'))
  expect(value?.length).toBe(Math.floor(length / 2))
  expect(new TextDecoder().decode(value)).toMatch(/^\{"type":"user"/u)
  await expect(reader?.read()).rejects.toThrow('terminated')
})

test('an answer that has no body to be cut is lost', async () => {
  const { ask, authorization, bank } = await hit({ fault: 'truncated', method: 'DELETE' })
  const response = await ask('/users/user-1', { method: 'DELETE', headers: { authorization } })
  expect(response.type).toBe('error')
  expect(JSON.stringify(bank.world())).not.toContain('"id":"user-1"')
})

test('an empty answer keeps its status, after the request had its effect', async () => {
  const { ask, authorization, made } = await hit({ fault: 'empty' })
  const response = await ask(USERS, createUser(authorization))
  expect([response.status, await response.text(), made()]).toStrictEqual([201, '', 1])
})

test('a page is answered in place of the bank', async () => {
  const { ask, authorization, made } = await hit({ fault: 'html', status: 200 })
  const response = await ask(USERS, createUser(authorization))
  expect([response.status, response.headers.get('content-type'), made()]).toStrictEqual([
    200,
    'text/html; charset=utf-8',
    0,
  ])
  expect(await response.text()).toMatch(/^<!doctype html>/u)
})

test('a fault hits neither tokens, nor the control, nor what a browser asks first', async () => {
  const { ask, bearer } = await hit({ fault: 'reset' })
  const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }
  expect(await bearer()).toMatch(/^Bearer .{20}/u)
  expect((await ask('/_sandbox/world')).status).toBe(200)
  expect((await ask('/institutions', preflight)).status).toBe(204)
  expect((await ask('/institutions', { method: 'OPTIONS' })).status).toBe(204)
  expect((await ask('/institutions')).type).toBe('error')
})

test('a fault for tokens hits them', async () => {
  const { bearer, ask } = await hit({ fault: 'status', status: 403, path: '/token' })
  expect((await ask('/public/institutions')).status).toBe(200)
  expect(await bearer()).toBe('Bearer ')
})

test('a redirect leads to where nobody is, and has no effect', async () => {
  const { ask, authorization, made } = await hit({ fault: 'status', status: 307 })
  const response = await ask(USERS, createUser(authorization))
  expect([response.status, response.headers.get('location'), made()]).toStrictEqual([
    307,
    'https://elsewhere.invalid/',
    0,
  ])
})

test.each([204, 205, 304])('%d has no body, and has no effect', async (status) => {
  const { ask, authorization, made } = await hit({ fault: 'status', status })
  const response = await ask(USERS, createUser(authorization))
  expect([response.status, await response.text(), made()]).toStrictEqual([status, '', 0])
})

test('a status comes with its header after the request had its effect', async () => {
  const { ask, authorization, made } = await hit({ fault: 'status-after', status: 503, retryAfter: 9 })
  const response = await ask(USERS, createUser(authorization))
  expect([response.status, response.headers.get('retry-after'), made()]).toStrictEqual([503, '9', 1])
})

test.each([
  ['broken-off', /^\{"type":"user".{20,}[^}]$/u],
  ['garbage', /^[^{]+$/u],
])('an answer that is %s says that it is JSON, and is none', async (fault, form) => {
  const { ask, authorization, made } = await hit({ fault })
  const response = await ask(USERS, createUser(authorization))
  const text = await response.text()
  expect([response.status, response.headers.get('content-type'), made()]).toStrictEqual([201, 'application/json', 1])
  expect(text).toMatch(form)
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
})

test('a request that is duplicated has its effect twice', async () => {
  const { ask, authorization, made } = await hit({ fault: 'duplicate' })
  expect([(await ask(USERS, createUser(authorization))).status, made()]).toStrictEqual([201, 2])
})

test('a refused connection ends like one that is reset, since the server listens', async () => {
  const { ask, authorization, made } = await hit({ fault: 'refused' })
  expect([(await ask(USERS, createUser(authorization))).type, made()]).toStrictEqual(['error', 0])
})
