import type { BankPort, ConnectionId, InstitutionId, JobId, UserId } from '@bank-connection/core'
import {
  type AbortSignalLike,
  createAbortController,
  createBankPort,
  createVirtualClock,
  neverAborted,
  type Send,
  unreachable,
} from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test, vi } from 'vitest'
import { countedSignal, portAnswering } from './recording-send.ts'

const userId = 'u-1' as UserId
const jobId = 'j-1' as JobId
const institutionId = 'AU00000' as InstitutionId
const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }

const getJob = (port: BankPort, signal: AbortSignalLike = neverAborted) => port.getJob({ jobId }, signal)()
const create = (port: BankPort, signal: AbortSignalLike = neverAborted) =>
  port.createConnection({ userId, institutionId, credentials }, signal)()

const overSend = (send: Send) => createBankPort(send, createVirtualClock())

const envelope = (item: object, correlationId: unknown = 'k-1') => ({ type: 'list', correlationId, data: [item] })

const unknown = { _tag: 'Refused', status: 500, code: 'unknown', detail: null, correlationId: null }

describe('an error response', () => {
  test("has the server's status, code, text and correlation id", async () => {
    const body = envelope({
      type: 'error',
      code: 'access-denied',
      title: 'Access denied.',
      detail: 'Token has expired',
    })
    expect(await getJob(portAnswering(403, body).port)).toStrictEqual(
      E.left({
        _tag: 'Refused',
        status: 403,
        code: 'access-denied',
        detail: 'Token has expired',
        correlationId: 'k-1',
      }),
    )
  })

  test('has the title if there is no detail', async () => {
    const body = envelope({ code: 'invalid-authorization-token', title: 'Invalid authorization token.' })
    expect(await getJob(portAnswering(401, body).port)).toMatchObject(
      E.left({ detail: 'Invalid authorization token.' }),
    )
  })

  test('is the first of several errors', async () => {
    const body = { data: [{ code: 'first' }, { code: 'second' }] }
    expect(await getJob(portAnswering(400, body).port)).toMatchObject(E.left({ code: 'first' }))
  })

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a page of HTML', '<html>Bad gateway</html>'],
    ['the words of a gateway', { message: 'Missing Authentication Token' }],
    ['no errors', { data: [] }],
    ['an error that has no code', { data: [{ source: null }] }],
    ['an error whose code is empty', { data: [{ code: '' }] }],
    ['an invalid error', { data: [null] }],
    ['an array', [{ code: 'access-denied' }]],
    [
      'a cycle',
      (() => {
        const around: Record<string, unknown> = {}
        around['data'] = around
        return around
      })(),
    ],
    [
      'a getter that throws',
      Object.defineProperty({}, 'data', {
        get: () => {
          throw new Error('x')
        },
      }),
    ],
    ['a hundred thousand arrays in each other', JSON.parse(`{"data":${'['.repeat(1e5)}${']'.repeat(1e5)}}`)],
  ])('is unknown when its body is %s', async (_, body) => {
    expect(await getJob(portAnswering(500, body).port)).toStrictEqual(E.left(unknown))
  })

  test('has at most 300 characters of each text, without cutting a character', async () => {
    const body = envelope({ code: 'c'.repeat(400), detail: `${'d'.repeat(299)}\u{1F600}` }, 'k'.repeat(400))
    expect(await getJob(portAnswering(400, body).port)).toStrictEqual(
      E.left({
        _tag: 'Refused',
        status: 400,
        code: 'c'.repeat(300),
        detail: 'd'.repeat(299),
        correlationId: 'k'.repeat(300),
      }),
    )
  })

  test.each([400, 401, 404, 429, 499, 500, 503, 599])('is returned for the status %d', async (status) => {
    expect(await getJob(portAnswering(status, null).port)).toStrictEqual(E.left({ ...unknown, status }))
  })
})

describe('an undocumented response', () => {
  test.each([
    ...[100, 201, 202, 204, 206, 299, 0].map((status) => [status, 'status'] as const),
    ...[300, 301, 302, 304, 399].map((status) => [status, 'redirect'] as const),
  ])('is malformed when its status is %d', async (status, reason) => {
    expect(await getJob(portAnswering(status, { id: 'j-1', steps: [] }).port)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason, expected: 'status 200', paths: [''] }),
    )
  })

  test('is malformed if a delete returns a body instead of 204', async () => {
    const { port } = portAnswering(200, {})
    const settled = await port.deleteConnection({ userId, connectionId: 'c-1' as ConnectionId }, neverAborted)()
    expect(settled).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'status', expected: 'status 204', paths: [''] }),
    )
  })

  test.each<[unknown, string, string]>([
    [null, '', 'empty'],
    ['', '', 'shape'],
    [{}, '/id', 'shape'],
    [{ id: '../users/u-2' }, '/id', 'shape'],
  ])('is malformed when its body is %j', async (body, path, reason) => {
    expect(await create(portAnswering(202, body).port)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason, expected: 'JobRef', paths: [path] }),
    )
  })
})

