import type { ScriptedStep } from '../world/scripted-login.ts'

/** Something that happens at the bank, from outside of every request. Plain data. */
export type BankEvent =
  /** The job stops where it is; null: every job that goes on. An answer is still taken. */
  | { readonly event: 'job-stuck'; readonly jobId: string | null }
  /** The job is not found any more, though it goes on; null: every job that goes on. */
  | { readonly event: 'job-vanishes'; readonly jobId: string | null }
  /** The job is found again; null: every job. */
  | { readonly event: 'job-returns'; readonly jobId: string | null }
  /**
   * The step fails with the code: at once when it is at work, when it would end when it is still to come; a job that is past
   * it goes on. `jobId` null: every job that goes on; `step` null: the one at work, or else the next.
   */
  | {
      readonly event: 'job-fails'
      readonly jobId: string | null
      /** Small letters, digits and `-`, 1 to 60 in all. */
      readonly code: string
      readonly step: ScriptedStep | null
    }
  /** The institution lets nobody in from now on for `ms` milliseconds: see `Outage`; null: none does. */
  | { readonly event: 'outage'; readonly institutionId: string | null; readonly ms: number }
  /** Every token that was given is refused as expired. */
  | { readonly event: 'tokens-expire' }
  /** The connection is deleted, as by a request for it. */
  | { readonly event: 'connection-deleted'; readonly connectionId: string }
  /** The user is deleted with everything of theirs, as by a request for it. */
  | { readonly event: 'user-deleted'; readonly userId: string }
  /**
   * The times that the bank writes into jobs and tokens, and by which it takes a token for expired, are `ms` ahead of its
   * time, from -3600000 to 3600000; below 0: behind. 0: right again.
   */
  | { readonly event: 'clock-skew'; readonly ms: number }
  /** So many requests are taken in each window of `windowMs` milliseconds, the first of which begins now; null: no more. */
  | { readonly event: 'requests-limited'; readonly requestsMax: number; readonly windowMs: number | null }
  /** Every job that goes on ends at once as it would have ended: one that is stuck as well, an unanswered challenge expires. */
  | { readonly event: 'everything-finishes' }
  /**
   * Nothing is out of order any more: outages, the limit of requests and the skew end, jobs that are stuck go on from now on
   * with the durations that they have, and those that vanished are found again. Scripted logins that are stuck, vanish or
   * are parked do so no longer, as far as their connections exist by now.
   */
  | { readonly event: 'recovers' }
