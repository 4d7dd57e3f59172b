import { createMemoryBank, type MemoryBankOptions } from '@bank-connection/memory-adapter'
import { describe, expect, test } from 'vitest'
import type { Reporter } from '../../src/demo/reporter.ts'
import { isAsExpected } from '../../src/demo/run-connection.ts'
import { createJsonReporter } from '../../src/demo/show-json.ts'
import { createPlainReporter } from '../../src/demo/show-plain.ts'
import { runTour, type Stop, stops } from '../../src/demo/tour.ts'
import { createRecorded, eventsIn, textsIn } from './recorded.ts'

const neverInterrupted = new AbortController().signal

const travel = async (
  show: (recorded: ReturnType<typeof createRecorded>) => Reporter,
  { bank = {}, itinerary = stops, signal = neverInterrupted }: Trip = {},
) => {
  const recorded = createRecorded()
  const { port, userId } = createMemoryBank({ seed: 2, ...bank })
  const scene = { port, userId, note: 'A bank', reporter: show(recorded), signal }
  const outcomes = await runTour(scene, itinerary)
  return { ...recorded, outcomes }
}

interface Trip {
  readonly bank?: MemoryBankOptions
  readonly itinerary?: readonly Stop[]
  readonly signal?: AbortSignal
}

describe('the tour, for machines', () => {
  test('makes five connections, of which four connect and one is refused, all as expected', async () => {
    const { lines, outcomes } = await travel(createJsonReporter)
    const events = eventsIn(lines)

    expect(events.filter(({ event }) => event === 'started').map(({ connection }) => connection)).toEqual([
      1, 2, 3, 4, 5,
    ])
    expect(events.flatMap((event) => (event.event === 'started' ? [event.institutionId] : []))).toEqual([
      'AU00000',
      'AU19301',
      'AU00002',
      'AU00003',
      'AU00000',
    ])
    expect(events.filter(({ event }) => event === 'connected').map(({ connection }) => connection)).toEqual([
      1, 2, 3, 4,
    ])
    expect(events.filter(({ event }) => event === 'failed')).toMatchObject([
      { connection: 5, expected: true, failure: { _tag: 'StepFailed', code: 'invalid-credentials' } },
    ])
    expect(outcomes.every(isAsExpected)).toBe(true)
  })

  test('both banks that may ask a second factor are seen asking, and are answered', async () => {
    const { lines } = await travel(createJsonReporter)
    const asked = eventsIn(lines).filter(({ event }) => event === 'challenge' || event === 'answered')

    expect(asked).toMatchObject([
      { connection: 3, event: 'challenge', prompts: ["What's your first company?"], round: 1 },
      { connection: 3, event: 'answered', answers: 1 },
      { connection: 4, event: 'challenge', prompts: ['OTP Password'], round: 1 },
      { connection: 4, event: 'answered', answers: 1 },
    ])
  })

  test('each connection ends with accounts that have a balance and a number of transactions', async () => {
    const { lines } = await travel(createJsonReporter)
    const accounts = eventsIn(lines).flatMap((event) => (event.event === 'connected' ? [event.accounts] : []))

    expect(accounts.length).toBe(4)
    for (const account of accounts.flat()) {
      expect(account).toEqual({
        name: expect.any(String),
        accountNo: expect.any(String),
        class: expect.any(String),
        balance: expect.stringMatching(/^-?\d+\.\d\d$/),
        currency: 'AUD',
        transactions: expect.any(Number),
      })
    }
  })

  test('the time of the bank never runs back from one line to the next', async () => {
    const times = eventsIn((await travel(createJsonReporter)).lines).map(({ at }) => at)

    expect([...times].sort((a, b) => a - b)).toEqual(times)
  })

  test('a bank that may ask and does not is shown as having skipped it', async () => {
    const { lines, outcomes } = await travel(createJsonReporter, { bank: { seed: 1 } })
    const steps = eventsIn(lines).flatMap((event) =>
      event.event === 'progress' ? [[event.connection, event.steps]] : [],
    )

    expect(steps).toContainEqual([
      4,
      expect.arrayContaining([expect.objectContaining({ title: 'mfa-challenge', status: 'skipped' })]),
    ])
    expect(outcomes.every(isAsExpected)).toBe(true)
  })

  test('after an interruption nothing more is begun', async () => {
    const interrupt = new AbortController()
    const { outcomes, lines } = await travel(
      (recorded) => {
        const json = createJsonReporter(recorded)
        const report: Reporter['report'] = (event) => {
          json.report(event)
          if (event.connection === 2 && event.event === 'progress') interrupt.abort()
        }
        return { ...json, report }
      },
      { signal: interrupt.signal },
    )

    expect(outcomes).toMatchObject([{ _tag: 'Connected' }, { _tag: 'Failed', failure: { _tag: 'Cancelled' } }])
    expect(eventsIn(lines).at(-1)).toMatchObject({ event: 'failed', explanation: expect.stringContaining('cancelled') })
  })
})

