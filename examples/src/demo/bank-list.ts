import { sandboxInstitutions, sandboxLogins } from '@bank-connection/memory-adapter'
import { fieldsDemandedBy, flagOf } from './banks.ts'
import { tableOf } from './table.ts'

/** What can be connected, and with what. These logins are published for tests: they are nobody's secrets. */
export const bankList = (): string =>
  [
    'Institutions of the simulated bank:',
    '',
    tableOf(
      ['Id', 'Name', 'Authorization', 'Asks for'],
      sandboxInstitutions.map((institution) => [
        institution.id,
        institution.name,
        institution.authorization,
        fieldsDemandedBy(institution)?.map(flagOf).join(' ') ?? 'cannot be connected',
      ]),
    ),
    '',
    'Logins for tests, good at each institution that asks for these fields, with',
    'the answer to a second factor:',
    '',
    tableOf(
      ['Login', 'Password or token', 'Answer', 'What happens'],
      sandboxLogins.map(({ loginId, password, userToken, challenge, failure }) => [
        loginId ?? '(user token)',
        password ?? userToken ?? '',
        challenge?.answers.join(' ') ?? '',
        failure === null ? 'connects' : failure.title,
      ]),
    ),
  ].join('\n')
