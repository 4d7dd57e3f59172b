import type { Credentials } from '@bank-connection/core'
import {
  type BankInstitution,
  type BankLogin,
  sandboxInstitutions,
  sandboxLogins,
  scriptedLogin,
  scriptedLogins,
  scriptedName,
} from '@bank-connection/memory-adapter'
import type { BankMenu, InstitutionOption, LoginOption } from '../feed/feed.ts'
import { eventEntries, faultEntries } from './menu-entries.ts'

/** Institutions, faults and events of the simulated bank. */
export const bankMenu = (): BankMenu => ({
  institutions: sandboxInstitutions.map(institutionOption),
  faults: faultEntries,
  events: eventEntries,
})

/** The value of each credential field for a login of the bank; `null` if there is no login of that name. */
export const credentialsOf = (name: string): Required<Credentials> | null => secrets.get(name) ?? null

/** Names of the logins that connect successfully. */
export const workingLogins = (institutionId: string): readonly string[] =>
  sandboxLogins
    .filter((login) => login.failure === null && isByToken(institutionId) === (login.userToken !== undefined))
    .map(nameOf)

/** The correct answers to the bank's prompts; `null` if a prompt is unknown. */
export const correctAnswers = (prompts: readonly string[]): readonly string[] | null => {
  if (prompts.length === 0) return ['confirmed']
  const answers = prompts.flatMap((prompt) => answersByPrompt.get(prompt) ?? [])
  return answers.length === prompts.length ? answers : null
}

const nameOf = (login: BankLogin): string => login.loginId ?? 'user token'

const isByToken = (institutionId: string): boolean => {
  const authorization = sandboxInstitutions.find(({ id }) => id === institutionId)?.authorization
  return authorization === 'token' || authorization === 'user-token'
}

const institutionOption = (institution: BankInstitution): InstitutionOption => {
  const { id, name, authorization } = institution
  const known = sandboxLogins
    .filter((login) => isByToken(id) === (login.userToken !== undefined))
    .map((login) => ({ name: nameOf(login), description: describe(login, institution) }))
  return { id, name, authorization, logins: authorization === 'other' ? [] : [...known, ...scripted] }
}

const describe = ({ failure, challenge }: BankLogin, { authorization }: BankInstitution): string => {
  if (failure !== null) return `fails at ${failure.step} with ${failure.code}`
  if (challenge === null || !authorization.startsWith('user-mfa')) return 'connects'
  const frequency = authorization === 'user-mfa' ? '' : 'sometimes '
  const what = challenge.method === 'token' ? 'asks for a one-time code' : `asks ${countOf(challenge.prompts.length)}`
  return `${frequency}${what}, then connects`
}

const countOf = (count: number): string => (count === 1 ? 'one question' : `${count} questions`)

const scripted: readonly LoginOption[] = scriptedLogins.map(({ description, example }) => ({
  name: scriptedName(example),
  description: description.replaceAll('`', ''),
}))

/** Fields that the bank ignores. */
const others = { secondaryLoginId: '4711', securityCode: '4711' }

const secrets: ReadonlyMap<string, Required<Credentials>> = new Map([
  ...sandboxLogins.map((login): [string, Required<Credentials>] => [
    nameOf(login),
    { ...others, loginId: login.loginId ?? '', password: login.password ?? '', userToken: login.userToken ?? '' },
  ]),
  ...scriptedLogins.map(({ example }): [string, Required<Credentials>] => {
    const { loginId, password } = scriptedLogin(example)
    return [loginId, { ...others, loginId, password, userToken: loginId }]
  }),
])

const answersByPrompt: ReadonlyMap<string, string> = new Map(
  sandboxLogins.flatMap(({ challenge }) =>
    (challenge?.prompts ?? []).map((prompt, i): [string, string] => [prompt, challenge?.answers[i] ?? '']),
  ),
)
