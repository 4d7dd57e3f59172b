import { faultMembers } from '@bank-connection/memory-adapter/serving'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { either as E } from 'fp-ts'

/** Parsed command line of `bank-sandbox`. */
export type SandboxRun = { readonly _tag: 'Help'; readonly text: string } | ({ readonly _tag: 'Serve' } & SandboxFlags)

/** The options, with their defaults. */
export interface SandboxFlags {
  readonly port: number
  readonly host: string
  readonly seed: number
  /** Bank milliseconds per real millisecond. */
  readonly speed: number
  readonly control: boolean
  readonly jsonLog: boolean
}

/** Parses the arguments of `bank-sandbox`. Pure. Left: one line that names the option and the remedy. */
export const readSandboxOptions = (words: readonly string[]): E.Either<string, SandboxRun> => {
  const command = createCommand()
  try {
    // With npm, `--` comes before the options.
    command.parse(words[0] === '--' ? words.slice(1) : words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return E.right({ _tag: 'Help', text: helpOf(command) })
    return E.left(lineOf(error))
  }
  const { control = false, jsonLog = false, ...options } = command.opts<SandboxFlags>()
  return E.right({ _tag: 'Serve', ...options, control, jsonLog })
}

/** Throws a `CommanderError` instead of writing output and exiting. */
const createCommand = (): Command =>
  new Command('bank-sandbox')
    .usage('[options]')
    .description(
      'Serves a simulated bank over HTTP, with version 2.1 of the Basiq API.\nIts state is kept in memory only.',
    )
    .option('--port <n>', 'port to listen on; 0 picks a free one', toPort, 4010)
    .option('--host <name>', 'address to listen on; 0.0.0.0 for all', toHost, '127.0.0.1')
    .option('--seed <n>', 'seed of durations, balances and ids', toSeed, 1)
    .option('--speed <n>', 'bank ms per real ms, 0.001 to 1000', toSpeed, 1)
    .option('--control', 'enable the control endpoints, without authentication')
    .option('--json-log', 'write the banner and each request as a line of JSON')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', EXAMPLES)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride()

const FAULTS = Object.keys(faultMembers)

const EXAMPLES = `
Examples:
  bank-sandbox --speed 10
  bank-sandbox --port 0 --control --json-log

Control endpoints under /_sandbox/, with --control:
  POST   advance {"ms":60000}           advances time
  POST   speed   {"speed":0}            changes the speed of time; 0 stops it
  POST   reset                          restores the initial state and faults
  GET    world                          returns the state
  POST   events  {"event":"recovers"}   applies an event
  GET    faults                         lists the fault rules
  POST   faults  {"fault":"status","status":503,"times":2,"path":"/jobs/{jobId}"}
                                        adds a fault rule
  DELETE faults                         removes all fault rules

Faults:
  ${FAULTS.slice(0, 9).join(', ')},
  ${FAULTS.slice(9).join(', ')}

Exit codes: 0 stopped; 1 cannot listen; 2 invalid options; 130 stopped by a second signal.`

/** The help with its examples, which `helpInformation` omits. */
const helpOf = (command: Command): string => {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
  return text.trimEnd()
}

const REMEDY = 'remedy: '
const HELP = 'see bank-sandbox --help'

/** Turns an error of the parser into a message with a remedy. */
const lineOf = ({ code, message }: CommanderError): string => {
  const flag = /'(--[\w-]+|-\w)/.exec(message)?.[1] ?? 'the options'
  switch (code) {
    case 'commander.unknownOption': {
      const near = /Did you mean (?:one of )?(--[\w, -]+)/.exec(message)?.[1]
      return `${flag}: unknown option; ${near === undefined ? HELP : `did you mean ${near.replaceAll(', ', ' or ')}?`}`
    }
    case 'commander.optionMissingArgument':
      return `${flag}: value missing; ${HELP}`
    case 'commander.invalidArgument':
      return `${flag}: ${message.slice(message.indexOf(REMEDY) + REMEDY.length)}`
    case 'commander.excessArguments':
      return `${flag}: unexpected argument; ${HELP}`
    default:
      return `${flag}: invalid; ${HELP}`
  }
}

const notValid = (remedy: string): never => {
  throw new InvalidArgumentError(`${REMEDY}${remedy}`)
}

const toPort = (text: string): number => {
  const port = toNumber(text)
  return Number.isInteger(port) && port <= 65_535
    ? port
    : notValid('give a whole number from 0 to 65535; 0 picks a free port')
}

const toHost = (text: string): string =>
  /^[\w.:-]+$/.test(text) ? text : notValid('give a host name or address of this machine, such as 127.0.0.1')

const toSeed = (text: string): number => {
  const seed = toNumber(text)
  return Number.isSafeInteger(seed) ? seed : notValid('give a whole number, 0 or more')
}

const toSpeed = (text: string): number => {
  const speed = toNumber(text)
  return speed >= 0.001 && speed <= 1000 ? speed : notValid('give a number from 0.001 to 1000')
}

const toNumber = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN)
