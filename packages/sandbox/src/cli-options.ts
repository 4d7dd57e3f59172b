import { faultMembers } from '@bank-connection/memory-adapter/serving'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { either as E } from 'fp-ts'

/** What `bank-sandbox` is to do. */
export type SandboxRun = { readonly _tag: 'Help'; readonly text: string } | ({ readonly _tag: 'Serve' } & SandboxFlags)

/** The flags with their defaults. */
export interface SandboxFlags {
  readonly port: number
  readonly host: string
  readonly seed: number
  /** Milliseconds of the bank that pass in a real one. */
  readonly speed: number
  readonly control: boolean
  readonly jsonLog: boolean
}

/** Reads the words after `bank-sandbox`. Pure. Left: one line that names the flag and the remedy. */
export const readSandboxOptions = (words: readonly string[]): E.Either<string, SandboxRun> => {
  const command = createCommand()
  try {
    // npm has its users write `--` before the flags.
    command.parse(words[0] === '--' ? words.slice(1) : words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return E.right({ _tag: 'Help', text: helpOf(command) })
    return E.left(lineOf(error))
  }
  return E.right({ _tag: 'Serve', ...command.opts<SandboxFlags>() })
}

/** It writes nothing and never ends the process: it throws a `CommanderError` instead. */
const createCommand = (): Command =>
  new Command('bank-sandbox')
    .usage('[options]')
    .description(
      'Serves a simulated bank over HTTP. It speaks version 2.1 of the Basiq API: give a client its URL and its key,\n' +
        'and run whole connections. It forgets everything when it ends.',
    )
    .option('--port <n>', 'port to listen at; 0 takes any that is free', toPort, 4010)
    .option('--host <name>', 'name or address to listen at; 0.0.0.0 lets other machines in', toHost, '127.0.0.1')
    .option('--seed <n>', 'another number is another bank: other durations, balances and ids', toSeed, 1)
    .option('--speed <n>', 'milliseconds of the bank that pass in one of yours, 0.001 to 1000', toSpeed, 1)
    .option('--control', 'let whoever reaches it steer the bank at /_sandbox/: time, faults, reset', false)
    .option('--json-log', 'one line of JSON for the banner and for each request', false)
    .helpOption('-h, --help', 'show this')
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride()

const FAULTS = Object.keys(faultMembers)

const EXAMPLES = `
Examples:
  bank-sandbox --speed 10
  bank-sandbox --port 0 --control --json-log

At /_sandbox/, with --control:
  POST advance {"ms":60000}              lets time pass
  POST pace {"speed":0}                  lets it pass at another speed; 0 stops it
  POST reset                             forgets everything, faults too
  GET  world                             shows the state; it holds digests that whoever has it can guess at
  POST faults {"fault":"status","status":503,"retryAfter":5,"times":2,"path":"/jobs/{jobId}"}
       fault: one of ${FAULTS.slice(0, 9).join(', ')},
       ${FAULTS.slice(9).join(', ')}; GET lists them, DELETE clears
  POST events {"event":"recovers"}       lets something happen at the bank

Exit codes: 0 stopped; 1 cannot listen there; 2 the options do not fit; 130 stopped at once.`

/** The help with its examples: `helpInformation` leaves them out. */
const helpOf = (command: Command): string => {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
  return text.trimEnd()
}

const REMEDY = 'remedy: '
const HELP = 'bank-sandbox --help shows what can be given'

/** The parser's words in ours: they say what to do. */
const lineOf = ({ code, message }: CommanderError): string => {
  const flag = /'(--[\w-]+|-\w)/.exec(message)?.[1] ?? 'the options'
  switch (code) {
    case 'commander.unknownOption': {
      const near = /Did you mean (?:one of )?(--[\w, -]+)/.exec(message)?.[1]
      return `${flag}: there is no such option; ${near === undefined ? HELP : `did you mean ${near.replaceAll(', ', ' or ')}?`}`
    }
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

const notValid = (remedy: string): never => {
  throw new InvalidArgumentError(`${REMEDY}${remedy}`)
}

const toPort = (text: string): number => {
  const port = toNumber(text)
  return Number.isInteger(port) && port <= 65_535
    ? port
    : notValid('give a whole number from 0 to 65535; 0 takes any that is free')
}

const toHost = (text: string): string =>
  /^[\w.:-]+$/.test(text) ? text : notValid('give a name or an address of this machine, such as 127.0.0.1')

const toSeed = (text: string): number => {
  const seed = toNumber(text)
  return Number.isSafeInteger(seed) ? seed : notValid('give a whole number, 0 or more')
}

const toSpeed = (text: string): number => {
  const speed = toNumber(text)
  return speed >= 0.001 && speed <= 1000 ? speed : notValid('give a number from 0.001 to 1000')
}

const toNumber = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN)
