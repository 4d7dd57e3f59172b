import type { CollectingView, CredentialField, Credentials, RequiredField } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import type { Given, Known, Person } from './person.ts'

/** A field of the form. */
export interface Question {
  readonly field: CredentialField
  readonly message: string
  /** Shown as asterisks. */
  readonly isSecret: boolean
  /** Taken when nothing is typed; never a secret. */
  readonly usual: string | null
}

/** Asks one question at the terminal. Rejects when the person leaves, or when `signal` aborts. */
export interface Ask {
  readonly open: (message: string, usual: string | null, signal: AbortSignal) => Promise<string>
  readonly hidden: (message: string, signal: AbortSignal) => Promise<string>
}

const isGiven = (answer: string): true | string => answer !== '' || 'Something has to be typed here; Ctrl-C leaves.'

/** The prompts take a while to load, and most runs ask nothing. */
const prompts = (): Promise<typeof import('@inquirer/prompts')> => import('@inquirer/prompts')

const askAtTerminal: Ask = {
  open: async (message, usual, signal) =>
    (await prompts()).input({ message, validate: isGiven, ...(usual === null ? {} : { default: usual }) }, { signal }),
  hidden: async (message, signal) => (await prompts()).password({ message, mask: '*', validate: isGiven }, { signal }),
}

/**
 * The person at the terminal: is asked for whatever is not known, and after a refusal again; but not for what a flag has
 * given in clear.
 *
 * @param free - resolves when nobody else draws at the terminal
 */
export const createTerminalPerson = (known: Known, free: () => Promise<void>, ask: Ask = askAtTerminal): Person => {
  let given = known.credentials
  let answers = known.answers
  return {
    credentials: (form, signal) =>
      asked(async () => {
        await free()
        for (const { field, message, isSecret, usual } of questionsOf(form, given, known.credentials)) {
          const answer = isSecret ? await ask.hidden(message, signal) : await ask.open(message, usual, signal)
          given = { ...given, [field]: answer }
        }
        return given
      }),
    answers: ({ prompts }, signal) =>
      asked(async () => {
        const ready = answers
        answers = null
        if (ready !== null) return ready
        await free()
        if (prompts.length === 0) {
          await ask.open('Confirm in the app of the bank, then press Enter', 'confirmed', signal)
          return ['confirmed']
        }
        const typed: string[] = []
        for (const prompt of prompts) typed.push(await ask.hidden(prompt, signal))
        return typed
      }),
  }
}

/**
 * What to ask: the fields that are missing; after a refusal the secrets too, and what was typed in clear. The order is
 * the same each time, so that nobody who goes on typing by habit types a password in clear. Pure.
 *
 * @param known - from the flags, and from what was typed before
 * @param flags - from the flags alone
 */
const questionsOf = (
  { institution, fields, rejection }: Pick<CollectingView, 'institution' | 'fields' | 'rejection'>,
  known: Credentials,
  flags: Credentials,
): readonly Question[] =>
  fields
    .filter(({ field }) => (rejection === null ? isMissing(known, field) : isSecret(field) || isMissing(flags, field)))
    .map((demand) => ({
      field: demand.field,
      message: `${institution.name}: ${messageOf(demand)}`,
      isSecret: isSecret(demand.field),
      usual: isSecret(demand.field) ? null : (known[demand.field] ?? null),
    }))

const isMissing = (given: Credentials, field: CredentialField): boolean => (given[field] ?? '') === ''

const messageOf = ({ field, caption }: RequiredField): string => {
  const name = usualName(field)
  return caption === null || caption.toLowerCase() === name ? name : `${caption} (${name})`
}

const usualName = (field: CredentialField): string => {
  switch (field) {
    case 'loginId':
      return 'login'
    case 'secondaryLoginId':
      return 'second login'
    case 'password':
      return 'password'
    case 'securityCode':
      return 'security code'
    case 'userToken':
      return 'user token'
  }
}

const isSecret = (field: CredentialField): boolean => field !== 'loginId' && field !== 'secondaryLoginId'

/** Whatever ends a prompt before its answer, the person has left: what was typed is not looked at. */
const asked = async <A>(questions: () => Promise<A>): Given<A> => {
  try {
    return E.right(await questions())
  } catch {
    return E.left({ _tag: 'Left' })
  }
}
