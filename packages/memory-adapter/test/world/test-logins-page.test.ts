import { sandboxLogins, scriptedLogins, scriptedName, scriptedSteps } from '@bank-connection/memory-adapter'
import { readBankEvent } from '@bank-connection/memory-adapter/serving'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { readLoginScript } from '../../src/world/scripted-login.ts'

const answersOf = ({ challenge }: (typeof sandboxLogins)[number]): string =>
  challenge === null ? '' : challenge.answers.map((text) => `\`${text}\``).join(', ')

const published = sandboxLogins.map((login) => {
  const { loginId, password, userToken, failure } = login
  const who = loginId === undefined ? `user token \`${userToken}\` | ` : `\`${loginId}\` | \`${password}\``
  const end = failure === null ? 'succeeds' : `\`${failure.step}\` fails: \`${failure.code}\`, "${failure.detail}"`
  return `| ${who} | ${end} | ${answersOf(login)} |`
})

const scripted = scriptedLogins.map(
  ({ form, description, example }) => `| \`${form}\` | ${description} | \`${scriptedName(example)}\` |`,
)

/** Bodies of `POST /_sandbox/events`, and what they do. */
const events: readonly (readonly [body: object, says: string])[] = [
  [
    { event: 'job-stuck', jobId: null },
    'The job stops where it is; null: every job that goes on. An answer to a challenge is still taken.',
  ],
  [
    { event: 'job-vanishes', jobId: null },
    'The job is not found any more (404), though it goes on; null: every job that goes on.',
  ],
  [{ event: 'job-returns', jobId: null }, 'The job is found again; null: every job.'],
  [
    { event: 'job-fails', jobId: null, code: 'maintenance-error', step: null },
    'The step fails with the code: at once when it is at work, at its end when it is still to come. ' +
      '`step` null: the one at work; `jobId` null: every job that goes on.',
  ],
  [
    { event: 'outage', institutionId: 'AU00000', ms: 7_200_000 },
    'The institution lets nobody in for so many milliseconds; null: none does. New connections are queued.',
  ],
  [{ event: 'tokens-expire' }, 'Every token that was given is refused: 403, `access-denied`, "Token has expired".'],
  [{ event: 'connection-deleted', connectionId: '…' }, 'The connection is deleted.'],
  [{ event: 'user-deleted', userId: 'user-1' }, 'The user is deleted, with everything of theirs.'],
  [
    { event: 'clock-skew', ms: -600_000 },
    'The times that are written into jobs and tokens, and by which a token expires, are so many milliseconds ahead; ' +
      'below 0: behind; an hour at most.',
  ],
  [
    { event: 'requests-limited', requestsMax: 10, windowMs: 60_000 },
    'So many requests are taken in each window, then 429; `windowMs` null: and no more until the bank recovers.',
  ],
  [
    { event: 'everything-finishes' },
    'Every job ends at once as it would have ended, the stuck ones too; a challenge that nobody answered expires.',
  ],
  [
    { event: 'recovers' },
    'Outages, the limit of requests and the skew end. What is stuck goes on from now on, what vanished is found again. ' +
      'Scripted logins that are stuck, vanish or are parked do so no longer, as far as their connections exist by now.',
  ],
]

const page = `# Logins and events for tests

The simulated bank of \`@bank-connection/memory-adapter\` knows the logins that are published for the sandbox, logins that say
themselves what shall happen to their jobs, and events that happen to the bank. This page is written by a test from the code;
\`pnpm vitest run -u --project memory-adapter test-logins-page\` writes it anew.

## Published logins

They are good at every institution of logins: \`AU00000\` and \`AU00001\` ask for nothing else, \`AU00002\` always has a
challenge, \`AU00003\` for every second job. The user token is for \`AU19301\`.

| login | password | the job | answers to its challenge |
| --- | --- | --- | --- |
${published.join('\n')}

Any other login fails at \`verify-credentials\` with \`invalid-credentials\`.

## Scripted logins

Any password is good, at every institution; at an institution of user tokens the name is the token. A challenge is answered by
\`1234\`. Each has a holder with accounts. Every job of the connection follows the script, a refresh or an update as well.

| login | what the bank does | such as |
| --- | --- | --- |
${scripted.join('\n')}

\`<step>\` is one of ${scriptedSteps.map((step) => `\`${step}\``).join(', ')}. A login that is about \`mfa-challenge\`, or about the
challenge, is asked at every institution, also at one without a second factor.

A name that begins like one of these and is none is refused with 400, \`parameter-not-valid\`, and a text that lists them. A login
that the bank was given by such a name, with the option \`logins\`, is its own.

In code: \`scriptedLogin({ does: 'fails', code: 'service-unavailable', at: 'retrieve-accounts' })\`.

## Events

In memory \`bank.applyEvent(event)\`; on a socket \`POST /_sandbox/events\` with the event as JSON. What names no job, connection,
institution or user that exists is refused. What has been stays as it was: an event changes only what is still to come.

| event | what happens |
| --- | --- |
${events.map(([body, says]) => `| \`${JSON.stringify(body)}\` | ${says} |`).join('\n')}
`

test('docs/test-logins.md says what the bank knows', async () => {
  await expect(page).toMatchFileSnapshot('../../../../docs/test-logins.md')
})

test('every event on the page is one, and every event is on the page', () => {
  const read = events.map(([body]) => readBankEvent(body))
  expect(read).toStrictEqual(events.map(([body]) => E.right(body)))
  const remedy = readBankEvent({ event: 'none' })
  const names = E.isLeft(remedy) ? remedy.left.detail?.replace('event: give one of ', '').split(', ') : []
  expect(events.map(([body]) => (body as { readonly event: string }).event)).toStrictEqual(names)
})

test('every login on the page is one', () => {
  expect(scriptedLogins.map(({ example }) => readLoginScript(scriptedName(example)))).toStrictEqual(
    scriptedLogins.map(({ example }) => example),
  )
})
