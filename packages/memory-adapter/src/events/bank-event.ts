import type { ScriptedStep } from '../world/scripted-login.ts'

/** An event at the bank, independent of requests. Plain data. */
export type BankEvent =
  /** The job stops where it is, but still accepts an answer; null: all running jobs. */
  | { readonly event: 'job-stuck'; readonly jobId: string | null }
  /** The job is no longer found, though it continues; null: all running jobs. */
  | { readonly event: 'job-vanishes'; readonly jobId: string | null }
  /** The job is found again; null: all jobs. */
  | { readonly event: 'job-returns'; readonly jobId: string | null }
  /**
   * The step fails with the code: at once when it is in progress, at its end when it is pending; a finished step is not
   * affected. `jobId` null: all running jobs; `step` null: the current or next step.
   */
  | {
      readonly event: 'job-fails'
      readonly jobId: string | null
      /** 1 to 60 lower-case letters, digits and `-`. */
      readonly code: string
      readonly step: ScriptedStep | null
    }
  /** The institution is unavailable for `ms` milliseconds: see `Outage`; null: all institutions. */
  | { readonly event: 'outage'; readonly institutionId: string | null; readonly ms: number }
  /** All issued tokens expire. */
  | { readonly event: 'tokens-expire' }
  /** The connection is deleted, as by a request. */
  | { readonly event: 'connection-deleted'; readonly connectionId: string }
  /** The user is deleted with all connections and jobs, as by a request. */
  | { readonly event: 'user-deleted'; readonly userId: string }
  /**
   * The clock that the bank uses for times in jobs and tokens, and for token expiry, is ahead by `ms`, -3600000 to 3600000;
   * negative: behind. 0 corrects it.
   */
  | { readonly event: 'clock-skew'; readonly ms: number }
  /** At most `requestsMax` requests per window of `windowMs` milliseconds, starting now; null: one endless window. */
  | { readonly event: 'requests-limited'; readonly requestsMax: number; readonly windowMs: number | null }
  /** All running jobs, including stuck ones, end at once with the result they would have had; open challenges expire. */
  | { readonly event: 'everything-finishes' }
  /**
   * The bank recovers: outages, the rate limit and the clock skew end, stuck jobs continue from now, and vanished jobs are
   * found again. Existing connections of scripted logins that are stuck, vanish or are parked work normally from now on.
   */
  | { readonly event: 'recovers' }
