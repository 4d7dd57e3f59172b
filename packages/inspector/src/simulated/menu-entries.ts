import type { BankEvent, FaultRule } from '@bank-connection/memory-adapter'
import type { MenuEntry } from '../feed/feed.ts'

const CREATE = { method: 'POST', path: '/users/{userId}/connections' } as const
const ANSWER = { method: 'POST', path: '/jobs/{jobId}/mfa' } as const
const JOB = { method: 'GET', path: '/jobs/{jobId}' } as const

const fault = (label: string, rule: FaultRule): MenuEntry => ({ label, value: { ...rule } })

const event = (label: string, value: BankEvent): MenuEntry => ({ label, value: { ...value } })

/** Faults worth a try. */
export const faultEntries: readonly MenuEntry[] = [
  fault('The answer to the next create gets lost', { fault: 'lost-answer', ...CREATE }),
  fault('The next create arrives twice', { fault: 'duplicate', ...CREATE }),
  fault('The next create is cut off before it has an effect', { fault: 'reset', ...CREATE }),
  fault('The next create is refused with 503', { fault: 'status', status: 503, ...CREATE }),
  fault('The next create takes a minute', { fault: 'delay', ms: 60_000, ...CREATE }),
  fault('The answer to the next answer gets lost', { fault: 'lost-answer', ...ANSWER }),
  fault('The next 3 looks at a job are answered with 503', { fault: 'status', status: 503, times: 3, ...JOB }),
  fault('The next 3 looks at a job fail on the way', { fault: 'reset', times: 3, ...JOB }),
  fault('The next 5 looks at a job see an old one', { fault: 'stale', times: 5, ...JOB }),
  fault('The next 2 looks at a job end in the middle', { fault: 'broken-off', times: 2, ...JOB }),
  fault('The next look at a job gets the page of a proxy', { fault: 'html', ...JOB }),
  fault('The next 3 looks at a job show a status that nobody knows', {
    ...{ fault: 'distorted', change: 'unknown-status', times: 3, ...JOB },
  }),
  fault('The next 3 looks at a job show its steps regressed', {
    ...{ fault: 'distorted', change: 'steps-regressed', times: 3, ...JOB },
  }),
  fault('Every request takes 5 seconds', { fault: 'delay', ms: 5_000, times: null }),
  fault('Every request is throttled (429)', { fault: 'status', status: 429, retryAfter: '5', times: null }),
]

/** Events worth a try. */
export const eventEntries: readonly MenuEntry[] = [
  event('Everything that is out of order recovers', { event: 'recovers' }),
  event('All jobs stop where they are', { event: 'job-stuck', jobId: null }),
  event('All jobs vanish', { event: 'job-vanishes', jobId: null }),
  event('Jobs that vanished are found again', { event: 'job-returns', jobId: null }),
  event('All jobs fail: the service is unavailable', {
    ...{ event: 'job-fails', jobId: null, code: 'service-unavailable', step: null },
  }),
  event('All jobs fail: the credentials are wrong', {
    ...{ event: 'job-fails', jobId: null, code: 'invalid-credentials', step: null },
  }),
  event('All jobs end at once', { event: 'everything-finishes' }),
  event('Every institution is down for an hour', { event: 'outage', institutionId: null, ms: 3_600_000 }),
  event('All tokens expire', { event: 'tokens-expire' }),
  event("The bank's clock is ten minutes ahead", { event: 'clock-skew', ms: 600_000 }),
  event('Ten requests are taken in each ten seconds', { event: 'requests-limited', requestsMax: 10, windowMs: 10_000 }),
]
