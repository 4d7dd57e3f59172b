import { type Challenge, type Connected, type ConnectOptions, type Credentials, connect } from '@bank-connection/core'
import {
  createMemoryBank,
  type MemoryBankOptions,
  sandboxInstitutions,
  sandboxLogins,
} from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

/** The published logins, their answers and their failures, written down here a second time. */
const LOGINS = [
  ['Wentworth-Smith', 'whislter', ['Basiq', 'AU00000'], null],
  ['Whistler', 'ShowBox', ['Basiq', 'AU00000'], null],
  ['Gilfoyle', 'PiedPiper', ['Hooli'], null],
  ['gavinBelson', 'hooli2016', ['Hooli'], null],
  ['jared', 'django', ['1234'], null],
  ['richard', 'tabsnotspaces', ['1234'], null],
  ['bighead', 'password', [], ['invalid-credentials', 'Account is locked']],
  [
    'erlich',
    'aviato',
    [],
    [
      'account-not-accessible-requires-user-action',
      'An action is required from end-user before account details can be returned.',
    ],
  ],
  ['jianYang', 'nothotdog', [], ['service-unavailable', 'Service is currently unavailable. Please try again later.']],
] as const

const LOGIN_BANKS = ['AU00000', 'AU00001', 'AU00002', 'AU00003', 'AU00004'] as const

const cases = LOGIN_BANKS.flatMap((institutionId) =>
  LOGINS.map(([loginId, password, answers, failure]) => ({ institutionId, loginId, password, answers, failure })),
)

const run = async (
  institutionId: string,
  credentials: Credentials,
  { onChallenge, ...options }: MemoryBankOptions & Pick<ConnectOptions, 'onChallenge'> = {},
) => {
  const bank = createMemoryBank(options)
  const startedAt = bank.clock.now()
  const result = await connect(bank.port, {
    userId: bank.userId,
    institutionId,
    credentials,
    ...(onChallenge === undefined ? {} : { onChallenge }),
  })()
  return { bank, result, ms: bank.clock.now() - startedAt }
}

const stepsOf = (result: E.Either<unknown, Connected>): readonly string[] =>
  E.isRight(result) ? result.right.steps.map(({ title, status }) => `${title} ${status}`) : []

describe('connect, with every published login at every bank', () => {
  test('covers exactly the published logins', () => {
    expect(sandboxLogins.flatMap(({ loginId }) => loginId ?? [])).toStrictEqual(LOGINS.map(([loginId]) => loginId))
    expect(sandboxInstitutions.map(({ id }) => id)).toEqual(expect.arrayContaining([...LOGIN_BANKS, 'AU19301']))
  })

  test.each(cases)('$loginId at $institutionId', async ({ institutionId, loginId, password, answers, failure }) => {
    const { result } = await run(institutionId, { loginId, password }, { onChallenge: async () => answers })
    expect(result).toMatchObject(
      failure === null
        ? E.right({ origin: 'created', anomalies: [] })
        : E.left({ _tag: 'StepFailed', step: 'verify-credentials', code: failure[0], detail: failure[1] }),
    )
  })

  test('the published token at the token bank', async () => {
    expect((await run('AU19301', { userToken: 'token:PTln18RhwL' })).result).toMatchObject(E.right({ anomalies: [] }))
  })

  test('a bank that requires a security code and a secondary login id gets them', async () => {
    const credentials = { loginId: 'jared', password: 'django', securityCode: '7', secondaryLoginId: '8' }
    expect((await run('AU90001', credentials)).result).toMatchObject(E.right({ origin: 'created' }))
    expect((await run('AU90001', { loginId: 'jared', password: 'django' })).result).toStrictEqual(
      E.left({ _tag: 'CredentialsIncomplete', missing: ['secondaryLoginId', 'securityCode'], unexpected: [] }),
    )
  })

  test('an unsupported authorization type is rejected before credentials are sent', async () => {
    const { bank, result } = await run('AU90002', { loginId: 'jared', password: 'django' })
    expect(result).toStrictEqual(E.left({ _tag: 'AuthorizationUnsupported', authorization: 'other', intent: 'create' }))
    expect(bank.world().jobs).toStrictEqual(createMemoryBank().world().jobs)
  })

  test('an unknown institution is rejected by the server', async () => {
    expect((await run('AU12345', { loginId: 'jared', password: 'django' })).result).toMatchObject(
      E.left({ _tag: 'Refused', status: 404, code: 'resource-not-found' }),
    )
  })
})

