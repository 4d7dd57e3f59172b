import type { Challenge, CollectingView, CredentialField, Credentials } from '@bank-connection/core'

/** Prompts at the terminal. Each rejects when the user leaves, or when `signal` aborts. */
export interface Prompts {
  /** @param usual - taken when nothing is typed */
  readonly visible: (message: string, usual: string | undefined, signal: AbortSignal) => Promise<string>
  readonly hidden: (message: string, signal: AbortSignal) => Promise<string>
}

const isTyped = (text: string): true | string => text !== '' || 'Type something, or press Ctrl-C to leave.'

/** Loaded on first use: most runs prompt for nothing. */
const inquirer = (): Promise<typeof import('@inquirer/prompts')> => import('@inquirer/prompts')

export const terminalPrompts: Prompts = {
  visible: async (message, usual, signal) =>
    (await inquirer()).input(
      { message, validate: isTyped, ...(usual === undefined ? {} : { default: usual }) },
      { signal },
    ),
  hidden: async (message, signal) => (await inquirer()).password({ message, mask: '*', validate: isTyped }, { signal }),
}

/**
 * Prompts for the credentials that no option gave, and after a refusal again for each secret. Returns all of them.
 *
 * @param given - from the options
 * @param typed - from the prompts before a refusal
 */
export const promptForCredentials = async (
  { visible, hidden }: Prompts,
  { institution, fields, rejection }: CollectingView,
  given: Credentials,
  typed: Credentials,
  signal: AbortSignal,
): Promise<Credentials> => {
  let credentials: Credentials = { ...given, ...typed }
  for (const { field, caption } of fields) {
    const isSecret = field !== 'loginId' && field !== 'secondaryLoginId'
    if (given[field] !== undefined && !(isSecret && rejection !== null)) continue
    const message = `${institution.name}: ${labelOf(field, caption)}`
    const text = await (isSecret ? hidden(message, signal) : visible(message, typed[field], signal))
    credentials = { ...credentials, [field]: text }
  }
  return credentials
}

/** Prompts for the answers to a challenge, unseen; without a question, for a confirmation. */
export const promptForAnswers = async (
  { visible, hidden }: Prompts,
  { prompts }: Challenge,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  if (prompts.length === 0)
    return [await visible('Confirm in the app of the bank, then press Enter', 'confirmed', signal)]
  const answers: string[] = []
  for (const prompt of prompts) answers.push(await hidden(prompt, signal))
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
