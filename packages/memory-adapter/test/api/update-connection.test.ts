import type { WorldOptions } from '@bank-connection/memory-adapter'
import { describe, expect, test } from 'vitest'
import {
  CONNECTIONS,
  connect,
  createTeller,
  dataOf,
  gavin,
  idOf,
  MONDAY,
  problemOf,
  stepOf,
  waitUntilOver,
} from '../test-client.ts'

const HOUR_MS = 3_600_000

/** A teller with one connection that is active, and its path. */
const connected = (options: WorldOptions = {}, bank = 'AU00000', credentials: object = gavin) => {
  const teller = createTeller(options)
  waitUntilOver(teller, connect(teller, bank, credentials))
  const [connection] = dataOf<{ readonly id: string }>(teller.get(CONNECTIONS))
  const path = `${CONNECTIONS}/${connection?.id}`
  const data = () => [teller.get('/users/user-1/accounts').body, teller.get('/users/user-1/transactions').body]
  const profile = () => (teller.get(path).body as { readonly profile: unknown }).profile
  return { teller, path, data, profile }
}

describe('what was read of an active connection stays readable', () => {
  test('during and after an update with a wrong password', () => {
    const { teller, path, data, profile } = connected()
    const before = [data(), profile()]
    const jobId = idOf(teller.post(path, { password: 'wrong' }))
    expect([data(), profile()]).toStrictEqual(before)
    waitUntilOver(teller, jobId)
    expect([data(), profile()]).toStrictEqual(before)
    expect(stepOf(teller, jobId, 'verify-credentials').status).toBe('failed')
  })

  test('when the connection is deleted after such an update', () => {
    const { teller, path, data } = connected()
    const before = data()
    waitUntilOver(teller, idOf(teller.post(path, { password: 'wrong' })))
    teller.remove(path)
    expect(data()).toStrictEqual(before)
  })

  test('during a refresh, and after one that failed', () => {
    const outages = [{ institutionId: 'AU00000', from: MONDAY + HOUR_MS, until: MONDAY + 2 * HOUR_MS }]
    const { teller, path, data } = connected({ outages })
    const before = data()
    teller.wait(HOUR_MS)
    const jobId = idOf(teller.post(`${path}/refresh`))
    expect(data()).toStrictEqual(before)
    waitUntilOver(teller, jobId)
    expect(stepOf(teller, jobId, 'verify-credentials').status).toBe('failed')
    expect(data()).toStrictEqual(before)
  })
})

test('an update with the right password after a wrong one makes the connection active again', () => {
  const { teller, path } = connected()
  waitUntilOver(teller, idOf(teller.post(path, { password: 'wrong' })))
  waitUntilOver(teller, idOf(teller.post(path, gavin)))
  expect(teller.get(path).body).toMatchObject({ status: 'active', profile: { fullName: 'Gavin Belson' } })
})

test('an update at a bank of tokens is refused, and leaves the connection as it was', () => {
  const { teller, path } = connected({}, 'AU19301', { userToken: 'token:PTln18RhwL' })
  const before = teller.world()
  expect(problemOf(teller.post(path, { password: 'any' }))).toStrictEqual({
    status: 400,
    code: 'parameter-not-valid',
    title: 'Required parameter not valid',
    detail: 'Password value is not valid',
    source: { pointer: 'connection/password', parameter: 'password' },
  })
  expect(teller.world()).toBe(before)
})

test('an update is queued during an outage; a wrong password is found out when it is over', () => {
  const outages = [{ institutionId: 'AU00000', from: MONDAY + HOUR_MS, until: MONDAY + 2 * HOUR_MS }]
  const { teller, path } = connected({ outages })
  teller.wait(HOUR_MS)
  const jobId = idOf(teller.post(path, { password: 'wrong' }))
  expect(stepOf(teller, jobId, 'verify-credentials')).toMatchObject({
    status: 'pending',
    result: { code: 'temporary-unavailable-queued' },
  })
  expect(teller.get(path).body).toMatchObject({ status: 'active' })
  teller.wait(2 * HOUR_MS)
  waitUntilOver(teller, jobId)
  expect(stepOf(teller, jobId, 'verify-credentials').result).toMatchObject({ code: 'invalid-credentials' })
  expect(teller.get(path).body).toMatchObject({ status: 'invalid' })
})

test('a job that is at work when an outage begins goes on', () => {
  const outages = [{ institutionId: 'AU00000', from: MONDAY + 1, until: MONDAY + HOUR_MS }]
  const { teller, path } = connected({ outages })
  expect(teller.get(path).body).toMatchObject({ status: 'active' })
  expect(teller.now()).toBeLessThan(MONDAY + HOUR_MS)
})
