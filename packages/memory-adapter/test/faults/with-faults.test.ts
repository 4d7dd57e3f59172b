import type { PortError } from '@bank-connection/core'
import {
  type AbortSignalLike,
  createAbortController,
  createVirtualClock,
  malformedResponse,
  neverAborted,
  type Send,
  unreachable,
  type WireRequest,
  type WireResponse,
} from '@bank-connection/core/adapter'
import { type Fault, withFaults } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'

const read: WireRequest = {
  method: 'GET',
  path: '/jobs/job-1',
  template: '/jobs/{jobId}',
  body: null,
  scope: 'SERVER_ACCESS',
}
const creation: WireRequest = { ...read, method: 'POST', path: '/users', template: '/users', body: {} }

/** A send with faults, and the requests that reached it with their times. */
const createFaultySend = (choose: (request: WireRequest, nth: number) => Fault | null, answerMs = 0) => {
  const clock = createVirtualClock({ startAt: 0 })
  const arrivals: number[] = []
  const inner: Send = (request, signal) => async () => {
    if (signal.aborted) return E.left(unreachable('cancelled', 'no'))
    arrivals.push(clock.now())
    const response: WireResponse = {
      status: request.method === 'GET' ? 200 : 201,
      body: { id: `n-${arrivals.length}` },
    }
    await clock.sleep(answerMs, signal)
    return signal.aborted ? E.left(unreachable('cancelled', 'unknown')) : E.right(response)
  }
  const send = withFaults(inner, clock, choose)
  return {
    clock,
    arrivals,
    call: (request: WireRequest, signal: AbortSignalLike = neverAborted) => send(request, signal)(),
  }
}

const offline = E.left(unreachable('offline', 'unknown'))
const cancelled = E.left(unreachable('cancelled', 'unknown'))
const refused = (status: number, code: string): unknown =>
  E.right({ status, body: expect.objectContaining({ data: [expect.objectContaining({ code })] }) })
const malformed = (...args: Parameters<typeof malformedResponse>): E.Either<PortError, never> =>
  E.left(malformedResponse(...args))
const right = (status: number, body: unknown): unknown => E.right({ status, body })

interface Row {
  readonly fault: Fault
  /** Result of a POST; that of a GET is the same unless `get` is present. */
  readonly post: unknown
  readonly get?: unknown
  /** Number of deliveries. */
  readonly times: number
}

const rows: readonly Row[] = [
  { fault: { fault: 'refused' }, post: E.left(unreachable('offline', 'no')), times: 0 },
  { fault: { fault: 'reset' }, post: offline, times: 0 },
  { fault: { fault: 'lost-answer' }, post: offline, times: 1 },
  { fault: { fault: 'delay', ms: 9 }, post: right(201, { id: 'n-1' }), get: right(200, { id: 'n-1' }), times: 1 },
  { fault: { fault: 'duplicate' }, post: right(201, { id: 'n-1' }), get: right(200, { id: 'n-1' }), times: 2 },
  {
    fault: { fault: 'duplicate', answer: 'second' },
    post: right(201, { id: 'n-2' }),
    get: right(200, { id: 'n-2' }),
    times: 2,
  },
  { fault: { fault: 'status', status: 503 }, post: refused(503, 'service-unavailable'), times: 0 },
  { fault: { fault: 'status', status: 409, code: 'mine' }, post: refused(409, 'mine'), times: 0 },
  { fault: { fault: 'status', status: 302 }, post: right(302, null), times: 0 },
  { fault: { fault: 'status', status: 204 }, post: right(204, null), times: 0 },
  {
    fault: { fault: 'status', status: 205 },
    post: right(205, null),
    get: malformed('body in JSON', [''], 'empty'),
    times: 0,
  },
  { fault: { fault: 'status-after', status: 504 }, post: refused(504, 'internal-server-error'), times: 1 },
  { fault: { fault: 'html' }, post: right(502, null), times: 0 },
  { fault: { fault: 'html', status: 200 }, post: malformed('application/json', [''], 'contentType'), times: 0 },
  { fault: { fault: 'empty' }, post: right(201, null), get: malformed('body in JSON', [''], 'empty'), times: 1 },
  { fault: { fault: 'truncated' }, post: offline, times: 1 },
  { fault: { fault: 'broken-off' }, post: malformed('whole body', [''], 'truncated'), times: 1 },
  { fault: { fault: 'garbage' }, post: malformed('JSON', [''], 'notJson'), times: 1 },
  {
    fault: { fault: 'distorted', change: 'text' },
    post: right(201, 'OK'),
    get: right(200, 'OK'),
    times: 1,
  },
  { fault: { fault: 'distorted', change: 'deep' }, post: malformed('64 levels', [''], 'tooDeep'), times: 1 },
]

