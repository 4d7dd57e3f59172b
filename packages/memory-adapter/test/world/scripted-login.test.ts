import { connect } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import {
  type LoginScript,
  sandboxLogins,
  scriptedLogin,
  scriptedLogins,
  scriptedName,
  scriptedSteps,
} from '@bank-connection/memory-adapter'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { retriesExhausted } from '../../src/errors/step-error.ts'
import { scriptedLoginName } from '../../src/testing/arbitrary-bank.ts'
import type { ScriptedStep } from '../../src/world/scripted-login.ts'
import { readLoginScript } from '../../src/world/scripted-login.ts'
import { createPortClient } from '../port-client.ts'

const MINUTE = 60_000
const HOUR = 3_600_000

/** The states of a job in its first ten minutes, at a bank with a challenge that `1234` answers. */
const shows = async (script: LoginScript, institutionId = 'AU00002', ms = 10 * MINUTE): Promise<readonly string[]> => {
  const { startScripted, observe } = createPortClient()
  return observe(await startScripted(script, institutionId), ms, ['1234'])
}

describe('the grammar', () => {
  test('every name parses to its script', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(scriptedLoginName(), (name) => {
        const script = readLoginScript(name)
        if (script === null || script === 'not-valid') throw new Error(name)
        seen.add(script.does)
        expect(scriptedName(script)).toBe(name)
      }),
      { numRuns: 1_000 },
    )
    expect(seen.size).toBe(new Set(scriptedLogins.map(({ example }) => example.does)).size)
  })

  test.each(scriptedLogins)('$form is the form of its example', ({ form, example }) => {
    const words = scriptedName(example)
    const [beginning = ''] = form.split('<')
    expect(words.startsWith(beginning)).toBe(true)
    expect(readLoginScript(words)).toStrictEqual(example)
  })

  test('neither published logins nor other texts are scripted logins', () => {
    const texts = sandboxLogins.map(({ loginId, userToken }) => loginId ?? userToken ?? '')
    expect([...texts, '', 'error', 'Error_x', 'stucks_', 'someone_else'].map(readLoginScript)).toStrictEqual(
      [...texts, '', 'error', 'Error_x', 'stucks_', 'someone_else'].map(() => null),
    )
  })

  test.each([
    'error_',
    'error_Upper',
    'error_x_at_',
    'error_x_at_retrieve-statements',
    'error_x_at_mfa-challenge_at_mfa-challenge',
    'stuck_',
    'stuck_at_',
    'stuck_now',
    'parked_0',
    'parked_1001',
    'parked_1.5',
    'parked_2_',
    'slow_0',
    'slow_101',
    'slow_1e3',
    'slow_-1',
    'asks_11',
    'refused_200',
    'refused_600',
    'no_faults',
    'unknown_',
    `error_${'a'.repeat(61)}`,
    `error_${'a'.repeat(100_000)}`,
  ])('%.40s begins like one and is none', (text) => {
    expect(readLoginScript(text)).toBe('not-valid')
  })

  test.each([
    ['AU00000', 'loginId'],
    ['AU19301', 'userToken'],
  ])('a malformed scripted login is rejected at %s with the grammar', async (institutionId, member) => {
    const { create } = createPortClient()
    const credentials =
      member === 'loginId' ? { loginId: 'stuck_at_once', password: 'a long one' } : { userToken: 'asks_0' }
    const refused = await create(credentials, institutionId)
    expect(refused).toMatchObject(E.left({ _tag: 'Refused', status: 400, code: 'parameter-not-valid' }))
    const detail = JSON.stringify(refused)
    for (const { form } of scriptedLogins) expect(detail).toContain(form.split(/_at_<|</u)[0])
    for (const step of scriptedSteps) expect(detail).toContain(step)
  })

  test('a script with a member out of range is rejected', () => {
    expect(() => scriptedLogin({ does: 'asks', rounds: 11 })).toThrow('asks_<rounds>')
    expect(() => scriptedLogin({ does: 'fails', code: 'No', at: 'mfa-challenge' })).toThrow('error_<code>')
  })

  test('a login of the option `logins` is not scripted', async () => {
    const login = { loginId: 'stuck_at_login', password: 'p', holder: 'Sam', challenge: null, failure: null }
    const { create, observe } = createPortClient({ logins: [login] })
    const opened = await create({ loginId: login.loginId, password: login.password })
    const jobId = E.getOrElseW(() => Promise.reject(new Error('refused')))(opened)
    expect((await observe(await jobId, MINUTE)).at(-1)).toBe('+ + +')
    expect(await create({ loginId: login.loginId, password: 'wrong' })).toMatchObject({ _tag: 'Right' })
  })
})

