import { Command, InvalidArgumentError } from 'commander'

/** The flags as they are read, before it is looked at whether they go together. */
export interface Flags {
  readonly institution?: string
  readonly login?: string
  readonly password?: string
  readonly userToken?: string
  readonly securityCode?: string
  readonly secondaryLogin?: string
  readonly answer?: readonly string[]
  readonly speed?: number
  readonly seed?: number
  readonly http?: boolean
  readonly live?: boolean
  readonly json?: boolean
  readonly list?: boolean
}

/** What stands before the remedy in the message about a value that does not fit. */
export const REMEDY = 'remedy: '

/** Fastest time of the bank: beyond it, a challenge is over before its answer can arrive. */
const SPEED_MAX = 100

/** Fastest time of the bank in which what this machine takes for itself is not seen. */
const SPEED_TRUE_MAX = 20

/** The command, which writes nothing and never ends the process: it throws a `CommanderError` instead. */
export const createCommand = (): Command =>
  new Command('pnpm demo')
    .usage('[options]')
    .description(
      'Connects bank accounts as a service would through the Basiq API: at a simulated bank, or with --live at the real one.\n' +
        'Without options: five connections in about twelve seconds, one of which is to be refused.',
    )
    .option('--institution <id>', 'connect this institution only; --list names them')
    .option('--login <id>', 'login at the institution')
    .option('--password <text>', 'its password; better left out at a terminal, to be asked for without being seen')
    .option('--user-token <text>', 'token of an institution that takes one instead of a login')
    .option('--security-code <text>', 'where the institution asks for one')
    .option('--secondary-login <id>', 'where the institution asks for one')
    .option('--answer <text...>', 'answers to the second factor, one a question, in their order')
    .option(
      '--speed <n>',
      `seconds of the bank in one of yours, up to ${SPEED_MAX} (default: 5; 1 with --institution); above ${SPEED_TRUE_MAX} the times shown are those of this machine`,
      toSpeed,
    )
    .option(
      '--seed <n>',
      'another number is another bank: other durations, balances and questions (default: 2)',
      toSeed,
    )
    .option('--http', 'put the simulated bank on a socket of this machine, and go to it over HTTP')
    .option(
      '--live',
      'go to the real API with the key in BASIQ_API_KEY, as a user made for the run and deleted at its end',
    )
    .option('--json', 'one line of JSON an event, for machines; asks nothing')
    .option('--list', 'show the institutions of the simulated bank, and who can log in')
    .helpOption('-h, --help', 'show this')
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride()

const EXAMPLES = `
Examples:
  pnpm demo
  pnpm demo --institution AU00002 --login gavinBelson        asks for the password
  pnpm demo --institution AU00002 --login gavinBelson --password hooli2016 --answer Hooli
  pnpm demo --json --speed 100
  pnpm demo --http
  BASIQ_API_KEY=… pnpm demo --live

Environment, for --live alone:
  BASIQ_API_KEY   API key of a sandbox application, as the dashboard shows it
  BASIQ_BASE_URL  where the API is (default: https://au-api.basiq.io)

Exit codes: 0 all went as it should; 1 something failed; 2 the options or variables do not fit; 130 interrupted.`

const toSpeed = (text: string): number => {
  const speed = toNumber(text)
  if (speed > 0 && speed <= SPEED_MAX) return speed
  throw new InvalidArgumentError(`${REMEDY}give a number above 0, and ${SPEED_MAX} at most`)
}

const toSeed = (text: string): number => {
  const seed = toNumber(text)
  if (Number.isSafeInteger(seed) && seed >= 0) return seed
  throw new InvalidArgumentError(`${REMEDY}give a whole number, 0 or more`)
}

const toNumber = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN)