test.each(rows)('$fault arrives $times times, and fails as over HTTP', async ({ fault, post, get = post, times }) => {
  const creating = createFaultySend(() => fault)
  expect(await creating.call(creation)).toStrictEqual(post)
  expect(creating.arrivals.length).toBe(times)
  expect(creating.clock.sleepers()).toBe(0)
  const reading = createFaultySend(() => fault)
  expect(await reading.call(read)).toStrictEqual(get)
  expect(reading.arrivals.length).toBe(times)
})

test('a delay is measured by the clock', async () => {
  const { call, arrivals } = createFaultySend(() => ({ fault: 'delay', ms: 1_234 }))
  await call(read)
  expect(arrivals).toStrictEqual([1_234])
})

test('a stale GET gets the previous response, which stays cached; a POST is not affected', async () => {
  const { call, arrivals } = createFaultySend((_, nth) => (nth > 2 ? { fault: 'stale' } : null))
  const results = [await call(read), await call(read), await call(read), await call(read), await call(creation)]
  const bodies = results.map((one) => (E.isRight(one) ? one.right.body : null))
  expect(bodies).toStrictEqual(['n-1', 'n-2', 'n-2', 'n-2', 'n-3'].map((id) => ({ id })))
  expect(arrivals.length).toBe(3)
})

test('a stale GET without a previous response is delivered, also for another path', async () => {
  const { call } = createFaultySend((_, nth) => (nth === 2 ? { fault: 'stale' } : null))
  await call(read)
  expect(await call({ ...read, path: '/jobs/job-2' })).toStrictEqual(right(200, { id: 'n-2' }))
})

test('only responses to GET are cached, and only for GET', async () => {
  const { call } = createFaultySend((_, nth) => (nth > 2 ? { fault: 'stale' } : null))
  await call(read)
  await call({ ...creation, path: read.path })
  expect(await call(read)).toStrictEqual(right(200, { id: 'n-1' }))
  expect(await call({ ...creation, path: read.path })).toStrictEqual(right(201, { id: 'n-3' }))
})

test('error responses are not cached', async () => {
  const clock = createVirtualClock()
  const statuses = [200, 404]
  const inner: Send = () => async () => E.right({ status: statuses.shift() ?? 500, body: null })
  const send = withFaults(inner, clock, (_, nth) => (nth === 3 ? { fault: 'stale' } : null))
  const results = []
  for (let i = 0; i < 3; i++) results.push(await send(read, neverAborted)())
  expect(results).toStrictEqual([200, 404, 200].map((status) => right(status, null)))
})

test('a hanging request removes its listener from the signal', async () => {
  const { call } = createFaultySend(() => ({ fault: 'hang' }))
  const { signal, abort } = createAbortController()
  const heard = new Set<unknown>()
  const counted: AbortSignalLike = {
    aborted: false,
    addEventListener: (type, listener) => {
      heard.add(listener)
      signal.addEventListener(type, listener)
    },
    removeEventListener: (type, listener) => {
      heard.delete(listener)
      signal.removeEventListener(type, listener)
    },
  }
  const pending = call(creation, counted)
  expect(heard.size).toBe(1)
  abort()
  await pending
  expect(heard.size).toBe(0)
})

test('nth counts all requests in the order in which they are sent', async () => {
  const seen: string[] = []
  const { call } = createFaultySend(({ method }, nth) => {
    seen.push(`${method} ${nth}`)
    return null
  })
  const stopped = createAbortController()
  stopped.abort()
  await call(read)
  await call(read, stopped.signal)
  await call(creation)
  expect(seen).toStrictEqual(['GET 1', 'POST 2'])
})

const everyFault = rows.map(({ fault }) => fault)
const endless: readonly Fault[] = [{ fault: 'hang' }, { fault: 'late', ms: 50 }]

