import type { Credentials, InstitutionProfile, PortError } from '@bank-connection/core'
import type { Job, JobStep } from '@bank-connection/core/codec'

/** The time of every event, in milliseconds since the Unix epoch. Only differences between times matter. */
export const AT = 1_767_564_000_000

/** One institution per authorization type, by type; `novel` is an unknown type. */
export const institutions: Readonly<Record<string, InstitutionProfile>> = Object.fromEntries(
  ['user', 'user-mfa', 'user-mfa-intermittent', 'token', 'user-token', 'other', 'novel'].map((authorization) => [
    authorization,
    {
      id: 'AU00002',
      name: 'A bank',
      authorization,
      loginIdCaption: 'Login',
      passwordCaption: 'Password',
      userTokenCaption: null,
      securityCodeCaption: null,
      secondaryLoginIdCaption: null,
      averages: null,
    } as unknown as InstitutionProfile,
  ]),
)

const unreachable = (reason: string, delivered: string) => ({ _tag: 'Unreachable', reason, delivered })
const refused = (status: number, code: string, detail: string | null = null) => ({
  _tag: 'Refused',
  status,
  code,
  detail,
  correlationId: null,
})
const noToken = (reason: string) => ({
  _tag: 'TokenUnavailable',
  reason,
  status: null,
  detail: null,
  correlationId: null,
})

/** Every kind of failed call, by name. */
export const portErrors: Readonly<Record<string, PortError>> = {
  'not sent: offline': unreachable('offline', 'no'),
  'not sent: time-out': unreachable('timeout', 'no'),
  'not sent: busy': unreachable('busy', 'no'),
  'not sent: cancelled': unreachable('cancelled', 'no'),
  'not sent: untrusted': unreachable('untrusted', 'no'),
  'lost: time-out': unreachable('timeout', 'unknown'),
  'lost: offline': unreachable('offline', 'unknown'),
  'lost: cancelled': unreachable('cancelled', 'unknown'),
  malformed: { _tag: 'MalformedResponse', reason: 'shape', expected: 'JobRef', paths: ['/id'] },
  'refused 400: credentials denied': refused(400, 'invalid-credentials'),
  'refused 400: account locked': refused(400, 'invalid-credentials', 'Account is locked'),
  'refused 400: second factor unsupported': refused(
    400,
    'invalid-credentials',
    'Multi-factor authentication is not supported',
  ),
  'refused 400: other': refused(400, 'parameter-not-valid'),
  'refused 401': refused(401, 'unauthorized-access'),
  'refused 403': refused(403, 'access-denied'),
  'refused 404': refused(404, 'resource-not-found'),
  'refused 429': refused(429, 'too-many-requests'),
  'refused 500': refused(500, 'internal-server-error'),
  'refused 503': refused(503, 'service-unavailable'),
  ...Object.fromEntries(
    ['keyRejected', 'accountDisabled', 'throttled', 'refused', 'malformed', 'provider'].map((reason) => [
      `no token: ${reason}`,
      noToken(reason),
    ]),
  ),
} as Readonly<Record<string, PortError>>

/** Valid and invalid credentials for these required fields, by event name. They contain no secrets. */
export const credentialsFor = (fields: readonly string[]): Readonly<Record<string, Credentials>> => {
  const valid = Object.fromEntries(fields.map((field) => [field, 'stand-in']))
  const [first = '', ...others] = fields
  return {
    'submit: valid': valid,
    'submit: nothing': {},
    'submit: a field missing': { ...Object.fromEntries(others.map((field) => [field, 'stand-in'])), [first]: '' },
    'submit: an unexpected field': {
      ...valid,
      [fields.includes('userToken') ? 'password' : 'userToken']: 'stand-in',
    },
  }
}

type Result = JobStep['result']
type Shown = readonly [status: string, result?: Result]

const problem = (code: string, detail: string | null = null): Result =>
  ({ _tag: 'Problem', code, title: null, detail }) as Result
const asks = (prompts: readonly string[], description: string | null = null): Result =>
  ({ _tag: 'Challenge', method: 'token', description, prompts, expiryMs: null }) as Result

const TITLES = ['verify-credentials', 'mfa-challenge', 'retrieve-accounts', 'retrieve-transactions']
const pending: Shown = ['pending']
const running: Shown = ['in-progress']
const success: Shown = ['success']
const skipped: Shown = ['skipped']
const challengedBy = (result: Result): readonly Shown[] => [success, ['in-progress', result], pending, pending]
const failedAt = (place: number, result: Result): readonly Shown[] =>
  TITLES.map((_, i) => (i < place ? success : i === place ? ['failed', result] : pending))

const readings: Readonly<Record<string, readonly Shown[]>> = {
  'no steps': [],
  'nothing started': [pending, pending, pending, pending],
  verifying: [running, pending, pending, pending],
  'verified, no challenge yet': [success, pending, pending, pending],
  parked: [['pending', problem('temporary-unavailable-queued')], pending, pending, pending],
  'two prompts': challengedBy(asks(['Code', 'Word'])),
  'two prompts, reworded': challengedBy(asks(['Code', 'Word'], 'Sent once more')),
  'a confirmation': challengedBy(asks([])),
  'verifying the answer': [success, running, pending, pending],
  accounts: [success, success, running, pending],
  'accounts, challenge skipped': [success, skipped, running, pending],
  transactions: [success, success, success, running],
  done: [success, success, success, success],
  'failed: credentials denied': failedAt(0, problem('invalid-credentials')),
  'failed: credentials denied, with detail': failedAt(1, problem('invalid-credentials', 'Cannot verify')),
  'failed: account locked': failedAt(0, problem('invalid-credentials', 'This account is LOCKED.')),
  'failed: second factor unsupported': failedAt(
    0,
    problem('invalid-credentials', 'Multi-factor authentication is not supported'),
  ),
  'failed: another reason': failedAt(2, problem('service-unavailable')),
  'failed: no reason': failedAt(3, null),
  'unknown status': [['paused'], pending, pending, pending],
  'challenge with an unknown status': [success, ['paused'], pending, pending],
}

const jobOf = (shown: readonly Shown[], named: boolean, last = TITLES.length): Job =>
  ({
    id: 'job-1',
    created: null,
    updated: null,
    institution: null,
    steps: shown.slice(0, last).map(([status, result = null], i) => ({ title: TITLES[i], status, result })),
    links: named ? { source: '/connections/c-1' } : null,
  }) as unknown as Job

/** Every kind of job that a guard distinguishes, by name. A `named` job contains the id of its connection. */
export const jobs: Readonly<Record<string, Job>> = {
  ...Object.fromEntries(Object.entries(readings).map(([name, shown]) => [`job: ${name}`, jobOf(shown, false)])),
  ...Object.fromEntries(
    (['verifying', 'done', 'failed: credentials denied', 'accounts'] as const).map((name) => [
      `job: ${name}, connection named`,
      jobOf(readings[name] ?? [], true),
    ]),
  ),
  'job: unknown step': {
    ...jobOf(readings['transactions'] ?? [], false),
    steps: [
      ...jobOf([success, success, success, success], false).steps,
      { title: 'retrieve-moods', status: 'pending', result: null },
    ] as unknown as Job['steps'],
  },
}
