import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { createMemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { createBankHandler } from '@bank-connection/sandbox/handler'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { httpLog } from '../src/http/http-log.ts'

/** A logger and its output. */
const createLog = () => {
  const lines: string[] = []
  const log = pino({ level: 'debug', base: null, timestamp: false }, { write: (line) => void lines.push(line) })
  return { lines, log }
}

test('logs each request and response, and a rejection as a warning', async () => {
  const { lines, log } = createLog()
  const simulated = createMemoryBank()
  const bank = createFetchBank({
    apiKey: sandboxApiKey,
    clock: simulated.clock,
    fetch: createBankHandler(simulated),
    hooks: httpLog(log),
  })

  await bank.getUser({ userId: simulated.userId })()
  await bank.getJob({ jobId: 'canary-6a1d' as never })()

  const logged = lines.map((line) => JSON.parse(line))
  expect(logged).toMatchObject([
    { level: 20, msg: 'request', method: 'POST', template: '/token' },
    { level: 30, msg: 'response', status: 200 },
    { level: 20, msg: 'request', method: 'GET', template: '/users/{userId}' },
    { level: 30, msg: 'response', status: 200, failure: null },
    { level: 20, msg: 'request', method: 'GET', template: '/jobs/{jobId}' },
    { level: 40, msg: 'response', status: 404 },
  ])
  for (const secret of [sandboxApiKey, simulated.userId, 'canary-6a1d']) expect(lines.join('')).not.toContain(secret)
})

test('logs a response that cannot be read as a warning, whatever its status', async () => {
  const { lines, log } = createLog()
  const fetch = async () => new Response('<p>', { headers: { 'content-type': 'text/html' } })
  const bank = createFetchBank({ token: async () => ({ accessToken: 'token' }), fetch, hooks: httpLog(log) })

  await bank.listInstitutions({})()

  const [, answered] = lines.map((line) => JSON.parse(line))
  expect(answered).toMatchObject({ level: 40, msg: 'response', status: 200, failure: expect.any(String) })
})
