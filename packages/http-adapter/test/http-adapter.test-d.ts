import type { BankPort, PortError } from '@bank-connection/core'
import { createHttpBank, type HttpBank } from '@bank-connection/http-adapter'
import { createFetchBank, type Fetch } from '@bank-connection/http-adapter/fetch'
import type { createBankHandler } from '@bank-connection/sandbox'
import type { taskEither as TE } from 'fp-ts'
import type { fetch as undiciFetch } from 'undici'
import { describe, expectTypeOf, test } from 'vitest'

const token = async () => ({ accessToken: 'token' })

describe('the options', () => {
  test('require either an API key or a token provider', () => {
    void (() => createHttpBank({ apiKey: 'key' }))
    void (() => createHttpBank({ token }))
    void (() => createFetchBank({ apiKey: 'key' }))
    // @ts-expect-error [ts2345] - neither.
    void (() => createHttpBank({}))
    // @ts-expect-error [ts2345] - both.
    void (() => createHttpBank({ apiKey: 'key', token }))
    // @ts-expect-error [ts2345] - neither.
    void (() => createFetchBank({ fetch }))
    // @ts-expect-error [ts2345] - both.
    void (() => createFetchBank({ apiKey: 'key', token }))
  })

  test('reject unknown names', () => {
    // @ts-expect-error [ts2353] - certificate checks cannot be turned off.
    void (() => createHttpBank({ apiKey: 'key', rejectUnauthorized: false }))
    // @ts-expect-error [ts2353] - fetch uses the certificates of the platform.
    void (() => createFetchBank({ apiKey: 'key', ca: 'PEM' }))
    // @ts-expect-error [ts2353] - an unknown limit.
    void (() => createHttpBank({ apiKey: 'key', limits: { timeout: 1 } }))
  })

  test('require a token object from a provider', () => {
    // @ts-expect-error [ts2322] - a string is not a token object.
    void (() => createHttpBank({ token: async () => 'token' }))
  })
})

describe('a bank over HTTP', () => {
  test('is a port of the core', () => {
    expectTypeOf<HttpBank>().toExtend<BankPort>()
  })

  test('fails with the failures of core only', () => {
    type Failure<Task> = Task extends TE.TaskEither<infer E, unknown> ? E : never
    expectTypeOf<Failure<ReturnType<HttpBank['getJob']>>>().toEqualTypeOf<PortError>()
    expectTypeOf<Failure<ReturnType<HttpBank['send']>>>().toEqualTypeOf<PortError>()
  })
})

describe('a fetch', () => {
  test("may be the platform's, undici's or a request handler", () => {
    expectTypeOf<typeof fetch>().toExtend<Fetch>()
    expectTypeOf<typeof undiciFetch>().toExtend<Fetch>()
    const handlerOf =
      (handler: ReturnType<typeof createBankHandler>): Fetch =>
      (url, init) =>
        handler(new Request(url, init))
    const appOf =
      (app: { readonly request: (url: string, init: RequestInit) => Response | Promise<Response> }): Fetch =>
      async (url, init) =>
        app.request(url, init)
    void [handlerOf, appOf]
  })

  test('must return a response', () => {
    expectTypeOf<(url: string) => Promise<string>>().not.toExtend<Fetch>()
  })
})
