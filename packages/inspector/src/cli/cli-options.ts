import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { either as E } from 'fp-ts'
import { SPEED_MAX } from '../simulated/commands.ts'

/** What `bank-connection-inspector` is to do. */
export type InspectorRun =
  | { readonly _tag: 'Help'; readonly text: string }
  | ({ readonly _tag: 'Serve' } & InspectorFlags)

/** The flags with their defaults. */
export interface InspectorFlags {
  readonly port: number
  readonly seed: number
  /** Milliseconds of the bank that pass in a real one. */
  readonly speed: number
}

/** Reads the words after `bank-connection-inspector`. Pure. Left: one line that names the flag and the remedy. */
export const readInspectorFlags = (words: readonly string[]): E.Either<string, InspectorRun> => {
  const command = createCommand()
  try {
    // npm has its users write `--` before the flags.
    command.parse(words[0] === '--' ? words.slice(1) : words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return E.right({ _tag: 'Help', text: helpOf(command) })
    return E.left(lineOf(error))
  }
  return E.right({ _tag: 'Serve', ...command.opts<InspectorFlags>() })
}

/** It writes nothing and never ends the process: it throws a `CommanderError` instead. */
const createCommand = (): Command =>
  new Command('bank-connection-inspector')
    .usage('[options]')
    .description(
      'Shows bank connections in progress on a page, for this machine alone: those of a simulated bank that runs here,\n' +
        'and those of your own services that send what they may show. It forgets everything when it ends.',
    )
    .option('--port <n>', 'port to listen at; 0 takes any that is free', toPort, 4020)
    .option('--seed <n>', 'another number is another bank: other durations, balances and ids', toSeed, 1)
    .option(
      '--speed <n>',
      `milliseconds of the bank that pass in one of yours, 0 to ${SPEED_MAX}; 0 stops it`,
      toSpeed,
      1,
    )
    .helpOption('-h, --help', 'show this')
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride()

const EXAMPLES = `
In a service of yours, with @statelyai/inspect:
  const { inspect } = createWebSocketInspector({ url: 'ws://127.0.0.1:4020' })
  connect(port, { …, inspect })

Exit codes: 0 stopped; 1 cannot listen there; 2 the options do not fit; 130 stopped at once.`

/** The help with its examples: `helpInformation` leaves them out. */
const helpOf = (command: Command): string => {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
  return text.trimEnd()
}

const REMEDY = 'remedy: '
const HELP = 'bank-connection-inspector --help shows what can be given'

/** The parser's words in ours: they say what to do. */
const lineOf = ({ code, message }: CommanderError): string => {
  const flag = /'(--[\w-]+|-\w)/.exec(message)?.[1] ?? 'the options'
  switch (code) {
    case 'commander.unknownOption':
      return `${flag}: there is no such option; ${HELP}`
    case 'commander.optionMissingArgument':
      return `${flag}: a value has to follow; ${HELP}`
    case 'commander.invalidArgument':
      return `${flag}: ${message.slice(message.indexOf(REMEDY) + REMEDY.length)}`
    case 'commander.excessArguments':
      return `${flag}: only options can be given; ${HELP}`
    default:
      return `${flag}: cannot be read; ${HELP}`
  }
}

const refuse = (remedy: string): never => {
  throw new InvalidArgumentError(`${REMEDY}${remedy}`)
}

const toPort = (text: string): number => {
  const port = toNumber(text)
  return Number.isInteger(port) && port <= 65_535
    ? port
    : refuse('give a whole number from 0 to 65535; 0 takes any that is free')
}

const toSeed = (text: string): number => {
  const seed = toNumber(text)
  return Number.isSafeInteger(seed) ? seed : refuse('give a whole number, 0 or more')
}

const toSpeed = (text: string): number => {
  const speed = toNumber(text)
  return speed <= SPEED_MAX ? speed : refuse(`give a number from 0 to ${SPEED_MAX}; 0 stops the bank's time`)
}

const toNumber = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN)
