import * as fc from 'fast-check'
import type { BankEvent } from '../events/bank-event.ts'
import { sandboxInstitutions } from '../world/institutions.ts'
import { scriptedSteps } from '../world/scripted-login.ts'
import { failureCode } from './arbitrary-bank.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** Events that apply to any world: they name no job, connection or user, and only institutions of the sandbox. */
export const bankEvent = (): fc.Arbitrary<BankEvent> =>
  fc.oneof(
    { weight: 6, arbitrary: jobEvent() },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.option(fc.constantFrom(...sandboxInstitutions.map(({ id }) => id))), durationMs())
        .map(([institutionId, ms]): BankEvent => ({ event: 'outage', institutionId, ms })),
    },
    {
      weight: 2,
      arbitrary: fc.integer({ min: -HOUR_MS, max: HOUR_MS }).map((ms): BankEvent => ({ event: 'clock-skew', ms })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat(20), fc.option(durationMs()))
        .map(([requestsMax, windowMs]): BankEvent => ({ event: 'requests-limited', requestsMax, windowMs })),
    },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom('tokens-expire' as const, 'everything-finishes' as const, 'recovers' as const)
        .map((event): BankEvent => ({ event })),
    },
  )

const jobEvent = (): fc.Arbitrary<BankEvent> =>
  fc.oneof(
    fc
      .constantFrom('job-stuck' as const, 'job-vanishes' as const, 'job-returns' as const)
      .map((event): BankEvent => ({ event, jobId: null })),
    fc
      .tuple(failureCode(), fc.option(fc.constantFrom(...scriptedSteps)))
      .map(([code, step]): BankEvent => ({ event: 'job-fails', jobId: null, code, step })),
  )

/** Mostly seconds to minutes, sometimes days. */
const durationMs = (): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 10 * MINUTE_MS }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 10 * 24 * HOUR_MS }) },
  )
