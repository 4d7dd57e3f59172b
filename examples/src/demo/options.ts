import {
  CREDENTIAL_FIELDS,
  type CredentialField,
  type Credentials,
  givenFields,
  mfaExpectation,
  missingFields,
  unexpectedFields,
} from '@bank-connection/core'
import type { BankInstitution } from '@bank-connection/memory-adapter'
import { type Command, CommanderError } from 'commander'
import { either as E } from 'fp-ts'
import { fieldsDemandedBy, findBank, flagOf, isSimulatedOnly } from './banks.ts'
import { createCommand, type Flags, REMEDY } from './command.ts'
import type { Invocation, Place, Run } from './invocation.ts'
import { type Misused, misused } from './person.ts'

/**
 * Reads the words after `pnpm demo`. Pure.
 *
 * @param hasTerminal - whether somebody can be asked for what is missing
 */
export const parseOptions = (words: readonly string[], hasTerminal: boolean): E.Either<Misused, Invocation> => {
  const command = createCommand()
  try {
    // npm has its users write `--` before the flags.
    command.parse(words[0] === '--' ? words.slice(1) : words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return E.right({ _tag: 'Help', text: helpOf(command) })
    return E.left(misused(lineOf(error, command)))
  }
  return invocationOf(command.opts<Flags>(), hasTerminal)
}

const SEED = 2
const SPEED = { tour: 5, one: 1 } as const

/** The help with its examples: `helpInformation` leaves them out. */
const helpOf = (command: Command): string => {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
  return text.trimEnd()
}

/** The parser's words in ours: its own repeat what was typed, which may be a secret behind a flag that is misspelt. */
const lineOf = ({ code, message }: CommanderError, command: Command): string => {
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
      return unexpectedLine(command)
    default:
      return `${flag}: cannot be read; ${HELP}`
  }
}

/** A word beside a credential is not repeated: it may be the rest of a password that has a space. */
const unexpectedLine = (command: Command): string =>
  givenFields(credentialsOf(command.opts<Flags>())).length === 0
    ? `unexpected argument "${command.args[0]}"; to choose an institution, write --institution <id>`
    : 'unexpected argument; put a text that has spaces between quotation marks'

const HELP = 'pnpm demo --help shows what can be given'

const credentialsOf = ({ login, secondaryLogin, password, securityCode, userToken }: Flags): Credentials => ({
  ...(login === undefined ? {} : { loginId: login }),
  ...(secondaryLogin === undefined ? {} : { secondaryLoginId: secondaryLogin }),
  ...(password === undefined ? {} : { password }),
  ...(securityCode === undefined ? {} : { securityCode }),
  ...(userToken === undefined ? {} : { userToken }),
})

const invocationOf = (flags: Flags, hasTerminal: boolean): E.Either<Misused, Invocation> => {
  const { institution: id, answer, json: isJson = false, live = false, list = false } = flags
  if (list) return listOf(flags)
  const clash = clashOf(flags)
  if (clash !== null) return E.left(misused(clash))
  const credentials = credentialsOf(flags)
  const run = (usualSpeed: number): Run => ({ place: placeOf(flags, usualSpeed), isJson })
  if (id === undefined) {
    const flag =
      answer === undefined ? CREDENTIAL_FIELDS.filter((field) => field in credentials).map(flagOf)[0] : '--answer'
    return flag === undefined
      ? E.right({ _tag: 'Tour', ...run(SPEED.tour) })
      : E.left(misused(`${flag}: goes with --institution <id>; without one the demo makes its own five connections`))
  }
  const institution = findBank(id)
  if (institution === null)
    return E.left(
      misused(
        `--institution: ${live ? 'the sandbox' : 'the simulated bank'} has no "${id}"; pnpm demo --list shows those that it has`,
      ),
    )
  if (live && isSimulatedOnly(institution))
    return E.left(misused(`--institution: ${id} is in the simulated bank alone; leave out --live, or choose another`))
  const problem = misfitOf(institution, credentials, answer, hasTerminal && !isJson)
  if (problem !== null) return E.left(misused(problem))
  return E.right({ _tag: 'One', institution, known: { credentials, answers: answer ?? null }, ...run(SPEED.one) })
}

const placeOf = ({ http = false, live = false, speed, seed = SEED }: Flags, usualSpeed: number): Place =>
  live ? { _tag: 'Live' } : { _tag: http ? 'Http' : 'Memory', speed: speed ?? usualSpeed, seed }

/** Why these flags cannot say together where the bank is; `null` when they can. */
const clashOf = ({ http, live, speed, seed }: Flags): string | null => {
  if (live !== true) return null
  if (http === true) return '--http, --live: exclude each other; give one of them'
  if (speed !== undefined) return '--speed: does not go with --live, whose time is the real one; leave it out'
  return seed === undefined ? null : '--seed: does not go with --live, where nothing is simulated; leave it out'
}

const listOf = (flags: Flags): E.Either<Misused, Invocation> =>
  Object.keys(flags).length === 1
    ? E.right({ _tag: 'List' })
    : E.left(misused('--list: stands alone; leave out the other options'))

/** Why these flags cannot connect the institution; `null` when they can, or when the library is to say why not. */
const misfitOf = (
  institution: BankInstitution,
  credentials: Credentials,
  answers: readonly string[] | undefined,
  canAsk: boolean,
): string | null => {
  const { id, name, authorization } = institution
  const required = fieldsDemandedBy(institution)
  if (required === null) return null
  const empty = CREDENTIAL_FIELDS.filter((field) => credentials[field] === '')
  if (empty.length > 0)
    return `${flagsOf(empty)}: empty; give a text, or leave ${itOf(empty)} out to be asked at a terminal`
  const unexpected = unexpectedFields(required, givenFields(credentials))
  if (unexpected.length > 0)
    return `${flagsOf(unexpected)}: ${name} (${id}) does not use ${itOf(unexpected)}; leave ${itOf(unexpected)} out`
  const missing = missingFields(required, givenFields(credentials))
  if (canAsk) return null
  if (missing.length > 0)
    return `${flagsOf(missing)}: missing for ${name} (${id}), and there is no terminal to ask at; give ${itOf(missing)}`
  if (mfaExpectation(authorization) === 'always' && answers === undefined)
    return `--answer <text...>: missing for ${name} (${id}), which always asks a second factor, and there is no terminal to ask at; give it`
  return null
}

const itOf = ({ length }: readonly CredentialField[]): string => (length === 1 ? 'it' : 'them')

const flagsOf = (fields: readonly CredentialField[]): string => fields.map(flagOf).join(', ')
