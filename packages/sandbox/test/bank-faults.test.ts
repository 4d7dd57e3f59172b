import { createAbortController, neverAborted, unreachable } from '@bank-connection/core/adapter'
import { createMemoryBank, type FaultRule } from '@bank-connection/memory-adapter'
import { createBankHandler } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'

const user = { email: 'a@example.com' }
const lost = E.left(unreachable('offline', 'unknown'))
const everywhere = { times: 1, after: 0, method: null, path: null }

test('faults in the options apply to the port, not to direct requests to the bank', async () => {
  const bank = createMemoryBank({ faults: [{ fault: 'reset', method: 'POST', after: 1, times: 2 }] })
  const results = []
  for (let i = 0; i < 4; i++) results.push((await bank.port.createUser(user)())._tag)
  expect(results).toStrictEqual(['Right', 'Left', 'Left', 'Right'])
  expect(bank.served()).toBe(2)
  expect(bank.world().made).toBe(2)
  expect(bank.faults()).toStrictEqual([])
})

test('faults can be injected and cleared at runtime, and the first matching rule applies', async () => {
  const bank = createMemoryBank()
  bank.injectFault({ fault: 'lost-answer', path: '/users', times: null })
  bank.injectFault({ fault: 'refused' })
  expect(await bank.port.createUser(user)()).toStrictEqual(lost)
  expect(await bank.port.getUser({ userId: bank.userId })()).toStrictEqual(E.left(unreachable('offline', 'no')))
  expect(bank.faults()).toStrictEqual([{ fault: 'lost-answer', ...everywhere, times: null, path: '/users' }])
  bank.clearFaults()
  expect((await bank.port.createUser(user)())._tag).toBe('Right')
  expect(bank.faults()).toStrictEqual([])
  expect(bank.world().made).toBe(2)
})

test('a rule with a path template applies only to that path, with any ids and query', async () => {
  const bank = createMemoryBank({ faults: [{ fault: 'reset', path: '/users/{userId}/transactions', times: null }] })
  const { userId, port } = bank
  expect((await port.listAccounts({ userId })())._tag).toBe('Right')
  expect(await port.listTransactions({ userId, limit: 2, cursor: null })()).toStrictEqual(lost)
})

test('reset restores the faults of the options, unused', async () => {
  const faults: readonly FaultRule[] = [{ fault: 'reset', times: 2 }]
  const bank = createMemoryBank({ faults })
  const first = bank.faults()
  await bank.port.createUser(user)()
  bank.injectFault({ fault: 'empty' })
  expect(bank.faults()).not.toStrictEqual(first)
  bank.reset()
  expect(bank.faults()).toStrictEqual([{ fault: 'reset', ...everywhere, times: 2 }])
})

test('faults set over HTTP apply to the port, and faults used by the port are gone over HTTP', async () => {
  const bank = createMemoryBank({ faults: [{ fault: 'garbage' }] })
  const handler = createBankHandler(bank, { control: true })
  const list = 'http://bank.test/_sandbox/faults'
  await handler(list, { method: 'POST', body: '{"fault":"reset","times":2}' })
  expect((await handler('http://bank.test/public/institutions')).headers.get('content-type')).toBe('application/json')
  expect(await bank.port.createUser(user)()).toStrictEqual(lost)
  expect(await (await handler(list)).json()).toMatchObject({ data: [{ fault: 'reset', times: 1 }] })
  await handler(list, { method: 'DELETE' })
  expect(bank.faults()).toStrictEqual([])
})

test('faults in the options apply over HTTP, also without control endpoints', async () => {
  const handler = createBankHandler(createMemoryBank({ faults: [{ fault: 'status', status: 503 }] }))
  expect((await handler('http://bank.test/public/institutions')).status).toBe(503)
  expect((await handler('http://bank.test/public/institutions')).status).toBe(200)
})

test('a late request over HTTP takes effect in the bank’s time, after its client has disconnected', async () => {
  const bank = createMemoryBank({ faults: [{ fault: 'late', ms: 5_000, path: '/public/institutions' }] })
  const handler = createBankHandler(bank)
  const client = new AbortController()
  const pending = handler('http://bank.test/public/institutions', { signal: client.signal })
  client.abort()
  expect((await pending).type).toBe('error')
  expect(bank.served()).toBe(0)
  await bank.advance(5_000)
  await bank.clock.sleep(1, neverAborted)
  expect(bank.served()).toBe(1)
})

test('a hanging request over HTTP ends when its client disconnects', async () => {
  const bank = createMemoryBank({ faults: [{ fault: 'hang' }] })
  const client = new AbortController()
  const pending = createBankHandler(bank)('http://bank.test/public/institutions', { signal: client.signal })
  await bank.advance(86_400_000)
  client.abort()
  expect((await pending).type).toBe('error')
  expect(bank.served()).toBe(0)
})

test('a hanging call ends when its signal aborts', async () => {
  const bank = createMemoryBank({ faults: [{ fault: 'hang' }] })
  const { signal, abort } = createAbortController()
  void bank.clock.sleep(60_000, neverAborted).then(abort)
  expect(await bank.port.createUser(user, signal)()).toStrictEqual(E.left(unreachable('cancelled', 'unknown')))
  expect(bank.served()).toBe(0)
})

const invalidRules: readonly (readonly [string, unknown])[] = [
  ['fault: give one of refused, reset, lost-answer', { fault: 'explode' }],
  ['times: give a whole number, 1 or more, or null for every request', { fault: 'reset', times: 0 }],
  ['after: give a whole number, 0 or more', { fault: 'reset', after: 0.5 }],
  ['status: give 204, 205, or a whole number from 300 to 599, such as 503', { fault: 'status', status: 200 }],
  ['change: give one of ', { fault: 'distorted', change: 'all-success' }],
  ['ms: leave it out: reset takes fault, times, after, method, path', { fault: 'reset', ms: 5 }],
]

test.each(invalidRules)('an invalid rule is rejected with "%s" and not added', (message, rule) => {
  const invalid = rule as FaultRule
  expect(() => createMemoryBank({ faults: [{ fault: 'reset' }, invalid] })).toThrow(`faults[1].${message}`)
  const bank = createMemoryBank()
  expect(() => bank.injectFault(invalid)).toThrow(message)
  expect(bank.faults()).toStrictEqual([])
})

test('mutating a rule after it was passed has no effect', () => {
  const rule = { fault: 'delay' as const, ms: 5 }
  const bank = createMemoryBank({ faults: [rule] })
  rule.ms = -1
  expect(bank.faults()).toStrictEqual([{ fault: 'delay', ms: 5, ...everywhere }])
})
