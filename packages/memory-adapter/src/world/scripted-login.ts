import { notValid, type Problem } from '../errors/api-error.ts'

/** Steps that a scripted login can name. */
export const scriptedSteps = [
  'verify-credentials',
  'mfa-challenge',
  'retrieve-accounts',
  'retrieve-transactions',
] as const
/** Title of a step that a scripted login can name. */
export type ScriptedStep = (typeof scriptedSteps)[number]

/**
 * Behaviour that a login selects by its name. A script about `mfa-challenge` or the challenge adds a challenge at any
 * institution.
 */
export type LoginScript =
  /** The job succeeds. */
  | { readonly does: 'works' }
  /** The step fails with the code (lower-case letters, digits and `-`); `mfa-challenge` fails once it is answered. */
  | { readonly does: 'fails'; readonly code: string; readonly at: ScriptedStep }
  /** The step starts and never ends. */
  | { readonly does: 'sticks'; readonly at: ScriptedStep }
  /** The job is not found once the step has started. */
  | { readonly does: 'vanishes'; readonly at: ScriptedStep }
  /** The first read after the step has started does not find the job; later reads do. */
  | { readonly does: 'vanishes-once'; readonly at: ScriptedStep }
  /** Three seconds after the step has started, the job shows the previous step for five seconds. */
  | { readonly does: 'regresses'; readonly at: ScriptedStep }
  /** For its first five seconds the step has an undocumented status. */
  | { readonly does: 'shows-unknown-status'; readonly at: ScriptedStep }
  /** The institution is unavailable to the login for `hours` after the connection is created; 1 to 1000. */
  | { readonly does: 'waits'; readonly hours: number }
  /** Durations are multiplied by `factor`, 0.01 to 100. */
  | { readonly does: 'drags'; readonly factor: number }
  /** The job opens `rounds` challenges, 1 to 10, accepts any answer, and continues after the last. */
  | { readonly does: 'asks'; readonly rounds: number }
  /** The job has an undocumented step that takes five seconds. */
  | { readonly does: 'shows-unknown-step' }
  /** The steps are listed in reverse order. */
  | { readonly does: 'reverses-steps' }
  /** The job never names its connection. */
  | { readonly does: 'hides-source' }
  /** A challenge expires after a millisecond. */
  | { readonly does: 'expires-at-once' }
  /** Creating the connection fails with the status, 400 to 599, and its default code. */
  | { readonly does: 'is-refused'; readonly status: number }

/** One form of scripted login, for documents. */
export interface ScriptedLoginRow {
  /** The login, with its parameters in angle brackets. */
  readonly form: string
  /** What the bank does. */
  readonly description: string
  readonly example: LoginScript
}

/** The login id or user token that selects a script. Pure. */
export const scriptedName = (script: LoginScript): string => {
  switch (script.does) {
    case 'works':
      return 'no_fault'
    case 'fails':
      return script.at === 'verify-credentials' ? `error_${script.code}` : `error_${script.code}_at_${script.at}`
    case 'sticks':
      return `stuck_at_${script.at}`
    case 'vanishes':
      return `vanishes_at_${script.at}`
    case 'vanishes-once':
      return `vanishes_once_at_${script.at}`
    case 'regresses':
      return `regresses_at_${script.at}`
    case 'shows-unknown-status':
      return `unknown_status_at_${script.at}`
    case 'waits':
      return `parked_${script.hours}`
    case 'drags':
      return `slow_${script.factor}`
    case 'asks':
      return `asks_${script.rounds}`
    case 'shows-unknown-step':
      return 'unknown_step'
    case 'reverses-steps':
      return 'out_of_order'
    case 'hides-source':
      return 'no_source'
    case 'expires-at-once':
      return 'expires_at_once'
    case 'is-refused':
      return `refused_${script.status}`
  }
}

/**
 * Credentials that select a script, for any institution with logins. Any password works, and `1234` answers the
 * challenge. Pure.
 *
 * @throws Error with the grammar when a member of the script is out of range
 * @example
 * const credentials = scriptedLogin({ does: 'fails', code: 'service-unavailable', at: 'retrieve-accounts' })
 */
export const scriptedLogin = (script: LoginScript): { readonly loginId: string; readonly password: string } => {
  const loginId = scriptedName(script)
  const read = readLoginScript(loginId)
  if (read === null || read === 'not-valid')
    throw new Error(`script: ${loginId} is not a scripted login; expected ${grammar}`)
  return { loginId, password: 'any' }
}

/** The script of a login or user token; null: not scripted; `not-valid`: it starts like one, but is malformed. Pure. */
export const readLoginScript = (text: string): LoginScript | 'not-valid' | null => {
  if (!text.includes('_') || !BEGINNINGS.some((beginning) => text.startsWith(beginning))) return null
  if (text.length > LENGTH_MAX) return 'not-valid'
  return flags.get(text) ?? readStepped(text) ?? readCounted(text) ?? 'not-valid'
}

/** The error for a malformed scripted login. */
export const scriptNotValid = (parameter: 'loginId' | 'userToken'): Problem =>
  notValid(grammar, { pointer: `connection/${parameter}`, parameter })

const BEGINNINGS: readonly string[] = [
  ...['no_fault', 'error_', 'stuck_', 'vanishes_', 'regresses_', 'unknown_', 'parked_', 'slow_', 'asks_'],
  ...['out_of_', 'no_source', 'expires_', 'refused_'],
]

const LENGTH_MAX = 100

