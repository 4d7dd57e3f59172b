import type { ResumePoint } from './context.ts'
import { connectionSetup } from './setup.ts'

const at = (...points: readonly ResumePoint[]) => ({ type: 'wasAt', params: points }) as const

/**
 * Where a saved connection resumes. A request that was being sent is not repeated: the job is searched for, or polled,
 * first. Deadlines are absolute, so they may have passed.
 */
export const resuming = connectionSetup.createStateConfig({
  description: 'Passes at once to where a saved connection was.',
  exit: 'goOn',
  always: [
    { guard: at('collecting'), target: '#connection.collecting' },
    { guard: at('creating'), target: '#connection.reconciling', actions: 'rememberInterrupted' },
    { guard: at('reconciling'), target: '#connection.reconciling' },
    { guard: at('verifying'), target: '#connection.following.verifying' },
    { guard: at('challenged'), target: '#connection.following.challenged' },
    {
      guard: at('answering'),
      target: '#connection.following.verifyingAnswer',
      actions: ['countAnswer', 'rememberInterrupted'],
    },
    { guard: at('verifyingAnswer'), target: '#connection.following.verifyingAnswer' },
    { guard: at('retrievingAccounts'), target: '#connection.following.retrievingAccounts' },
    { guard: at('retrievingTransactions'), target: '#connection.following.retrievingTransactions' },
    { guard: at('parked'), target: '#connection.following.parked' },
    { guard: at('connected'), target: '#connection.connected' },
    { guard: at('failed'), target: '#connection.failed' },
    { guard: at('cancelled'), target: '#connection.cancelled' },
    { guard: at('broken'), target: '#connection.broken' },
    { target: 'deciding' },
  ],
})
