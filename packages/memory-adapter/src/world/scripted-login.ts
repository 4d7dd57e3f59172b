import { notValid, type Problem } from '../errors/api-error.ts'

/** The steps that a scripted login can name. */
export const scriptedSteps = [
  'verify-credentials',
  'mfa-challenge',
  'retrieve-accounts',
  'retrieve-transactions',
] as const
/** Title of a step of a job that a scripted login can name. */
export type ScriptedStep = (typeof scriptedSteps)[number]

/**
 * What a login asks the bank to do. One that is about `mfa-challenge`, or about the challenge, brings a challenge to any
 * institution, also to one that has none.
 */
export type LoginScript =
  /** The job succeeds. */
  | { readonly does: 'works' }
  /** The step fails with the code, of small letters, digits and `-`; `mfa-challenge` once it was answered. */
  | { readonly does: 'fails'; readonly code: string; readonly at: ScriptedStep }
  /** The step begins and never ends. */
  | { readonly does: 'sticks'; readonly at: ScriptedStep }
  /** The job is not found from when the step begins. */
  | { readonly does: 'vanishes'; readonly at: ScriptedStep }
  /** The job is not found by the first who reads it after the step began, then found again. */
  | { readonly does: 'vanishes-once'; readonly at: ScriptedStep }
  /** Three seconds after the step began, the job shows the step before for five seconds. */
  | { readonly does: 'regresses'; readonly at: ScriptedStep }
  /** For its first five seconds the step has a status that is not documented. */
  | { readonly does: 'shows-unknown-status'; readonly at: ScriptedStep }
  /** The institution is out of order for the login, for so many hours from the making of the connection; 1 to 1000. */
  | { readonly does: 'waits'; readonly hours: number }
  /** Everything takes so many times as long; 0.01 to 100. */
  | { readonly does: 'drags'; readonly factor: number }
  /** The job opens so many challenges, 1 to 10, whatever is answered, and goes on after the last. */
  | { readonly does: 'asks'; readonly rounds: number }
  /** The job has a step that is not documented, which takes five seconds. */
  | { readonly does: 'shows-unknown-step' }
  /** The steps are listed from the last to the first. */
  | { readonly does: 'reverses-steps' }
  /** The job never names its connection. */
  | { readonly does: 'hides-source' }
  /** A challenge expires after a millisecond. */
  | { readonly does: 'expires-at-once' }
  /** The request for a connection is refused with the status, 400 to 599, and the usual code. */
  | { readonly does: 'is-refused'; readonly status: number }

/** One sort of scripted login, for documents. */
export interface ScriptedLoginRow {
  /** The login, with its parameters in pointed brackets. */
  readonly form: string
  /** What the bank then does. */
  readonly description: string
  readonly example: LoginScript
}

/** The login that asks for this; also good as a user token. Pure. */
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
 * A login that asks for this, at any institution of logins, with a password that is as good as any other. Its challenge
 * is answered by `1234`. Pure.
 *
 * @throws Error that names the grammar, when the script has a member out of its range
 * @example
 * const credentials = scriptedLogin({ does: 'fails', code: 'service-unavailable', at: 'retrieve-accounts' })
 */
export const scriptedLogin = (script: LoginScript): { readonly loginId: string; readonly password: string } => {
  const loginId = scriptedName(script)
  const read = readLoginScript(loginId)
  if (read === null || read === 'misfit') throw new Error(`script: ${loginId} is no login; ${grammar}`)
  return { loginId, password: 'any' }
}

/** The script that a login or a user token asks for; null: it is no scripted one; `misfit`: it begins like one. Pure. */
export const readLoginScript = (text: string): LoginScript | 'misfit' | null => {
  if (!text.includes('_') || !BEGINNINGS.some((beginning) => text.startsWith(beginning))) return null
  if (text.length > LENGTH_MAX) return 'misfit'
  return flags.get(text) ?? readStepped(text) ?? readCounted(text) ?? 'misfit'
}

/** The refusal of a login that begins like a scripted one, and is none. */
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

/** Every sort of scripted login, in the order of the documents. */
export const scriptedLogins: readonly ScriptedLoginRow[] = [
  { form: 'no_fault', description: 'The job succeeds.', example: { does: 'works' } },
  {
    form: 'error_<code>',
    description: '`verify-credentials` fails with the code, of small letters, digits and `-`.',
    example: { does: 'fails', code: 'maintenance-error', at: 'verify-credentials' },
  },
  {
    form: 'error_<code>_at_<step>',
    description: 'The step fails with the code; `mfa-challenge` once it was answered.',
    example: { does: 'fails', code: 'service-unavailable', at: 'retrieve-accounts' },
  },
  {
    form: 'stuck_at_<step>',
    description: 'The step begins and never ends.',
    example: { does: 'sticks', at: 'retrieve-transactions' },
  },
  {
    form: 'vanishes_at_<step>',
    description: 'The job is not found (404) from when the step begins.',
    example: { does: 'vanishes', at: 'retrieve-accounts' },
  },
  {
    form: 'vanishes_once_at_<step>',
    description: 'The first read of the job after the step began is answered 404, the others as usual.',
    example: { does: 'vanishes-once', at: 'verify-credentials' },
  },
  {
    form: 'regresses_at_<step>',
    description:
      'From 3 s to 8 s after the step began, the job shows the step before as in progress, and this one as pending.',
    example: { does: 'regresses', at: 'retrieve-accounts' },
  },
  {
    form: 'unknown_status_at_<step>',
    description: 'For its first 5 s the step has the status `awaiting-review`, which is not documented.',
    example: { does: 'shows-unknown-status', at: 'retrieve-transactions' },
  },
  {
    form: 'unknown_step',
    description: 'Before `retrieve-accounts` comes `verify-identity`, which is not documented and takes 5 s.',
    example: { does: 'shows-unknown-step' },
  },
  {
    form: 'out_of_order',
    description: 'The steps are listed from the last to the first.',
    example: { does: 'reverses-steps' },
  },
  { form: 'no_source', description: 'The job never names its connection.', example: { does: 'hides-source' } },
  {
    form: 'parked_<hours>',
    description:
      'The institution is out of order for this login, for so many hours (1 to 1000) from the making of the connection: ' +
      'the job is queued, tried again every two hours, and given up after seven days.',
    example: { does: 'waits', hours: 5 },
  },
  {
    form: 'slow_<factor>',
    description: 'Everything takes so many times as long: 0.01 to 100, with two decimals at most.',
    example: { does: 'drags', factor: 2.5 },
  },
  {
    form: 'asks_<rounds>',
    description: 'The job opens so many challenges, 1 to 10, whatever is answered, and goes on after the last.',
    example: { does: 'asks', rounds: 2 },
  },
  {
    form: 'expires_at_once',
    description: 'A challenge expires after a millisecond.',
    example: { does: 'expires-at-once' },
  },
  {
    form: 'refused_<status>',
    description: 'The request for a connection is refused with the status, 400 to 599, and its usual code.',
    example: { does: 'is-refused', status: 503 },
  },
]

/** In at most 300 characters, which is what clients keep of a text. */
const grammar = [
  'one of error_<code>[_at_<step>] (stuck|vanishes|vanishes_once|regresses|unknown_status)_at_<step>',
  'parked_<hours> slow_<factor> asks_<rounds> refused_<status> unknown_step out_of_order no_source',
  `expires_at_once no_fault; steps: ${scriptedSteps.join(' ')}`,
].join(' ')
