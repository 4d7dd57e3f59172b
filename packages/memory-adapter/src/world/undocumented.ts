import type { TimePrecision } from './dates.ts'

/** What the bank does where the API's public pages are silent, or contradict each other. Every member has a default. */
export interface UndocumentedBehaviour {
  /** Body of the 200 that points to a job already running: a reference as in a 202, or the whole job. `reference` */
  readonly duplicateBody: 'reference' | 'job'
  /** When a job names its connection in `links.source`. `once-verified` */
  readonly sourceLink: 'once-verified' | 'at-once' | 'never'
  /** A step's result: an object as on the wire, or the array of one that some examples show. `object` */
  readonly resultShape: 'object' | 'array'
  /** Member that carries the text of a failed step: `detail` as in examples, `details` as in the specification. `detail` */
  readonly problemText: 'detail' | 'details'
  /** Result of an `mfa-challenge` that succeeded: null, or the challenge itself. `null` */
  readonly answeredResult: 'null' | 'challenge'
  /** A wrong answer: fails the step later, opens a new challenge later, or is refused with 400 at once. `fails` */
  readonly wrongAnswer: 'fails' | 'asks-again' | 'refused'
  /** How many challenges a job opens at most, where a wrong answer opens a new one. 3 */
  readonly roundsMax: number
  /** Fewer or more answers than prompts: 400 at once, or taken for a wrong answer. `refused` */
  readonly misSizedAnswer: 'refused' | 'wrong'
  /** An answer while no challenge is open, or to a job without one: 400, or 202 without effect. `refused` */
  readonly earlyAnswer: 'refused' | 'ignored'
  /** An answer after the challenge expired: 400, or 202 without effect. `refused` */
  readonly lateAnswer: 'refused' | 'ignored'
  /** An answer while, or after, an earlier one is checked: 202 without effect, or 400. `ignored` */
  readonly repeatedAnswer: 'ignored' | 'refused'
  /** An expired challenge: fails without a reason, fails with `job-timed-out`, or stays as it was. `fails` */
  readonly expiredChallenge: 'fails' | 'times-out' | 'stays'
  /** Time allowed for an answer, in milliseconds. 120000 */
  readonly expiryMs: number
  /** Status of a connection whose challenge failed: what it was before (`pending` for a new one), or `invalid`. `kept` */
  readonly failedChallengeStatus: 'kept' | 'invalid'
  /** A job whose connection is deleted: goes on, or is gone at once. `goes-on` */
  readonly deletedJob: 'goes-on' | 'vanishes'
  /** A security code or secondary login that the institution asks for and did not get. `refused` */
  readonly missingExtra: 'refused' | 'fails' | 'ignored'
  /** Creating a connection that is `active` with the same credentials already: a second one, or 409. `allowed` */
  readonly existingConnection: 'allowed' | 'refused'
  /**
   * Whose other running connection with the same credentials makes a new job wait six minutes; a create beside one that
   * is not deleted gets the running job instead. `user`
   */
  readonly sameCredentialsPause: 'user' | 'everyone' | 'never'
  /** How long a finished job can be read, in milliseconds; null: for ever. null */
  readonly jobRetentionMs: number | null
  /** The `retry-after` header of a 429. `absent` */
  readonly retryAfter: 'absent' | 'seconds' | 'date'
  /** How times are written: as recorded, or as on the pages. `seconds` */
  readonly timestamps: TimePrecision
  /**
   * Whether jobs of a government institution have the fifth step, `retrieve-statements`, of v3. Its link leads nowhere:
   * statements are not simulated. false
   */
  readonly statementsStep: boolean
}

/** What the bank does unless told otherwise; see {@link UndocumentedBehaviour} for each member. */
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