describe('no secret comes out', () => {
  const canary = {
    loginId: 'canary-login-5b1e',
    password: 'canary-password-5b1e',
    token: 'canary-token-5b1e',
    answer: 'canary-answer-5b1e',
    wrong: 'canary-wrong-5b1e',
  }
  const challenge = { method: 'token', description: 'Enter it.', prompts: ['Code'], answers: [canary.answer] } as const
  const logins = [
    { loginId: canary.loginId, password: canary.password, holder: 'A B', challenge, failure: null },
    { userToken: canary.token, holder: 'C D', challenge: null, failure: null },
  ]
  const given = [
    { loginId: canary.loginId, password: canary.password },
    { userToken: canary.token },
    { loginId: canary.loginId, password: canary.password },
    { loginId: canary.loginId, password: canary.password },
    { loginId: canary.loginId, password: canary.wrong },
  ]
  const itinerary = stops.map((stop, i) => ({ ...stop, credentials: given[i] ?? {}, answers: [canary.answer] }))

  test.each([
    ['JSON', createJsonReporter],
    ['plain lines', createPlainReporter],
  ])('in %s: no login, password, token or answer', async (_, show) => {
    const { lines, errors, outcomes } = await travel(show, { bank: { logins }, itinerary })

    expect(outcomes.every(isAsExpected)).toBe(true)
    expect([...lines, ...errors].join('\n')).not.toContain('5b1e')
  })

  test('in JSON: none of the published logins, passwords, tokens or answers either', async () => {
    const { lines } = await travel(createJsonReporter)
    const texts = eventsIn(lines).flatMap(textsIn)
    const secrets = stops.flatMap(({ credentials, answers }) => [...Object.values(credentials), ...(answers ?? [])])

    expect(secrets.length).toBeGreaterThanOrEqual(11)
    for (const secret of secrets) expect(texts).not.toContain(secret)
  })
})

test('an unexpected failure is told on the error output, with what to do', async () => {
  const [first] = stops
  const itinerary = first === undefined ? [] : [{ ...first, credentials: { loginId: 'bighead', password: 'password' } }]
  const { errors, outcomes } = await travel(createPlainReporter, { itinerary })

  expect(outcomes.map(isAsExpected)).toEqual([false])
  expect(errors).toEqual([
    expect.stringMatching(/^The job \S+ failed at verify-credentials with invalid-credentials: Account is locked$/),
    'What to do: The account has to be unlocked at the bank itself; other credentials will not help.',
  ])
})

test('of a refusal that was to be seen no remedy is told: there is nothing to do', async () => {
  const itinerary = stops.filter(({ plan }) => plan.expects === 'refused')
  const { lines, errors } = await travel(createPlainReporter, { itinerary })

  expect(lines.join(' ')).toContain('Refused, as it should be: ')
  expect([...lines, ...errors].join('\n')).not.toContain('What to do')
})

test('answers that a bank has refused are not sent again', async () => {
  const itinerary = stops
    .filter(({ plan }) => plan.institution.id === 'AU00002')
    .map((stop) => ({ ...stop, answers: ['wrong'] }))
  const bank: MemoryBankOptions = { undocumented: { wrongAnswer: 'asks-again' } }
  const { lines, outcomes } = await travel(createJsonReporter, { itinerary, bank })

  expect(outcomes).toMatchObject([{ _tag: 'Misused', line: expect.stringMatching(/^--answer .* asks again/) }])
  expect(eventsIn(lines).filter(({ event }) => event === 'answered').length).toBe(1)
})

test('plain lines are the steps as they end, the question, and what came of it', async () => {
  const itinerary = stops.filter(({ plan }) => plan.institution.id === 'AU00002')
  const { lines } = await travel(createPlainReporter, { itinerary })

  expect(lines.map((line) => line.replace(/\d+\.\d s/, 'N s'))).toEqual([
    'A bank',
    'Pied Piper Bank (AU00002): login, password, and always a second factor',
    expect.stringMatching(/^ {2}✔ verify-credentials +N s$/),
    "    asked: What's your first company?",
    '    answered',
    expect.stringMatching(/^ {2}✔ mfa-challenge +N s$/),
    expect.stringMatching(/^ {2}✔ retrieve-accounts +N s$/),
    expect.stringMatching(/^ {2}✔ retrieve-transactions +N s$/),
    expect.stringMatching(/^ {4}connected in N s, \d accounts$/),
  ])
})
