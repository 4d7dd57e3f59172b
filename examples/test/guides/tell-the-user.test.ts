import {
  adviceFor,
  type ConnectionFailure,
  connect,
  explain,
  JobId,
  type KeptFailedView,
  messages,
} from '@bank-connection/core'
import { createMemoryBank, type MemoryBankOptions } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { logFailure } from '../../src/guides/tell-the-user/log-failure.ts'
import { messagesDe } from '../../src/guides/tell-the-user/messages-de.ts'
import { shownFailure } from '../../src/guides/tell-the-user/shown-failure.ts'

const jobId = E.getOrElseW(() => expect.fail('no id'))(JobId.decode('job-1'))

/** How a connection with this login ends at a simulated bank. */
const failureOf = async (loginId: string, options: MemoryBankOptions = {}): Promise<ConnectionFailure> => {
  const { port, userId } = createMemoryBank(options)
  const credentials = { loginId, password: 'password' }
  const end = await connect(port, { userId, institutionId: 'AU00000', credentials })()
  return E.isLeft(end) ? end.left : expect.fail('did not fail')
}

describe('what a user is shown', () => {
  test.each([
    ['nobody-at-all', { text: messages['check-login'], button: 'again', afterMs: 0 }],
    ['bighead', { text: messages['account-locked'], button: 'again', afterMs: 0 }],
    [
      'error_account-not-accessible-requires-user-action',
      { text: messages['do-at-bank'], button: 'again', afterMs: 0 },
    ],
    ['error_service-unavailable', { text: messages['bank-down'], button: 'again', afterMs: 600_000 }],
    ['error_maintenance-error', { text: messages['bank-down'], button: 'again', afterMs: 3_600_000 }],
    ['stuck_at_retrieve-accounts', { text: messages['still-running'], button: 'look', afterMs: 0 }],
    ['refused_403', { text: messages['our-fault'], button: 'none', afterMs: 0 }],
    ['asks_1', { text: messages['answer-missing'], button: 'again', afterMs: 0 }],
  ])('when the login is %s', async (loginId, shown) => {
    expect(shownFailure(await failureOf(loginId))).toStrictEqual(shown)
  })

  const others: readonly (readonly [KeptFailedView['failure'], ReturnType<typeof shownFailure>['button']])[] = [
    [{ _tag: 'Cancelled', jobId: null, mayHaveStarted: false }, 'again'],
    [{ _tag: 'Cancelled', jobId, mayHaveStarted: true }, 'look'],
    [{ _tag: 'StoreConflict', id: 'c-1' }, 'look'],
    [{ _tag: 'AuthorizationUnsupported', authorization: 'other', intent: 'create' }, 'none'],
  ]

  test.each(others)('%o has the right button', (failure, button) => {
    expect(shownFailure(failure).button).toBe(button)
  })

  test('is translated by the same keys, with none left in English', async () => {
    const failure = await failureOf('bighead')

    expect(shownFailure(failure, messagesDe).text).toMatch(/^Die Bank hat diesen Zugang gesperrt\./)
    expect(Object.keys(messagesDe)).toStrictEqual(Object.keys(messages))
    const shared = Object.values(messagesDe).filter((text) => Object.values<string>(messages).includes(text))
    expect(shared).toStrictEqual([])
  })
})

describe('what is logged', () => {
  const logged = (failure: ConnectionFailure): Readonly<Record<string, unknown>> => {
    const lines: string[] = []
    logFailure(pino({ base: null }, { write: (line) => void lines.push(line) }), {
      _tag: 'Failed',
      failure,
      jobId,
      steps: [],
    })
    return JSON.parse(lines.join('')) as Readonly<Record<string, unknown>>
  }
  const [info, warn, error] = [30, 40, 50]

  test.each([
    ['nobody-at-all', info, 'user', 'invalid-credentials'],
    ['error_service-unavailable', warn, 'bank', 'service-unavailable'],
    ['refused_403', error, 'support', 'access-denied'],
  ])('of the login %s is as loud as somebody has to act', async (loginId, level, actor, code) => {
    const failure = await failureOf(loginId)
    const line = logged(failure)

    expect(line).toMatchObject({ level, actor, code, failure: failure._tag, msg: explain(failure) })
    expect(JSON.stringify(line)).not.toContain(loginId)
  })

  test("contains the id that the API's support asks for, if the server gave one", async () => {
    expect(logged(await failureOf('refused_503'))['correlationId']).toMatch(/^[0-9a-f-]{36}$/)
  })
})

test("explain repeats the server's words for developers; advice does not", async () => {
  const failure = await failureOf('bighead')

  expect(explain(failure)).toContain('invalid-credentials: Account is locked')
  expect(adviceFor(failure)).toStrictEqual({
    actor: 'user',
    retry: { when: 'afterAction' },
    messageKey: 'account-locked',
    text: messages['account-locked'],
    code: 'invalid-credentials',
    correlationId: null,
  })
})