describe('a login that fails', () => {
  const ends: Readonly<Record<ScriptedStep, string>> = {
    'verify-credentials': 'maintenance-error - - -',
    'mfa-challenge': '+ maintenance-error - -',
    'retrieve-accounts': '+ + maintenance-error -',
    'retrieve-transactions': '+ + + maintenance-error',
  }

  test.each(scriptedSteps)('does so at %s with its code', async (at) => {
    expect((await shows({ does: 'fails', code: 'maintenance-error', at })).at(-1)).toBe(ends[at])
  })

  test('at its challenge expires without the code when there is no answer', async () => {
    const { startScripted, observe } = createPortClient()
    const jobId = await startScripted({ does: 'fails', code: 'maintenance-error', at: 'mfa-challenge' })
    expect((await observe(jobId, 10 * MINUTE)).at(-1)).toBe('+ ! - -')
  })

  test('has the published texts where they exist, and generic ones elsewhere', async () => {
    const { startScripted, observe, read } = createPortClient()
    const known = await startScripted({ does: 'fails', code: 'temporary-unavailable', at: 'retrieve-accounts' })
    await observe(known, MINUTE)
    expect(JSON.stringify(await read(known))).toContain(retriesExhausted.detail)
    const unknown = await startScripted({ does: 'fails', code: 'brand-new', at: 'verify-credentials' }, 'AU00001')
    await observe(unknown, MINUTE)
    expect(JSON.stringify(await read(unknown))).toContain('requested the failure brand-new')
  })

  test('with invalid credentials leaves a connection that needs an update, and fails again after it', async () => {
    const { startScripted, bank, observe } = createPortClient()
    await observe(await startScripted({ does: 'fails', code: 'invalid-credentials', at: 'verify-credentials' }), MINUTE)
    const [connection] = E.getOrElseW(() => [])(
      await bank.port.listConnections({ userId: bank.userId }, neverAborted)(),
    )
    if (connection === undefined) throw new Error('no connection')
    expect(connection.status).toBe('invalid')
    const input = { userId: bank.userId, connectionId: connection.id, credentials: { password: 'another' } }
    const updated = await bank.port.updateConnection(input, neverAborted)()
    if (E.isLeft(updated)) throw new Error('refused')
    expect((await observe(updated.right.jobId, MINUTE)).at(-1)).toBe('invalid-credentials - -')
  })
})

describe('a login that is stuck', () => {
  const lasts: Readonly<Record<ScriptedStep, string>> = {
    'verify-credentials': '~ - - -',
    'mfa-challenge': '+ ~ - -',
    'retrieve-accounts': '+ + ~ -',
    'retrieve-transactions': '+ + + ~',
  }

  test.each(scriptedSteps)('starts %s and never ends it', async (at) => {
    expect((await shows({ does: 'sticks', at })).at(-1)).toBe(lasts[at])
  })

  test('keeps running: creating the connection again returns the same job', async () => {
    const { startScripted, bank } = createPortClient()
    const jobId = await startScripted({ does: 'sticks', at: 'retrieve-accounts' })
    await bank.advance(5 * HOUR)
    expect(await startScripted({ does: 'sticks', at: 'retrieve-accounts' })).toBe(jobId)
  })
})

describe('a login whose job vanishes', () => {
  test.each(scriptedSteps)('is not found once %s has started', async (at) => {
    const { startScripted, bank, observe, answer, read } = createPortClient()
    const jobId = await startScripted({ does: 'vanishes', at }, 'AU00002')
    const seen = await observe(jobId, 10 * MINUTE, ['1234'])
    expect(seen.at(-1)).toBe('not found')
    expect(seen.length).toBe(seen.indexOf('not found') + 1)
    expect(await read(jobId)).toMatchObject(E.left({ _tag: 'Refused', status: 404, code: 'resource-not-found' }))
    expect(await answer(jobId, '1234')).toMatchObject(E.left({ status: 404 }))
    expect(await bank.port.listJobs({ userId: bank.userId }, neverAborted)()).toStrictEqual(E.right([]))
    expect(await startScripted({ does: 'vanishes', at }, 'AU00002')).not.toBe(jobId)
  })

  test.each(scriptedSteps)('once, is found again by the second poll after %s has started', async (at) => {
    const seen = await shows({ does: 'vanishes-once', at })
    expect(seen.filter((shown) => shown === 'not found')).toHaveLength(1)
    expect(seen.at(-1)).toBe('+ + + +')
  })
})

