import type { Challenge, CollectingView, CredentialField, Credentials } from '@bank-connection/core'
import type * as inquirer from '@inquirer/prompts'

/** Prompts at the terminal. Each rejects when the user leaves, or when its signal aborts. */
export type Prompts = {
  readonly [Name in 'input' | 'password']: (...args: Parameters<(typeof inquirer)[Name]>) => Promise<string>
}

const validate = (text: string): true | string => text !== '' || 'Type something, or press Ctrl-C to leave.'

/**
 * Prompts for the credentials that no option gave, and after a refusal again for each secret. Returns all of them.
 *
 * @param given - from the options
 * @param typed - from the prompts before a refusal
 */
export const promptForCredentials = async (
  { input, password }: Prompts,
  { institution, fields, rejection }: CollectingView,
  given: Credentials,
  typed: Credentials,
  signal: AbortSignal,
): Promise<Credentials> => {
  let credentials: Credentials = { ...given, ...typed }
  for (const { field, caption } of fields) {
    const isSecret = field !== 'loginId' && field !== 'secondaryLoginId'
    if (given[field] !== undefined && !(isSecret && rejection !== null)) continue
    const config = { message: `${institution.name}: ${labelOf(field, caption)}`, validate }
    const usual = typed[field] === undefined ? {} : { default: typed[field] }
    const text = await (isSecret
      ? password({ ...config, mask: '*' }, { signal })
      : input({ ...config, ...usual }, { signal }))
    credentials = { ...credentials, [field]: text }
  }
  return credentials
}

/** Prompts for the answers to a challenge, unseen; without a question, for a confirmation. */
export const promptForAnswers = async (
  { input, password }: Prompts,
  { prompts }: Challenge,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  if (prompts.length === 0)
    return [
      await input({ message: 'Confirm in the app of the bank, then press Enter', default: 'confirmed' }, { signal }),
    ]
  const answers: string[] = []
  for (const message of prompts) answers.push(await password({ message, mask: '*', validate }, { signal }))
  return answers
}

const LABELS: Readonly<Record<CredentialField, string>> = {
  loginId: 'login',
  secondaryLoginId: 'second login',
  password: 'password',
  securityCode: 'security code',
  userToken: 'user token',
}

const labelOf = (field: CredentialField, caption: string | null): string =>
  caption === null || caption.toLowerCase() === LABELS[field] ? LABELS[field] : `${caption} (${LABELS[field]})`