describe('connect, at a bank with a second factor', () => {
  const jared = { loginId: 'jared', password: 'django' }

  test('always has a challenge at AU00002, and sometimes at AU00003', async () => {
    const asked = async (institutionId: string, seed: number): Promise<string> => {
      const { result } = await run(institutionId, jared, { seed, onChallenge: async () => ['1234'] })
      return stepsOf(result).find((step) => step.startsWith('mfa-challenge')) ?? 'absent'
    }
    const seeds = Array.from({ length: 30 }, (_, i) => i)
    const always = new Set(await Promise.all(seeds.map((seed) => asked('AU00002', seed))))
    const sometimes = new Set(await Promise.all(seeds.map((seed) => asked('AU00003', seed))))
    expect(always).toStrictEqual(new Set(['mfa-challenge success']))
    expect(sometimes).toStrictEqual(new Set(['mfa-challenge success', 'mfa-challenge skipped']))
  })

  test('shows the questions as they are published', async () => {
    const seen: Challenge[] = []
    const onChallenge = async (challenge: Challenge) => {
      seen.push(challenge)
      return ['Basiq', 'AU00002']
    }
    await run('AU00002', { loginId: 'Whistler', password: 'ShowBox' }, { onChallenge })
    expect(seen).toMatchObject([
      {
        method: 'security-questions',
        prompts: ["What's your favourite company?", "What's the ID of this institution?"],
        round: 1,
      },
    ])
  })

  test('fails at the challenge with a wrong answer', async () => {
    const { result } = await run('AU00002', jared, { onChallenge: async () => ['4321'] })
    expect(result).toMatchObject(E.left({ _tag: 'StepFailed', step: 'mfa-challenge' }))
  })

  test('expires after two minutes without an answer', async () => {
    const { result, ms } = await run('AU00002', jared, { onChallenge: () => new Promise(() => undefined) })
    expect(result).toMatchObject(E.left({ _tag: 'ChallengeExpired' }))
    expect(ms).toBeGreaterThanOrEqual(120_000)
    expect(ms).toBeLessThan(160_000)
  })
})

describe('connect, during an outage', () => {
  const jared = { loginId: 'jared', password: 'django' }
  const HOUR_MS = 3_600_000
  const startAt = 1_767_564_000_000
  const outage = (hours: number): MemoryBankOptions => ({
    startAt,
    outages: [{ institutionId: 'AU00000', from: startAt, until: startAt + hours * HOUR_MS }],
  })

  test('waits within its timeout, and connects when the bank is available again', async () => {
    const bank = createMemoryBank(outage(5))
    const stages = new Set<string>()
    const result = await connect(bank.port, {
      userId: bank.userId,
      institutionId: 'AU00000',
      credentials: jared,
      limits: { jobTimeoutMs: 24 * HOUR_MS },
      onProgress: ({ stage }) => stages.add(stage),
    })()
    expect(result).toMatchObject(E.right({ origin: 'created' }))
    expect(stages).toContain('parked')
    expect(bank.clock.now() - startAt).toBeGreaterThan(5 * HOUR_MS)
    expect(bank.served()).toBeLessThan(60)
  })

  test('times out when the outage lasts', async () => {
    const { result } = await run('AU00000', jared, outage(5))
    expect(result).toMatchObject(E.left({ _tag: 'JobTimedOut', deadlineAt: expect.any(Number) }))
  })
})

describe('connect, twice at once', () => {
  test('adopts the job of the first for the second, which is one connection', async () => {
    const bank = createMemoryBank()
    const once = connect(bank.port, {
      userId: bank.userId,
      institutionId: 'AU00000',
      credentials: { loginId: 'jared', password: 'django' },
    })
    const [first, second] = await Promise.all([once(), once()])
    const origins = [first, second].map((result) => (E.isRight(result) ? result.right.origin : result.left._tag))
    expect(origins.sort()).toStrictEqual(['alreadyRunning', 'created'])
    expect(E.isRight(first) && E.isRight(second) && first.right.connectionId === second.right.connectionId).toBe(true)
  })
})

test("an approval in the bank's app needs no input", async () => {
  const challenge = {
    method: 'token',
    description: 'Confirm in your app',
    prompts: [],
    answers: ['confirmed'],
  } as const
  const login = { loginId: 'jian', password: 'nothotdog', holder: 'A Holder', challenge, failure: null }
  const bank = createMemoryBank({ logins: [login] })
  const asked: unknown[] = []
  const result = await connect(bank.port, {
    userId: bank.userId,
    institutionId: 'AU00002',
    credentials: { loginId: 'jian', password: 'nothotdog' },
    onChallenge: async ({ prompts, description }) => {
      asked.push([prompts, description])
      return ['confirmed']
    },
  })()
  expect(result._tag).toBe('Right')
  expect(asked).toStrictEqual([[[], 'Confirm in your app']])
})