describe('a login that is parked', () => {
  test('is queued until the institution is available again', async () => {
    const { startScripted, bank, observe, read } = createPortClient()
    const jobId = await startScripted({ does: 'waits', hours: 5 })
    expect(await observe(jobId, MINUTE)).toStrictEqual(['temporary-unavailable-queued - -'])
    await bank.advance(6 * HOUR - 2 * MINUTE)
    expect(await observe(jobId, 250)).toStrictEqual(['temporary-unavailable-queued - -'])
    await bank.advance(4 * MINUTE)
    expect(await read(jobId)).toMatchObject({ right: { steps: [{ status: 'success' }, {}, { status: 'success' }] } })
  })

  test('fails after seven days, while other logins connect', async () => {
    const { startScripted, bank, observe } = createPortClient()
    const jobId = await startScripted({ does: 'waits', hours: 200 })
    await bank.advance(7 * 24 * HOUR - MINUTE)
    expect(await observe(jobId, 0)).toStrictEqual(['temporary-unavailable-queued - -'])
    expect((await observe(await startScripted({ does: 'works' }), MINUTE)).at(-1)).toBe('+ + +')
    await bank.advance(MINUTE)
    expect(await observe(jobId, 0)).toStrictEqual(['temporary-unavailable - -'])
  })
})

describe('a login about the challenge', () => {
  test.each([1, 2, 10])('opens %d challenges, whatever the answers', async (rounds) => {
    const { startScripted, observe } = createPortClient()
    const jobId = await startScripted({ does: 'asks', rounds }, 'AU00000')
    const seen = await observe(jobId, 10 * MINUTE, ['wrong'])
    expect(seen.filter((shown) => shown === '+ asks - -')).toHaveLength(rounds)
    expect(seen.at(-1)).toBe('+ + + +')
  })

  test.each(['fails', 'asks-again', 'refused'] as const)(
    'does so where a wrong answer %s, too',
    async (wrongAnswer) => {
      const { startScripted, observe } = createPortClient({ undocumented: { wrongAnswer, roundsMax: 1 } })
      const seen = await observe(await startScripted({ does: 'asks', rounds: 3 }), 10 * MINUTE, ['wrong'])
      expect(seen.filter((shown) => shown === '+ asks - -')).toHaveLength(3)
      expect(seen.at(-1)).toBe('+ + + +')
    },
  )

  test('has a challenge that expires at once', async () => {
    expect((await shows({ does: 'expires-at-once' }, 'AU00000')).at(-1)).toBe('+ ! - -')
    const { startScripted, observe, read, answer } = createPortClient({ undocumented: { expiredChallenge: 'stays' } })
    const jobId = await startScripted({ does: 'expires-at-once' })
    await observe(jobId, MINUTE)
    expect(await read(jobId)).toMatchObject({
      right: { steps: [{}, { status: 'in-progress', result: { _tag: 'Challenge', expiryMs: 1 } }, {}, {}] },
    })
    expect(await answer(jobId, '1234')).toMatchObject(E.left({ status: 400 }))
  })

  test('rejects a wrong answer as usual, unless it counts rounds', async () => {
    const { startScripted, observe } = createPortClient()
    expect((await observe(await startScripted({ does: 'works' }, 'AU00002'), MINUTE, ['4321'])).at(-1)).toBe('+ ! - -')
  })
})