test.each([...everyFault, ...endless])('with %j a request that is already aborted is not delivered', async (fault) => {
  const { call, arrivals, clock } = createFaultySend(() => fault)
  const stopped = createAbortController()
  stopped.abort()
  expect(await call(creation, stopped.signal)).toStrictEqual(E.left(unreachable('cancelled', 'no')))
  expect({ deliveries: arrivals.length, sleepers: clock.sleepers() }).toStrictEqual({ deliveries: 0, sleepers: 0 })
})

const lasting = everyFault.filter(
  ({ fault }) => !['refused', 'reset', 'status', 'html'].includes(fault) || fault === 'status-after',
)

test.each([...lasting, ...endless])('with %j a request that is aborted on the way is cancelled', async (fault) => {
  const { call, clock } = createFaultySend(() => fault, 1_000)
  const stopped = createAbortController()
  void clock.sleep(5, neverAborted).then(stopped.abort)
  expect(await call(creation, stopped.signal)).toStrictEqual(cancelled)
  expect(clock.now()).toBe(5)
})

test('a hanging request is never delivered, and leaves no pending timer', async () => {
  const { call, clock, arrivals } = createFaultySend(() => ({ fault: 'hang' }))
  const stopped = createAbortController()
  void clock.sleep(60_000, neverAborted).then(stopped.abort)
  expect(await call(creation, stopped.signal)).toStrictEqual(cancelled)
  expect(clock.now()).toBe(60_000)
  expect(arrivals).toStrictEqual([])
  expect(clock.sleepers()).toBe(0)
})

test('a late request is delivered after its abort, and after a later request', async () => {
  const { call, clock, arrivals } = createFaultySend(({ method }) =>
    method === 'POST' ? { fault: 'late', ms: 50 } : null,
  )
  const stopped = createAbortController()
  void clock.sleep(10, neverAborted).then(stopped.abort)
  expect(await call(creation, stopped.signal)).toStrictEqual(cancelled)
  expect(clock.now()).toBe(10)
  expect(arrivals).toStrictEqual([])
  expect(clock.sleepers()).toBe(1)
  expect(await call(read)).toStrictEqual(right(200, { id: 'n-1' }))
  await clock.sleep(100, neverAborted)
  expect({ arrivals, sleepers: clock.sleepers() }).toStrictEqual({ arrivals: [10, 50], sleepers: 0 })
})

test('a late request is delivered once and gets no response', async () => {
  const { call, clock, arrivals } = createFaultySend(() => ({ fault: 'late', ms: 50 }))
  const settled: unknown[] = []
  void call(creation).then((one) => settled.push(one))
  await clock.sleep(1_000, neverAborted)
  expect({ arrivals, settled }).toStrictEqual({ arrivals: [50], settled: [] })
})

test('a delayed request is delivered at once when it is aborted', async () => {
  const { call, clock, arrivals } = createFaultySend(() => ({ fault: 'delay', ms: 50 }))
  const stopped = createAbortController()
  void clock.sleep(10, neverAborted).then(stopped.abort)
  expect(await call(creation, stopped.signal)).toStrictEqual(cancelled)
  expect({ arrivals, sleepers: clock.sleepers() }).toStrictEqual({ arrivals: [10], sleepers: 0 })
})

test.each([5, 1_005])('a duplicate request that is aborted after %d ms may have been delivered', async (ms) => {
  for (const answer of ['first', 'second'] as const) {
    const { call, clock } = createFaultySend(() => ({ fault: 'duplicate', answer }), 1_000)
    const stopped = createAbortController()
    void clock.sleep(ms, neverAborted).then(stopped.abort)
    expect(await call(creation, stopped.signal)).toStrictEqual(cancelled)
    expect({ now: clock.now(), sleepers: clock.sleepers() }).toStrictEqual({ now: ms, sleepers: 0 })
  }
})

test('a failure of the underlying send is returned', async () => {
  const clock = createVirtualClock()
  const busy = E.left(unreachable('busy', 'no'))
  for (const fault of lasting)
    expect(
      await withFaults(
        () => async () => busy,
        clock,
        () => fault,
      )(creation, neverAborted)(),
    ).toStrictEqual(busy)
})