describe('a request that could not be sent', () => {
  test.each([
    unreachable('offline', 'no'),
    unreachable('timeout', 'unknown'),
    { _tag: 'MalformedResponse', reason: 'shape', expected: 'token', paths: ['/access_token'] } as const,
  ])('is passed through: %j', async (failure) => {
    expect(await getJob(overSend(() => async () => E.left(failure)))).toStrictEqual(E.left(failure))
  })

  test('contains no secret, even if the adapter put it there', async () => {
    const failure = { _tag: 'Refused', status: 400, code: 'x', detail: 'hooli2016?', correlationId: null } as const
    expect(await create(overSend(() => async () => E.left(failure)))).toStrictEqual(
      E.left({ ...failure, detail: '[redacted]?' }),
    )
  })
})

describe('an aborted call', () => {
  const cancelled = (delivered: 'no' | 'unknown') => E.left(unreachable('cancelled', delivered))

  /** A `Send` that the test settles. */
  const createSlowSend = () => {
    const calls = vi.fn()
    let settle = (): void => undefined
    const settled = new Promise<void>((resolve) => {
      settle = resolve
    })
    const send: Send = (request) => async () => {
      calls(request.template)
      await settled
      return E.right({ status: 200, body: { id: 'j-1', steps: [] } })
    }
    return { send, calls, settle: () => settle() }
  }

  test('before its start sends nothing and reports that it was not delivered', async () => {
    const { send, calls } = createSlowSend()
    const source = createAbortController()
    source.abort()
    expect(await getJob(overSend(send), source.signal)).toStrictEqual(cancelled('no'))
    expect(calls).not.toHaveBeenCalled()
  })

  test('in flight settles at once, even if send continues', async () => {
    const { send, calls } = createSlowSend()
    const source = createAbortController()
    const { signal, listeners } = countedSignal(source.signal)
    const running = getJob(overSend(send), signal)
    source.abort()
    expect(await running).toStrictEqual(cancelled('unknown'))
    expect([calls.mock.calls.length, listeners()]).toStrictEqual([1, 0])
  })

  test('by send itself is reported as cancelled, too', async () => {
    const source = createAbortController()
    const send: Send = () => async () => {
      source.abort()
      return E.right({ status: 200, body: { id: 'j-1', steps: [] } })
    }
    expect(await getJob(overSend(send), source.signal)).toStrictEqual(cancelled('unknown'))
  })

  test('in flight settles whatever the send does later', async () => {
    const source = createAbortController()
    const send: Send = () => () =>
      new Promise((_, reject) => source.signal.addEventListener('abort', () => reject(new Error('late'))))
    const running = getJob(overSend(send), source.signal)
    source.abort()
    expect(await running).toStrictEqual(cancelled('unknown'))
    await new Promise((resolve) => setImmediate(resolve))
  })

  test('after it has settled is unchanged, and its listener is removed', async () => {
    const { send, settle } = createSlowSend()
    const source = createAbortController()
    const { signal, listeners } = countedSignal(source.signal)
    const running = getJob(overSend(send), signal)
    const during = listeners()
    settle()
    const settled = await running
    const after = listeners()
    source.abort()
    expect([settled._tag, during, after]).toStrictEqual(['Right', 1, 0])
  })

  test('can be aborted by a platform signal as well', async () => {
    const { send } = createSlowSend()
    const controller = new AbortController()
    const running = getJob(overSend(send), controller.signal)
    controller.abort()
    expect(await running).toStrictEqual(cancelled('unknown'))
  })
})

describe('a call', () => {
  test('sends nothing before it runs, and once each time it does', async () => {
    const { port, requests } = portAnswering(200, { id: 'j-1', steps: [] })
    const task = port.getJob({ jobId }, neverAborted)
    const before = requests.length
    await task()
    await task()
    expect([before, requests.length]).toStrictEqual([0, 2])
  })

  test('passes its signal to send', async () => {
    const seen: AbortSignalLike[] = []
    const source = createAbortController()
    await getJob(
      overSend((_, signal) => async () => {
        seen.push(signal)
        return E.left(unreachable('offline', 'no'))
      }),
      source.signal,
    )
    expect(seen[0]).toBe(source.signal)
  })

  test('belongs to a port with the given clock', () => {
    const clock = createVirtualClock()
    expect(createBankPort(() => async () => E.left(unreachable('offline', 'no')), clock).clock).toBe(clock)
  })
})

describe('a send that throws', () => {
  const thrown = new Error(`POST failed: ${JSON.stringify(credentials)}`, { cause: credentials })

  test.each<[string, Send]>([
    [
      'when it is called',
      () => {
        throw thrown
      },
    ],
    [
      'when its task is run',
      () => () => {
        throw thrown
      },
    ],
    ['by rejecting', () => () => Promise.reject(thrown)],
  ])('%s rejects the call, and its exception is dropped', async (_, send) => {
    const reason: unknown = await create(overSend(send)).catch((error: unknown) => error)
    const { message, stack, cause } = reason as Error
    expect(message).toContain('POST /users/{userId}/connections')
    expect(`${message}${stack}${String(cause)}`).not.toMatch(/hooli2016|gavinBelson|u-1/)
  })
})
