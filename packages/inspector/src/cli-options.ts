import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { either as E } from 'fp-ts'
import { SPEED_MAX } from './simulated/commands.ts'

/** The parsed command line. */
export type InspectorRun =
  | { readonly _tag: 'Help'; readonly text: string }
  | ({ readonly _tag: 'Serve' } & InspectorFlags)

/** The options, with defaults applied. */
export interface InspectorFlags {
  readonly port: number
  readonly seed: number
  /** Milliseconds of the bank's time per real millisecond. */
  readonly speed: number
}

/** Parses the arguments. Left: one line that names the option and the remedy. */
export const readInspectorFlags = (args: readonly string[]): E.Either<string, InspectorRun> => {
  const command = createCommand()
  try {
    // With npm, `--` comes before the options.
    command.parse(args[0] === '--' ? args.slice(1) : args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return E.right({ _tag: 'Help', text: helpOf(command) })
    return E.left(lineOf(error))
  }
  return E.right({ _tag: 'Serve', ...command.opts<InspectorFlags>() })
}

/** The parser prints nothing and never exits: it throws a `CommanderError`. */
const createCommand = (): Command =>
  new Command('bank-connection-inspector')
    .usage('[options]')
    .description(
      'Shows bank connections in progress on a local page: those of a built-in simulated bank, and those of your own ' +
        'services. It listens on 127.0.0.1 only, and stores nothing.',
    )
    .option('--port <n>', 'port to listen on; 0 for any free port', toPort, 4020)
    .option('--seed <n>', 'seed of the simulated bank: durations, balances and ids', toSeed, 1)
    .option('--speed <n>', `speed of the bank's time, 0 to ${SPEED_MAX}; 0 stops it`, toSpeed, 1)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', EXAMPLES)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride()

const EXAMPLES = `
In your service, with @statelyai/inspect:
  const { inspect } = createWebSocketInspector({ url: 'ws://127.0.0.1:4020' })
  connect(port, { …, inspect })

Exit codes: 0 stopped; 1 cannot listen; 2 invalid options; 130 stopped by a second signal.`

/** The help with its examples, which `helpInformation` omits. */
const helpOf = (command: Command): string => {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
  return text.trimEnd()
}

const REMEDY = 'remedy: '
const HELP = 'see bank-connection-inspector --help'

/** Replaces the parser's message with one that names the remedy. */
const lineOf = ({ code, message }: CommanderError): string => {
  const flag = /'(--[\w-]+|-\w)/.exec(message)?.[1] ?? 'the options'
  switch (code) {
    case 'commander.unknownOption':
      return `${flag}: unknown option; ${HELP}`
    case 'commander.optionMissingArgument':
      return `${flag}: a value is missing; ${HELP}`
    case 'commander.invalidArgument':
      return `${flag}: ${message.slice(message.indexOf(REMEDY) + REMEDY.length)}`
    case 'commander.excessArguments':
      return `${flag}: unexpected argument; ${HELP}`
    default:
      return `${flag}: could not be parsed; ${HELP}`
  }
}

const fail = (remedy: string): never => {
  throw new InvalidArgumentError(`${REMEDY}${remedy}`)
}

const toPort = (text: string): number => {
  const port = toNumber(text)
  return Number.isInteger(port) && port <= 65_535
    ? port
    : fail('give a whole number from 0 to 65535; 0 for any free port')
}

const toSeed = (text: string): number => {
  const seed = toNumber(text)
  return Number.isSafeInteger(seed) ? seed : fail('give a whole number, 0 or more')
}

const toSpeed = (text: string): number => {
  const speed = toNumber(text)
  return speed <= SPEED_MAX ? speed : fail(`give a number from 0 to ${SPEED_MAX}; 0 stops the bank's time`)
}

const toNumber = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN)