describe('a login with an anomalous job', () => {
  test('regresses by one step, and continues', async () => {
    const seen = await shows({ does: 'regresses', at: 'retrieve-accounts' }, 'AU00000')
    expect(seen).toStrictEqual(['- - -', '~ - -', '+ ~ -', '~ - -', '+ ~ -', '+ + ~', '+ + +'])
  })

  test.each(scriptedSteps)('regresses once from %s', async (at) => {
    const seen = await shows({ does: 'regresses', at })
    const again = seen.filter((shown, i) => seen.indexOf(shown) < i)
    expect(again.length).toBeGreaterThan(0)
    expect(seen.at(-1)).toBe('+ + + +')
  })

  test.each(scriptedSteps)('has an unknown status at %s, and continues', async (at) => {
    const seen = await shows({ does: 'shows-unknown-status', at })
    expect(seen.filter((shown) => shown.includes('awaiting-review'))).toHaveLength(1)
    expect(seen.at(-1)).toBe('+ + + +')
  })

  test('has an unknown step', async () => {
    expect(await shows({ does: 'shows-unknown-step' }, 'AU00000')).toStrictEqual([
      '- verify-identity:pending - -',
      '~ verify-identity:pending - -',
      '+ verify-identity:in-progress - -',
      '+ verify-identity:success ~ -',
      '+ verify-identity:success + ~',
      '+ verify-identity:success + +',
    ])
  })

  test('lists its steps in reverse order', async () => {
    expect(await shows({ does: 'reverses-steps' }, 'AU00000')).toStrictEqual([
      '- - -',
      '- - ~',
      '- ~ +',
      '~ + +',
      '+ + +',
    ])
  })

  test('never names its connection', async () => {
    const { startScripted, observe, bank } = createPortClient({ undocumented: { sourceLink: 'at-once' } })
    const jobId = await startScripted({ does: 'hides-source' })
    await observe(jobId, MINUTE)
    const [connection] = E.getOrElseW(() => [])(
      await bank.port.listConnections({ userId: bank.userId }, neverAborted)(),
    )
    const job = await bank.port.getJob({ jobId }, neverAborted)()
    expect(connection?.status).toBe('active')
    expect(JSON.stringify(job)).toContain('success')
    expect(JSON.stringify(job)).not.toContain(connection?.id ?? 'no connection')
  })

  test('takes a multiple of the time', async () => {
    const took = async (script: LoginScript): Promise<number> => {
      const { startScripted, observe, bank } = createPortClient()
      const startedAt = bank.clock.now()
      expect((await observe(await startScripted(script), HOUR)).at(-1)).toBe('+ + +')
      return bank.clock.now() - startedAt
    }
    const [usual, slow] = [await took({ does: 'works' }), await took({ does: 'drags', factor: 20 })]
    expect(slow).toBeGreaterThan(19 * usual - 10_000)
    expect(slow).toBeLessThan(21 * usual)
  })
})

describe('a login that is rejected', () => {
  test.each([
    [400, 'invalid-content'],
    [401, 'invalid-authorization-token'],
    [403, 'access-denied'],
    [404, 'resource-not-found'],
    [409, 'resource-already-exists'],
    [418, 'request-not-valid'],
    [429, 'too-many-requests'],
    [500, 'internal-server-error'],
    [503, 'service-unavailable'],
  ])('gets %d with its usual code, and no connection', async (status, code) => {
    const { create, bank } = createPortClient()
    const before = bank.world()
    expect(await create(scriptedLogin({ does: 'is-refused', status }))).toMatchObject(
      E.left({ _tag: 'Refused', status, code }),
    )
    expect(bank.world()).toStrictEqual(before)
  })
})

test.each(scriptedLogins)('$form also works as a user token', async ({ example }) => {
  const { create } = createPortClient()
  const opened = await create({ userToken: scriptedName(example) }, 'AU19301')
  expect(E.isRight(opened)).toBe(example.does !== 'is-refused')
})

test('a scripted login has accounts, and connects with any password', async () => {
  const { bank } = createPortClient()
  const connected = await connect(bank.port, {
    userId: bank.userId,
    institutionId: 'AU00002',
    credentials: { loginId: 'no_fault', password: 'whatever' },
    onChallenge: async () => ['1234'],
  })()
  expect(connected).toMatchObject(E.right({ origin: 'created' }))
  const accounts = await bank.port.listAccounts({ userId: bank.userId }, neverAborted)()
  expect(E.isRight(accounts) && accounts.right.length).toBeGreaterThanOrEqual(3)
})

test('a job of an ordinary login has no overrides', async () => {
  const { create, bank } = createPortClient()
  await create({ loginId: 'jared', password: 'django' })
  expect(JSON.stringify(bank.world().jobs)).toContain('"overrides":null')
})
