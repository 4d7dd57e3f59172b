import type { WorldOptions } from '@bank-connection/memory-adapter'
import { describe, expect, test } from 'vitest'
import {
  CONNECTIONS,
  connect,
  createTestClient,
  dataOf,
  gavin,
  idOf,
  MONDAY,
  problemOf,
  stepOf,
  waitUntilOver,
} from '../test-client.ts'

const HOUR_MS = 3_600_000

/** A client with one active connection, its path, and readers of its data and profile. */
const connected = (options: WorldOptions = {}, bank = 'AU00000', credentials: object = gavin) => {
  const client = createTestClient(options)
  waitUntilOver(client, connect(client, bank, credentials))
  const [connection] = dataOf<{ readonly id: string }>(client.get(CONNECTIONS))
  const path = `${CONNECTIONS}/${connection?.id}`
  const data = () => [client.get('/users/user-1/accounts').body, client.get('/users/user-1/transactions').body]
  const profile = () => (client.get(path).body as { readonly profile: unknown }).profile
  return { client, path, data, profile }
}

describe('the data of an active connection stays readable', () => {
  test('during and after an update with a wrong password', () => {
    const { client, path, data, profile } = connected()
    const before = [data(), profile()]
    const jobId = idOf(client.post(path, { password: 'wrong' }))
    expect([data(), profile()]).toStrictEqual(before)
    waitUntilOver(client, jobId)
    expect([data(), profile()]).toStrictEqual(before)
    expect(stepOf(client, jobId, 'verify-credentials').status).toBe('failed')
  })

  test('when the connection is deleted after such an update', () => {
    const { client, path, data } = connected()
    const before = data()
    waitUntilOver(client, idOf(client.post(path, { password: 'wrong' })))
    client.remove(path)
    expect(data()).toStrictEqual(before)
  })

  test('during a refresh, and after it has failed', () => {
    const outages = [{ institutionId: 'AU00000', from: MONDAY + HOUR_MS, until: MONDAY + 2 * HOUR_MS }]
    const { client, path, data } = connected({ outages })
    const before = data()
    client.advance(HOUR_MS)
    const jobId = idOf(client.post(`${path}/refresh`))
    expect(data()).toStrictEqual(before)
    waitUntilOver(client, jobId)
    expect(stepOf(client, jobId, 'verify-credentials').status).toBe('failed')
    expect(data()).toStrictEqual(before)
  })
})

test('an update with the right password after a wrong one makes the connection active again', () => {
  const { client, path } = connected()
  waitUntilOver(client, idOf(client.post(path, { password: 'wrong' })))
  waitUntilOver(client, idOf(client.post(path, gavin)))
  expect(client.get(path).body).toMatchObject({ status: 'active', profile: { fullName: 'Gavin Belson' } })
})

test('an update of a connection with a user token is rejected, and changes nothing', () => {
  const { client, path } = connected({}, 'AU19301', { userToken: 'token:PTln18RhwL' })
  const before = client.world()
  expect(problemOf(client.post(path, { password: 'any' }))).toStrictEqual({
    status: 400,
    code: 'parameter-not-valid',
    title: 'Required parameter not valid',
    detail: 'Password value is not valid',
    source: { pointer: 'connection/password', parameter: 'password' },
  })
  expect(client.world()).toBe(before)
})

test('an update is queued during an outage, and a wrong password fails after it', () => {
  const outages = [{ institutionId: 'AU00000', from: MONDAY + HOUR_MS, until: MONDAY + 2 * HOUR_MS }]
  const { client, path } = connected({ outages })
  client.advance(HOUR_MS)
  const jobId = idOf(client.post(path, { password: 'wrong' }))
  expect(stepOf(client, jobId, 'verify-credentials')).toMatchObject({
    status: 'pending',
    result: { code: 'temporary-unavailable-queued' },
  })
  expect(client.get(path).body).toMatchObject({ status: 'active' })
  client.advance(2 * HOUR_MS)
  waitUntilOver(client, jobId)
  expect(stepOf(client, jobId, 'verify-credentials').result).toMatchObject({ code: 'invalid-credentials' })
  expect(client.get(path).body).toMatchObject({ status: 'invalid' })
})

test('an outage does not affect a job that is already running', () => {
  const outages = [{ institutionId: 'AU00000', from: MONDAY + 1, until: MONDAY + HOUR_MS }]
  const { client, path } = connected({ outages })
  expect(client.get(path).body).toMatchObject({ status: 'active' })
  expect(client.now()).toBeLessThan(MONDAY + HOUR_MS)
})
