import type { BankEvent, FaultRule } from '@bank-connection/memory-adapter'
import type { MenuEntry } from '../feed/feed.ts'

const CREATE = { method: 'POST', path: '/users/{userId}/connections' } as const
const ANSWER = { method: 'POST', path: '/jobs/{jobId}/mfa' } as const
const JOB = { method: 'GET', path: '/jobs/{jobId}' } as const

const fault = (label: string, rule: FaultRule): MenuEntry => ({ label, value: { ...rule } })

const event = (label: string, value: BankEvent): MenuEntry => ({ label, value: { ...value } })

/** Faults that the page offers. */
export const faultEntries: readonly MenuEntry[] = [
  fault('The response to the next create is lost', { fault: 'lost-answer', ...CREATE }),
  fault('The next create arrives twice', { fault: 'duplicate', ...CREATE }),
  fault('The next create is reset before it takes effect', { fault: 'reset', ...CREATE }),
  fault('The next create fails with 503', { fault: 'status', status: 503, ...CREATE }),
  fault('The next create takes a minute', { fault: 'delay', ms: 60_000, ...CREATE }),
  fault('The response to the next challenge answer is lost', { fault: 'lost-answer', ...ANSWER }),
  fault('The next 3 polls fail with 503', { fault: 'status', status: 503, times: 3, ...JOB }),
  fault('The next 3 polls fail with a connection reset', { fault: 'reset', times: 3, ...JOB }),
  fault('The next 5 polls return a stale job', { fault: 'stale', times: 5, ...JOB }),
  fault('The next 2 polls return a truncated body', { fault: 'broken-off', times: 2, ...JOB }),
  fault("The next poll returns a proxy's HTML page", { fault: 'html', ...JOB }),
  fault('The next 3 polls return an unknown step status', {
    ...{ fault: 'distorted', change: 'unknown-status', times: 3, ...JOB },
  }),
  fault('The next 3 polls return regressed steps', {
    ...{ fault: 'distorted', change: 'steps-regressed', times: 3, ...JOB },
  }),
  fault('Every request takes 5 seconds', { fault: 'delay', ms: 5_000, times: null }),
  fault('Every request is throttled (429)', { fault: 'status', status: 429, retryAfter: '5', times: null }),
]

/** Events that the page offers. */
export const eventEntries: readonly MenuEntry[] = [
  event('Everything recovers', { event: 'recovers' }),
  event('All jobs get stuck', { event: 'job-stuck', jobId: null }),
  event('All jobs vanish', { event: 'job-vanishes', jobId: null }),
  event('Vanished jobs return', { event: 'job-returns', jobId: null }),
  event('All jobs fail: the service is unavailable', {
    ...{ event: 'job-fails', jobId: null, code: 'service-unavailable', step: null },
  }),
  event('All jobs fail: the credentials are wrong', {
    ...{ event: 'job-fails', jobId: null, code: 'invalid-credentials', step: null },
  }),
  event('All jobs finish now', { event: 'everything-finishes' }),
  event('Every institution is down for an hour', { event: 'outage', institutionId: null, ms: 3_600_000 }),
  event('All tokens expire', { event: 'tokens-expire' }),
  event("The bank's clock runs ten minutes ahead", { event: 'clock-skew', ms: 600_000 }),
  event('Requests are limited to ten per ten seconds', {
    event: 'requests-limited',
    requestsMax: 10,
    windowMs: 10_000,
  }),
]
