import { mfaExpectation, requiredFields } from '@bank-connection/core'
import { sandboxInstitutions, sandboxLogins } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { flagOf } from './options.ts'
import type { Outcome } from './run-connection.ts'

type Row = readonly string[]

/** Columns as wide as their widest cell, two spaces apart. A head that ends in `>` aligns its column to the right. */
const tableOf = (heads: Row, rows: readonly Row[]): string => {
  const isRight = heads.map((head) => head.endsWith('>'))
  const cells = [heads.map((head) => head.replace('>', '')), ...rows]
  const widths = heads.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)))
  const lineOf = (row: Row): string =>
    row
      .map((cell, i) => (isRight[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  const [head = [], ...body] = cells
  return [head, widths.map((width) => '─'.repeat(width)), ...body].map(lineOf).join('\n')
}

const MFA = { always: 'always', sometimes: 'maybe', never: '' }

/** The institutions and logins of the simulated bank. The logins are published for tests: none is a secret. */
export const bankTables = (): string =>
  [
    'Institutions of the simulated bank, and the options each one requires:\n',
    tableOf(
      ['Id', 'Name', 'MFA', 'Options'],
      sandboxInstitutions.map(({ id, name, authorization, securityCodeCaption, secondaryLoginIdCaption }) => {
        const fields = requiredFields({
          authorization,
          securityCodeCaption: securityCodeCaption ?? null,
          secondaryLoginIdCaption: secondaryLoginIdCaption ?? null,
        })
        return [
          id,
          name,
          MFA[mfaExpectation(authorization)],
          fields?.map((field) => flagOf(field).slice(2)).join(' ') ?? 'cannot be connected',
        ]
      }),
    ),
    '\nLogins, valid at each institution that requires these fields:\n',
    tableOf(
      ['Login', 'Password or token', 'Answer', 'Fails at'],
      sandboxLogins.map(({ loginId, password, userToken, challenge, failure }) => [
        loginId ?? '(token)',
        password ?? userToken ?? '',
        challenge?.answers.join(' ') ?? '',
        failure?.step ?? '',
      ]),
    ),
  ].join('\n')

/** The accounts read, and, of several connections, how many went as planned; empty when there is nothing to show. */
export const summaryOf = (outcomes: readonly Outcome[]): string => {
  const rows = outcomes.flatMap(({ plan, result }) =>
    E.isLeft(result)
      ? []
      : result.right.map(({ name, class: kind, balance, currency, transactions }, i) => [
          i === 0 ? plan.institution.name : '',
          name ?? 'unnamed',
          kind ?? 'unknown',
          balance === null ? 'unknown' : `${balance} ${currency ?? ''}`.trimEnd(),
          transactions?.toLocaleString('en-AU') ?? 'unknown',
        ]),
  )
  const table =
    rows.length === 0 ? [] : [`\n${tableOf(['Bank', 'Account', 'Class', 'Balance>', 'Transactions>'], rows)}`]
  return [...table, ...(outcomes.length === 1 ? [] : [`\n${tallyOf(outcomes)}`])].join('\n')
}

const tallyOf = (outcomes: readonly Outcome[]): string => {
  const count = (test: (outcome: Outcome) => boolean): number => outcomes.filter(test).length
  const connected = count(({ result }) => E.isRight(result))
  const refused = count(({ result, isExpected }) => E.isLeft(result) && isExpected)
  const unexpected = count(({ isExpected }) => !isExpected)
  return [
    `${outcomes.length} connections: ${connected} connected`,
    ...(refused === 0 ? [] : [`${refused} refused on purpose`]),
    ...(unexpected === 0 ? [] : [`${unexpected} not as planned`]),
  ].join(', ')
}
