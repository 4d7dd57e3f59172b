import {
  type BankAuthorization,
  type BankInstitution,
  type BankLogin,
  sandboxApiKey,
  sandboxInstitutions,
  sandboxLogins,
} from '@bank-connection/memory-adapter'
import type { SandboxFlags } from './cli-options.ts'

/** A listening bank, as printed in the banner. */
export interface Sandbox extends SandboxFlags {
  readonly url: string
  readonly userId: string
}

/** The banner: text, or with `jsonLog` one line of JSON with the `type` `listening`. Pure. */
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
    `Simulated bank on ${url}, seed ${seed}, speed ${speed}. Press Ctrl+C to stop.`,
    '',
    `API key  ${sandboxApiKey}`,
    `User     ${userId}`,
    `Control  ${control ? `${url}/_sandbox/` : 'off; enable it with --control'}`,
    '',
    ...table([['Bank', 'Name', 'Credentials'], ...sandboxInstitutions.map((one) => [one.id, one.name, asksOf(one)])]),
    '',
    ...table([
      ['Login', 'Password or token', 'Answers', 'Result'],
      ...sandboxLogins.map((login) => [
        login.loginId ?? '(user token)',
        login.password ?? login.userToken ?? '',
        login.challenge?.answers.join(', ') ?? '',
        outcomeOf(login),
      ]),
    ]),
    '',
    'Get a token:',
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
  'user-mfa': 'login, password, second factor',
  'user-mfa-intermittent': 'login, password, sometimes second factor',
  other: 'cannot be connected',
}

const outcomeOf = ({ failure }: BankLogin): string => (failure === null ? 'connects' : `fails: ${failure.code}`)

/** Pads columns to their longest cell, two spaces apart. */
const table = (rows: readonly (readonly string[])[]): readonly string[] =>
  rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(Math.max(...rows.map((other) => other[column]?.length ?? 0))))
      .join('  ')
      .trimEnd(),
  )
