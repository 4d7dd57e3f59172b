import * as fc from 'fast-check'
import { type LoginScript, scriptedName, scriptedSteps } from '../world/scripted-login.ts'
import type { UndocumentedBehaviour } from '../world/undocumented.ts'

/** Undocumented behaviour: mostly a few members, and any value of each. */
export const undocumentedBehaviour = (): fc.Arbitrary<Partial<UndocumentedBehaviour>> =>
  fc
    .tuple(
      fc.record(values, { noNullPrototype: true }),
      fc.oneof({ weight: 4, arbitrary: fc.subarray(names, { maxLength: 4 }) }, fc.subarray(names)),
    )
    .map(([all, chosen]) => Object.fromEntries(chosen.map((name) => [name, all[name]])))

/** The name of a scripted login, also valid as a user token. */
export const scriptedLoginName = (): fc.Arbitrary<string> => loginScript().map(scriptedName)

/** Failure codes, documented and undocumented. */
export const failureCode = (): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'invalid-credentials',
        'account-not-accessible-requires-user-action',
        'service-unavailable',
        'maintenance-error',
        'temporary-unavailable',
        'job-timed-out',
      ),
    },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z][a-z\d-]{0,20}$/) },
  )

/** Any login script. */
const loginScript = (): fc.Arbitrary<LoginScript> => {
  const at = fc.constantFrom(...scriptedSteps)
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ does: fc.constant('fails' as const), code: failureCode(), at }, plain) },
    {
      weight: 5,
      arbitrary: fc.record(
        {
          does: fc.constantFrom('sticks', 'vanishes', 'vanishes-once', 'regresses', 'shows-unknown-status'),
          at,
        },
        plain,
      ),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom<LoginScript>(
        { does: 'works' },
        { does: 'shows-unknown-step' },
        { does: 'reverses-steps' },
        { does: 'hides-source' },
        { does: 'expires-at-once' },
      ),
    },
    fc.integer({ min: 1, max: 200 }).map((hours): LoginScript => ({ does: 'waits', hours })),
    fc.integer({ min: 1, max: 2_000 }).map((hundredths): LoginScript => ({ does: 'drags', factor: hundredths / 100 })),
    fc.integer({ min: 1, max: 10 }).map((rounds): LoginScript => ({ does: 'asks', rounds })),
    fc.integer({ min: 400, max: 599 }).map((status): LoginScript => ({ does: 'is-refused', status })),
  )
}

const plain = { noNullPrototype: true } as const

const values: { readonly [Name in keyof UndocumentedBehaviour]: fc.Arbitrary<UndocumentedBehaviour[Name]> } = {
  duplicateBody: fc.constantFrom('reference', 'job'),
  sourceLink: fc.constantFrom('once-verified', 'at-once', 'never'),
  resultShape: fc.constantFrom('object', 'array'),
  problemText: fc.constantFrom('detail', 'details'),
  answeredResult: fc.constantFrom('null', 'challenge'),
  wrongAnswer: fc.constantFrom('fails', 'asks-again', 'refused'),
  roundsMax: fc.integer({ min: 1, max: 5 }),
  misSizedAnswer: fc.constantFrom('refused', 'wrong'),
  earlyAnswer: fc.constantFrom('refused', 'ignored'),
  lateAnswer: fc.constantFrom('refused', 'ignored'),
  repeatedAnswer: fc.constantFrom('ignored', 'refused'),
  expiredChallenge: fc.constantFrom('fails', 'times-out', 'stays'),
  expiryMs: fc.oneof(fc.constantFrom(120_000, 3_600), fc.integer({ min: 1, max: 3_600_000 })),
  failedChallengeStatus: fc.constantFrom('kept', 'invalid'),
  deletedJob: fc.constantFrom('goes-on', 'vanishes'),
  missingExtra: fc.constantFrom('refused', 'fails', 'ignored'),
  existingConnection: fc.constantFrom('allowed', 'refused'),
  sameCredentialsPause: fc.constantFrom('user', 'everyone', 'never'),
  jobRetentionMs: fc.option(fc.integer({ min: 0, max: 7 * 86_400_000 })),
  retryAfter: fc.constantFrom('absent', 'seconds', 'date'),
  timestamps: fc.constantFrom('seconds', 'milliseconds'),
  statementsStep: fc.boolean(),
}

const names = Object.keys(values) as (keyof UndocumentedBehaviour)[]
