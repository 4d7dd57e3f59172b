import * as fc from 'fast-check'
import { changeNames } from '../faults/corrupt-body.ts'
import type { BodyFault, Fault, HttpFault, NetworkFault } from '../faults/fault.ts'

/** Any fault of one request. */
export const fault = (): fc.Arbitrary<Fault> =>
  fc.oneof(
    { weight: 5, arbitrary: networkFault() },
    { weight: 3, arbitrary: httpFault() },
    { weight: 4, arbitrary: bodyFault() },
  )

/** Mostly up to 20 s, sometimes longer than clients wait. */
const delayMs = (): fc.Arbitrary<number> =>
  fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 20_000 }) }, { weight: 1, arbitrary: fc.nat(600_000) })

const plain = <Name extends string>(...names: readonly Name[]): fc.Arbitrary<{ readonly fault: Name }> =>
  fc.constantFrom(...names).map((name) => ({ fault: name }))

const networkFault = (): fc.Arbitrary<NetworkFault> =>
  fc.oneof(
    { weight: 3, arbitrary: plain('refused', 'reset', 'lost-answer', 'hang', 'stale') },
    { weight: 1, arbitrary: delayMs().map((ms): NetworkFault => ({ fault: 'late', ms })) },
    { weight: 1, arbitrary: delayMs().map((ms): NetworkFault => ({ fault: 'delay', ms })) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('first' as const, 'second' as const)
        .map((answer): NetworkFault => ({ fault: 'duplicate', answer })),
    },
  )

/** Statuses of servers and proxies, and any other. */
const status = (): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(429, 500, 502, 503, 504) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        204,
        205,
        301,
        302,
        303,
        304,
        307,
        308,
        400,
        401,
        403,
        404,
        407,
        408,
        409,
        410,
        415,
        422,
        451,
      ),
    },
    { weight: 1, arbitrary: fc.integer({ min: 300, max: 599 }) },
  )

const retryAfter = (): fc.Arbitrary<string | null> =>
  fc.constantFrom(null, '0', '1', '30', '-1', '1000000000', 'soon', 'Mon, 05 Jan 2026 00:00:00 GMT')

const httpFault = (): fc.Arbitrary<HttpFault> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom('status' as const, 'status-after' as const), status(), retryAfter())
        .map(([name, code, after]): HttpFault => ({ fault: name, status: code, retryAfter: after })),
    },
    { weight: 1, arbitrary: fc.constantFrom(200, 502).map((code): HttpFault => ({ fault: 'html', status: code })) },
  )

const bodyFault = (): fc.Arbitrary<BodyFault> =>
  fc.oneof(
    { weight: 1, arbitrary: plain('empty', 'truncated', 'broken-off', 'garbage') },
    {
      weight: 3,
      arbitrary: fc.constantFrom(...changeNames).map((change): BodyFault => ({ fault: 'distorted', change })),
    },
  )
