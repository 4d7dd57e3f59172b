import { type Advice, adviceFor, messages } from '@bank-connection/core'
import { expect, test } from 'vitest'
import { adviceByCode } from '../../../src/failure/advice/advice-by-code.ts'
import { everyFailure } from './every-failure.ts'

const whenOf = ({ retry }: Pick<Advice, 'retry'>): string => {
  switch (retry.when) {
    case 'never':
      return 'never'
    case 'now':
      return 'at once'
    case 'afterAction':
      return 'after that'
    case 'later':
      return retry.afterMs < 60_000 ? `after ${retry.afterMs / 1_000} s` : `after ${retry.afterMs / 60_000} min`
    case 'afterLookup':
      return 'after a look at the jobs'
  }
}

const rowOf = (name: string, advice: Pick<Advice, 'actor' | 'retry' | 'messageKey'>): string =>
  `| ${name} | ${advice.actor} | ${whenOf(advice)} | \`${advice.messageKey}\` |`

const page = `# Failures

What can go wrong, who can do something about it, whether to try again, and what to tell the user. This page is written by a
test from \`adviceFor\`; \`pnpm vitest run -u --project core failures-page\` rewrites it.

\`\`\`ts
const { actor, retry, messageKey, text, code, correlationId } = adviceFor(failure)
\`\`\`

\`text\` is safe to show: it repeats no word of the server's. \`explain(failure)\` is for logs and developers. \`code\` and
\`correlationId\` are for logs and for the support of the API.

## By failure

| failure | who acts | try again | message |
| --- | --- | --- | --- |
${everyFailure.map(([name, failure]) => rowOf(name, adviceFor(failure))).join('\n')}

\`Refused\` and \`StepFailed\` above have a code that nobody knows: a refusal goes by its status (429: wait a minute; 500 and more:
the bank, 5 minutes), a step by its name.

## By code of the server

| code | who acts | try again | message |
| --- | --- | --- | --- |
${Object.entries(adviceByCode)
  .map(([code, counsel]) => rowOf(`\`${code}\``, counsel))
  .join('\n')}

\`invalid-credentials\` has four meanings, told apart by the server's text: a locked account is \`account-locked\`, a second factor
that is not supported \`mfa-unsupported\`, the others \`check-login\`.

## Messages

| key | text |
| --- | --- |
${Object.entries(messages)
  .map(([key, text]) => `| \`${key}\` | ${text} |`)
  .join('\n')}
`

test('docs/failures.md matches the advice', async () => {
  await expect(page).toMatchFileSnapshot('../../../../../docs/failures.md')
})
