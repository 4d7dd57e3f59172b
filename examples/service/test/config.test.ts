import { resolve } from 'node:path'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'

test('the defaults are the simulated bank, a folder, and the loopback address', () => {
  expect(readConfig({ PORT: '' })).toStrictEqual(
    E.right({
      port: 3_000,
      host: '127.0.0.1',
      publicOrigin: null,
      logLevel: 'info',
      bank: { type: 'simulated' },
      database: { type: 'folder', folder: resolve('service-data') },
    }),
  )
})

test('BASIQ_API_KEY and DATABASE_URL select the API and PostgreSQL', () => {
  const env = { BASIQ_API_KEY: 'a2V5', DATABASE_URL: 'postgres://u@127.0.0.1/db', PORT: '0' }
  expect(readConfig(env)).toMatchObject({
    right: { port: 0, bank: { type: 'http', apiKey: 'a2V5', baseUrl: null }, database: { type: 'postgres' } },
  })
})

test.each([
  [{ PORT: '70000' }, /^PORT: set a whole number/],
  [{ PORT: '3000 ' }, /^PORT: set a whole number/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: set one of/],
  [{ DATABASE_URL: 'mysql://geheim@host/db' }, /^DATABASE_URL: set a URL such as postgres/],
  [{ BASIQ_API_KEY: 'geheim key' }, /^BASIQ_API_KEY: set the API key/],
  [{ BASIQ_BASE_URL: 'http://127.0.0.1:4010' }, /^BASIQ_API_KEY: set the key of the API at BASIQ_BASE_URL/],
  [{ PUBLIC_ORIGIN: 'https://a.example/' }, /^PUBLIC_ORIGIN: set scheme, host and port/],
  [{ HOST: '0.0.0.0' }, /^PUBLIC_ORIGIN: other machines can reach/],
])('%o is rejected with the variable and the remedy, and without its value', (env, words) => {
  const read = readConfig(env)
  const errors = E.isLeft(read) ? read.left : []
  expect(errors).toStrictEqual([expect.stringMatching(words)])
  expect(errors.join()).not.toContain('geheim')
})

test('all invalid variables are reported together', () => {
  expect(readConfig({ PORT: 'x', LOG_LEVEL: 'x' })).toMatchObject({
    left: [expect.stringContaining('PORT'), expect.stringContaining('LOG_LEVEL')],
  })
})
