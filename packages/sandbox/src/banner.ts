import {
  type BankAuthorization,
  type BankInstitution,
  type BankLogin,
  sandboxApiKey,
  sandboxInstitutions,
  sandboxLogins,
} from '@bank-connection/memory-adapter'
import type { SandboxFlags } from './cli-options.ts'

/** What a client needs to know of a bank that listens. */
export interface Sandbox extends SandboxFlags {
  readonly url: string
  readonly userId: string
}

/** What is shown when the bank listens: for people, or as a line of JSON whose `type` is `listening`. Pure. */
export const sandboxBanner = (sandbox: Sandbox): string => (sandbox.jsonLog ? jsonBanner(sandbox) : textBanner(sandbox))

const jsonBanner = ({ url, userId, seed, speed, control }: Sandbox): string =>
  JSON.stringify({
    type: 'listening',
    url,
    apiKey: sandboxApiKey,
    userId,
    seed,
    speed,
    control,
    institutions: sandboxInstitutions.map((one) => ({ id: one.id, name: one.name, asks: asksOf(one) })),
    logins: sandboxLogins.map((login) => ({
      ...(login.userToken === undefined
        ? { loginId: login.loginId, password: login.password }
        : { userToken: login.userToken }),
      answers: login.challenge?.answers ?? [],
      outcome: outcomeOf(login),
    })),
  })

const textBanner = ({ url, userId, seed, speed, control }: Sandbox): string =>
  [
    `The simulated bank listens at ${url} (seed ${seed}, speed ${speed}). Ctrl+C ends it.`,
    '',
    `API key  ${sandboxApiKey}`,
    `User     ${userId}`,
    `Control  ${control ? `${url}/_sandbox/` : 'off; --control turns it on'}`,
    '',
    ...table([['Bank', 'Name', 'Asks for'], ...sandboxInstitutions.map((one) => [one.id, one.name, asksOf(one)])]),
    '',
    ...table([
      ['Login', 'Password or token', 'Answers', 'What happens'],
      ...sandboxLogins.map((login) => [
        login.loginId ?? '(user token)',
        login.password ?? login.userToken ?? '',
        login.challenge?.answers.join(', ') ?? '',
        outcomeOf(login),
      ]),
    ]),
    '',
    'A token, for a start:',
    '',
    `  curl -s ${url}/token -H 'Authorization: Basic ${sandboxApiKey}' -H 'basiq-version: 2.1' -d scope=SERVER_ACCESS`,
    '',
  ].join('\n')

const asksOf = (institution: BankInstitution): string =>
  [ASKS[institution.authorization], institution.secondaryLoginIdCaption, institution.securityCodeCaption]
    .filter((text) => text !== undefined)
    .join(', ')
    .toLowerCase()

const ASKS: Readonly<Record<BankAuthorization, string>> = {
  user: 'login, password',
  token: 'user token',
  'user-token': 'user token',
  'user-mfa': 'login, password, always a second factor',
  'user-mfa-intermittent': 'login, password, sometimes a second factor',
  other: 'cannot be connected',
}

const outcomeOf = ({ failure }: BankLogin): string =>
  failure === null ? 'connects' : `fails at ${failure.step}: ${failure.code}`

/** Columns as wide as their longest cell, two spaces apart. */
const table = (rows: readonly (readonly string[])[]): readonly string[] =>
  rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(Math.max(...rows.map((other) => other[column]?.length ?? 0))))
      .join('  ')
      .trimEnd(),
  )
