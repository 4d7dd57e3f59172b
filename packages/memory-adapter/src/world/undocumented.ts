import type { TimePrecision } from './dates.ts'

/** Behaviour that the API's public pages don't document, or contradict each other on. Each member states its default. */
export interface UndocumentedBehaviour {
  /** Body of the 200 for a job that already runs: a reference as in a 202, or the whole job. `reference` */
  readonly duplicateBody: 'reference' | 'job'
  /** When a job names its connection in `links.source`. `once-verified` */
  readonly sourceLink: 'once-verified' | 'at-once' | 'never'
  /** Shape of a step's result: an object, as recorded, or an array with one item, as in some examples. `object` */
  readonly resultShape: 'object' | 'array'
  /** Member with the text of a failed step: `detail` as in examples, `details` as in the specification. `detail` */
  readonly problemText: 'detail' | 'details'
  /** Result of an `mfa-challenge` that succeeded: null, or the challenge itself. `null` */
  readonly answeredResult: 'null' | 'challenge'
  /** A wrong answer: fails the step later, opens a new challenge later, or is refused with 400 at once. `fails` */
  readonly wrongAnswer: 'fails' | 'asks-again' | 'refused'
  /** Maximum number of challenges per job, where a wrong answer opens a new one. 3 */
  readonly roundsMax: number
  /** Fewer or more answers than prompts: 400, or handled as a wrong answer. `refused` */
  readonly misSizedAnswer: 'refused' | 'wrong'
  /** An answer while no challenge is open, or to a job without one: 400, or 202 without effect. `refused` */
  readonly earlyAnswer: 'refused' | 'ignored'
  /** An answer after the challenge expired: 400, or 202 without effect. `refused` */
  readonly lateAnswer: 'refused' | 'ignored'
  /** An answer while, or after, an earlier one is checked: 202 without effect, or 400. `ignored` */
  readonly repeatedAnswer: 'ignored' | 'refused'
  /** An expired challenge: fails without a reason, fails with `job-timed-out`, or stays as it was. `fails` */
  readonly expiredChallenge: 'fails' | 'times-out' | 'stays'
  /** Time to answer a challenge, in milliseconds. 120000 */
  readonly expiryMs: number
  /** Status of a connection whose challenge failed: what it was before (`pending` for a new one), or `invalid`. `kept` */
  readonly failedChallengeStatus: 'kept' | 'invalid'
  /** A job whose connection is deleted: continues, or vanishes at once. `goes-on` */
  readonly deletedJob: 'goes-on' | 'vanishes'
  /** A missing security code or secondary login id: 400, the job fails, or no effect. `refused` */
  readonly missingExtra: 'refused' | 'fails' | 'ignored'
  /** Creating a connection while one with the same credentials is `active`: a second one, or 409. `allowed` */
  readonly existingConnection: 'allowed' | 'refused'
  /**
   * Whose running job with the same credentials delays a new job by six minutes. When the user's connection still exists,
   * a create returns its running job instead. `user`
   */
  readonly sameCredentialsPause: 'user' | 'everyone' | 'never'
  /** How long a finished job can be read, in milliseconds; null: forever. null */
  readonly jobRetentionMs: number | null
  /** The `retry-after` header of a 429. `absent` */
  readonly retryAfter: 'absent' | 'seconds' | 'date'
  /** Precision of times: `seconds` as recorded, `milliseconds` as on the pages. `seconds` */
  readonly timestamps: TimePrecision
  /**
   * Whether jobs of a government institution have the step `retrieve-statements` of v3. Statements are not simulated, so
   * its link leads nowhere. false
   */
  readonly statementsStep: boolean
}

/** The defaults of {@link UndocumentedBehaviour}. */
export const defaultUndocumentedBehaviour: UndocumentedBehaviour = {
  duplicateBody: 'reference',
  sourceLink: 'once-verified',
  resultShape: 'object',
  problemText: 'detail',
  answeredResult: 'null',
  wrongAnswer: 'fails',
  roundsMax: 3,
  misSizedAnswer: 'refused',
  earlyAnswer: 'refused',
  lateAnswer: 'refused',
  repeatedAnswer: 'ignored',
  expiredChallenge: 'fails',
  expiryMs: 120_000,
  failedChallengeStatus: 'kept',
  deletedJob: 'goes-on',
  missingExtra: 'refused',
  existingConnection: 'allowed',
  sameCredentialsPause: 'user',
  jobRetentionMs: null,
  retryAfter: 'absent',
  timestamps: 'seconds',
  statementsStep: false,
}
