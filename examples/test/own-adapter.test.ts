import { type BankPort, connect, InstitutionId } from '@bank-connection/core'
import { createBankPort, type Send } from '@bank-connection/core/adapter'
import { type BankPortLawSubject, bankPortLaws, brokenLaws } from '@bank-connection/core/testing'
import { createMemoryBank, type MemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { createBankHandler } from '@bank-connection/sandbox/handler'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createOwnBank, createOwnSend } from '../src/testing/own-adapter.ts'

/** A bank served in this process, a user, and the adapter connected to that bank. Each law needs a fresh subject. */
const subject = (change: (send: Send) => Send = (send) => send): BankPortLawSubject => {
  const bank = createMemoryBank({ time: { speed: 1 } })
  const { clock, served, userId } = bank
  const send = createOwnSend({ apiKey: sandboxApiKey, fetch: createBankHandler(bank) }, clock)
  const institutionId = E.getOrElseW(() => expect.fail('no id'))(InstitutionId.decode('AU00000'))
  const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
  return { port: createBankPort(change(send), clock), served, userId, institutionId, credentials }
}

describe('our own adapter', () => {
  test.each(bankPortLaws)('$name', async ({ check }) => {
    expect(await check(subject())).toStrictEqual(E.right('holds'))
  })
})

/** A common mistake with `fetch`: throws on an error status. */
const throwing =
  (send: Send): Send =>
  (request, signal) =>
  async () => {
    const answer = await send(request, signal)()
    if (E.isRight(answer) && answer.right.status >= 400) throw new Error(`HTTP ${answer.right.status}`)
    return answer
  }

test('the laws reject an adapter that throws on an error status, with the law and the observation', async () => {
  const lines = await brokenLaws(bankPortLaws, () => subject(throwing))

  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(
    /^MUST settle every call with an Either, and never reject: seen \["getConnection",.*wanted \[\]$/,
  )
  expect(lines[1]).toBe(
    'MUST refuse an unknown job with 404 resource-not-found: a call was rejected: ' +
      'send threw, or rejected, on GET /jobs/{jobId}; it must settle with an Either',
  )
})

/** Another mistake: retries every failure. */
const repeating =
  (send: Send): Send =>
  (request, signal) =>
  async () => {
    const answer = await send(request, signal)()
    return E.isLeft(answer) ? send(request, signal)() : answer
  }

const ways: readonly (readonly [name: string, change: (send: Send) => Send, posts: number])[] = [
  ['our own adapter', (send) => send, 1],
  ['an adapter that repeats everything', repeating, 2],
]

test.each(ways)(
  'a create whose answer is lost is posted by %s as often as is counted here',
  async (_, change, posts) => {
    const bank = createMemoryBank({ time: { speed: 1 } })
    bank.injectFault({ fault: 'lost-answer', method: 'POST', path: '/users/{userId}/connections' })
    const send = createOwnSend({ apiKey: sandboxApiKey, fetch: createBankHandler(bank) }, bank.clock)
    const { institutionId, credentials } = subject()
    await createBankPort(change(send), bank.clock).createConnection({
      userId: bank.userId,
      institutionId,
      credentials,
    })()

    expect(bank.served()).toBe(posts)
  },
)

const portAt = ({ clock }: MemoryBank, fetch: typeof globalThis.fetch): BankPort =>
  createOwnBank({ apiKey: sandboxApiKey, fetch, clock })

describe('our own adapter, beyond the laws', () => {
  test('connects an account', async () => {
    const bank = createMemoryBank({ time: { speed: 200 } })
    const port = portAt(bank, createBankHandler(bank))
    const credentials = { loginId: 'jared', password: 'django' }
    const connected = await connect(port, { userId: bank.userId, institutionId: 'AU00000', credentials })()

    expect(connected).toMatchObject(E.right({ userId: bank.userId }))
  })

  test.each([
    ['a connection that breaks', { fault: 'reset' }, { _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' }],
    ['what is no JSON', { fault: 'garbage' }, { _tag: 'MalformedResponse', reason: 'notJson' }],
    ['no body', { fault: 'empty' }, { _tag: 'MalformedResponse', reason: 'empty' }],
    ['a redirect', { fault: 'status', status: 302 }, { _tag: 'MalformedResponse', reason: 'redirect' }],
    ["a proxy's page", { fault: 'html' }, { _tag: 'Refused', status: 502, code: 'unknown' }],
  ] as const)('takes %s for a failure', async (_, fault, failure) => {
    const bank = createMemoryBank({ time: { speed: 1 }, faults: [fault] })

    expect(await portAt(bank, createBankHandler(bank)).getUser({ userId: bank.userId })()).toMatchObject(
      E.left(failure),
    )
  })

  test('requests a new token once when the old one is rejected, and continues', async () => {
    const bank = createMemoryBank({ time: { speed: 1 } })
    const port = portAt(bank, createBankHandler(bank))
    await port.getUser({ userId: bank.userId })()
    bank.applyEvent({ event: 'tokens-expire' })

    expect(E.isRight(await port.getUser({ userId: bank.userId })())).toBe(true)
  })

  test('reports that a request was not sent when there is no token', async () => {
    const bank = createMemoryBank({ time: { speed: 1 } })
    const offline = () => Promise.reject(new TypeError('fetch failed'))

    expect(await portAt(bank, offline).getUser({ userId: bank.userId })()).toStrictEqual(
      E.left({ _tag: 'Unreachable', reason: 'offline', delivered: 'no' }),
    )
  })

  test('reports that a request may have arrived when the network fails', async () => {
    const bank = createMemoryBank({ time: { speed: 1 } })
    const handler = createBankHandler(bank)
    const breaking: typeof fetch = (input, init) =>
      String(input).endsWith('/token') ? handler(String(input), init) : Promise.reject(new TypeError('fetch failed'))

    expect(await portAt(bank, breaking).getUser({ userId: bank.userId })()).toStrictEqual(
      E.left({ _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' }),
    )
  })

  test('aborts its request when the caller aborts', async () => {
    const bank = createMemoryBank({ time: { speed: 1 }, faults: [{ fault: 'hang' }] })
    const handler = createBankHandler(bank)
    const controller = new AbortController()
    const signals: unknown[] = []
    const watched: typeof fetch = (input, init) => {
      if (String(input).endsWith('/token')) return handler(String(input), init)
      signals.push(init?.signal)
      queueMicrotask(() => controller.abort())
      return handler(String(input), init)
    }
    const settled = await portAt(bank, watched).getUser({ userId: bank.userId }, controller.signal)()

    expect(settled).toMatchObject(E.left({ reason: 'cancelled' }))
    expect(signals).toMatchObject([{ aborted: true }])
  })
})
