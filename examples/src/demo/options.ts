import { CREDENTIAL_FIELDS, type CredentialField, type Credentials } from '@bank-connection/core'
import { type BankInstitution, sandboxInstitutions } from '@bank-connection/memory-adapter'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'

/** What the command line asks for. */
export interface DemoOptions {
  /** `null`: the tour. */
  readonly institution: BankInstitution | null
  readonly credentials: Credentials
  /** `null` when none were given. */
  readonly answers: readonly string[] | null
  /** Bank milliseconds per real millisecond. */
  readonly speed: number
  readonly seed: number
  readonly http?: true
  readonly live?: true
  readonly json?: true
  readonly list?: true
}

/** Ends the demo early, with an exit code and lines for the error output. */
export class Stop extends Error {
  readonly code: 0 | 1 | 2
  readonly lines: readonly string[]

  constructor(code: Stop['code'], ...lines: readonly string[]) {
    super(lines.join(' '))
    this.code = code
    this.lines = lines
  }
}

export const usageError = (message: string): Stop => new Stop(2, `error: ${message}`)

/** The option that sets a credential: `--login` for `loginId`. */
export const flagOf = (field: CredentialField): string =>
  `--${attributeOf(field).replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`

/** The institution of the simulated bank with this id. Throws `Stop` if there is none. */
export const institutionOf = (id: string): BankInstitution => {
  const institution = sandboxInstitutions.find((one) => one.id === id)
  if (institution === undefined) throw usageError(`option '--institution': there is no '${id}'; see pnpm demo --list`)
  return institution
}

/** Parses the command line. Help goes to `out`. Throws `Stop` after the help, and if an option is invalid. */
export const parseOptions = (args: readonly string[], out: (text: string) => void): DemoOptions => {
  const command = createCommand(out)
  try {
    // npm users write `--` before the options.
    command.parse(args[0] === '--' ? args.slice(1) : args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    throw error.exitCode === 0 ? new Stop(0) : usageError(withoutValues(error))
  }
  return optionsFrom(command.opts())
}

const attributeOf = (field: CredentialField): string => field.replace(/Id$/, '')

const SPEED_MAX = 100

const createCommand = (out: (text: string) => void): Command =>
  new Command('pnpm demo')
    .description(
      'Connects bank accounts through the Basiq API: at a simulated bank, or with --live at the real one.\n' +
        'Without options: five connections in about 15 seconds; one is refused on purpose.',
    )
    .option('--institution <id>', 'connect only this institution; see --list')
    .option('--login <id>', 'login at the institution')
    .option('--password <text>', 'its password; leave it out at a terminal to type it unseen')
    .option('--user-token <text>', 'token, for an institution that takes one instead of a login')
    .option('--security-code <text>', 'security code, where the institution requires one')
    .option('--secondary-login <id>', 'second login, where the institution requires one')
    .option('--answer <text...>', 'answers to the second factor: one per question, in order')
    .option(
      '--speed <n>',
      `bank seconds per real second, up to ${SPEED_MAX} (default: 5; 1 with --institution)`,
      toSpeed,
    )
    .option('--seed <n>', 'seed of the simulated bank: its durations, balances and questions', toSeed, 2)
    .option('--http', 'serve the simulated bank on a local port and connect over HTTP')
    .addOption(
      new Option('--live', 'connect to the real API with a temporary user, deleted at the end').conflicts([
        'http',
        'speed',
        'seed',
      ]),
    )
    .option('--json', 'print events as JSON, one per line; never prompts')
    .addOption(
      new Option('--list', 'list the institutions and logins of the simulated bank').conflicts([
        'institution',
        'http',
        'live',
        'json',
      ]),
    )
    .allowExcessArguments(false)
    .addHelpText('after', EXAMPLES)
    .configureOutput({ writeOut: (text) => out(text.trimEnd()), writeErr: () => undefined })
    .exitOverride()

const EXAMPLES = `
Examples:
  pnpm demo
  pnpm demo --institution AU00002 --login gavinBelson        prompts for the password
  pnpm demo --institution AU00002 --login gavinBelson --password hooli2016 --answer Hooli
  pnpm demo --json --speed 100
  BASIQ_API_KEY=… pnpm demo --live

Environment, for --live:
  BASIQ_API_KEY   API key of a sandbox application, from the Basiq dashboard
  BASIQ_BASE_URL  base URL of the API (default: https://au-api.basiq.io)

Exit codes: 0 success; 1 a connection failed; 2 invalid options or variables; 130 interrupted.`

const toSpeed = (text: string): number => {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= SPEED_MAX) return Number(text)
  throw new InvalidArgumentError(`Give a number above 0, up to ${SPEED_MAX}.`)
}

const toSeed = (text: string): number => {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  throw new InvalidArgumentError('Give a whole number, 0 or more.')
}

/** The parser's message on one line, without the value: behind a misspelt option it may be a secret. */
const withoutValues = ({ code, message }: CommanderError): string => {
  const line = message.replace(/^error: /, '').replace('\n', ' ')
  switch (code) {
    case 'commander.unknownOption':
      return line.replace(/'(--[\w-]+|-\w).*'/s, "'$1'")
    case 'commander.invalidArgument':
      return line.replace(/ argument '.*' is invalid/s, ' is invalid')
    default:
      return line
  }
}

type Parsed = Pick<DemoOptions, 'seed' | 'http' | 'live' | 'json' | 'list'> &
  Partial<Pick<DemoOptions, 'speed'>> &
  Readonly<Record<string, unknown>> & { readonly institution?: string; readonly answer?: readonly string[] }

const optionsFrom = (parsed: Parsed): DemoOptions => {
  const { institution: id, answer: answers = null, speed = id === undefined ? 5 : 1 } = parsed
  const given = CREDENTIAL_FIELDS.filter((field) => parsed[attributeOf(field)] !== undefined)
  const alone = answers === null ? given.map(flagOf)[0] : '--answer'
  if (id === undefined && alone !== undefined) throw usageError(`option '${alone}' requires '--institution <id>'`)
  const credentials = Object.fromEntries(given.map((field) => [field, parsed[attributeOf(field)]]))
  return { ...parsed, institution: id === undefined ? null : institutionOf(id), credentials, answers, speed }
}