const flags: ReadonlyMap<string, LoginScript> = new Map(
  (['works', 'shows-unknown-step', 'reverses-steps', 'hides-source', 'expires-at-once'] as const).map((does) => [
    scriptedName({ does }),
    { does },
  ]),
)

const isStep = (text: string): text is ScriptedStep => scriptedSteps.some((step) => step === text)

const readStepped = (text: string): LoginScript | null => {
  const [head = '', at = 'verify-credentials', ...rest] = text.split('_at_')
  if (rest.length > 0 || !isStep(at)) return null
  if (head.startsWith('error_')) {
    const code = head.slice('error_'.length)
    return /^[a-z\d][a-z\d-]{0,59}$/.test(code) ? { does: 'fails', code, at } : null
  }
  const does = text.includes('_at_') ? steppedWords.get(head) : undefined
  return does === undefined ? null : { does, at }
}

const steppedWords: ReadonlyMap<
  string,
  'sticks' | 'vanishes' | 'vanishes-once' | 'regresses' | 'shows-unknown-status'
> = new Map([
  ['stuck', 'sticks'],
  ['vanishes', 'vanishes'],
  ['vanishes_once', 'vanishes-once'],
  ['regresses', 'regresses'],
  ['unknown_status', 'shows-unknown-status'],
])

const readCounted = (text: string): LoginScript | null => {
  const [word, digits = '', ...rest] = text.split('_')
  const count = Number(digits)
  const isWhole = rest.length === 0 && /^\d{1,4}$/.test(digits)
  const isBetween = (min: number, max: number): boolean => count >= min && count <= max
  if (word === 'parked' && isWhole && isBetween(1, 1_000)) return { does: 'waits', hours: count }
  if (word === 'asks' && isWhole && isBetween(1, 10)) return { does: 'asks', rounds: count }
  if (word === 'refused' && isWhole && isBetween(400, 599)) return { does: 'is-refused', status: count }
  const isDecimal = rest.length === 0 && /^\d{1,3}(\.\d{1,2})?$/.test(digits)
  return word === 'slow' && isDecimal && isBetween(0.01, 100) ? { does: 'drags', factor: count } : null
}

/** All forms of scripted logins, in the order of the documents. */
export const scriptedLogins: readonly ScriptedLoginRow[] = [
  { form: 'no_fault', description: 'The job succeeds.', example: { does: 'works' } },
  {
    form: 'error_<code>',
    description: '`verify-credentials` fails with the code (lower-case letters, digits and `-`).',
    example: { does: 'fails', code: 'maintenance-error', at: 'verify-credentials' },
  },
  {
    form: 'error_<code>_at_<step>',
    description: 'The step fails with the code; `mfa-challenge` fails once it is answered.',
    example: { does: 'fails', code: 'service-unavailable', at: 'retrieve-accounts' },
  },
  {
    form: 'stuck_at_<step>',
    description: 'The step starts and never ends.',
    example: { does: 'sticks', at: 'retrieve-transactions' },
  },
  {
    form: 'vanishes_at_<step>',
    description: 'The job is not found (404) once the step has started.',
    example: { does: 'vanishes', at: 'retrieve-accounts' },
  },
  {
    form: 'vanishes_once_at_<step>',
    description: 'The first read of the job after the step has started gets 404; later reads succeed.',
    example: { does: 'vanishes-once', at: 'verify-credentials' },
  },
  {
    form: 'regresses_at_<step>',
    description:
      'From 3 s to 8 s after the step has started, the job shows the previous step in progress and this one pending.',
    example: { does: 'regresses', at: 'retrieve-accounts' },
  },
  {
    form: 'unknown_status_at_<step>',
    description: 'For its first 5 s the step has the undocumented status `awaiting-review`.',
    example: { does: 'shows-unknown-status', at: 'retrieve-transactions' },
  },
  {
    form: 'unknown_step',
    description: 'An undocumented step, `verify-identity`, runs before `retrieve-accounts` and takes 5 s.',
    example: { does: 'shows-unknown-step' },
  },
  {
    form: 'out_of_order',
    description: 'The steps are listed in reverse order.',
    example: { does: 'reverses-steps' },
  },
  { form: 'no_source', description: 'The job never names its connection.', example: { does: 'hides-source' } },
  {
    form: 'parked_<hours>',
    description:
      'The institution is unavailable to this login for that many hours (1 to 1000) after the connection is created: ' +
      'the job is queued, retried every two hours, and fails after seven days.',
    example: { does: 'waits', hours: 5 },
  },
  {
    form: 'slow_<factor>',
    description: 'Durations are multiplied by the factor: 0.01 to 100, at most two decimals.',
    example: { does: 'drags', factor: 2.5 },
  },
  {
    form: 'asks_<rounds>',
    description: 'The job opens that many challenges, 1 to 10, accepts any answer, and continues after the last.',
    example: { does: 'asks', rounds: 2 },
  },
  {
    form: 'expires_at_once',
    description: 'A challenge expires after a millisecond.',
    example: { does: 'expires-at-once' },
  },
  {
    form: 'refused_<status>',
    description: 'Creating the connection fails with the status, 400 to 599, and its default code.',
    example: { does: 'is-refused', status: 503 },
  },
]

/** At most 300 characters: clients truncate longer texts. */
const grammar = [
  'one of error_<code>[_at_<step>] (stuck|vanishes|vanishes_once|regresses|unknown_status)_at_<step>',
  'parked_<hours> slow_<factor> asks_<rounds> refused_<status> unknown_step out_of_order no_source',
  `expires_at_once no_fault; steps: ${scriptedSteps.join(' ')}`,
].join(' ')
