import { describe, expect, onTestFinished, test } from 'vitest'
import { runDemo, type Stage } from '../../src/demo/demo.ts'
import { createRecorded } from './recorded.ts'
import { canaryKey, serveApi } from './served-api.ts'
import { watchWire } from './wire.ts'

/** A live run against a simulated bank that stands for the API, in its time. */
const start = async () => {
  const api = await serveApi(20, 2_000)
  onTestFinished(api.close)
  const { open, end } = watchWire()
  onTestFinished(end)
  const run = async (line: string, stage: Partial<Stage> = {}) => {
    const recorded = createRecorded()
    const { signal } = new AbortController()
    const usual: Stage = {
      ...recorded,
      hasTerminal: false,
      signal,
      abandoned: signal,
      env: api.env,
      clock: api.bank.clock,
    }
    const code = await runDemo(`--live ${line}`.trim().split(' '), { ...usual, ...stage })
    expect([...recorded.lines, ...recorded.errors].join('\n')).not.toContain(canaryKey)
    return { code, ...recorded }
  }
  return { ...api, run, open }
}

const jared = '--institution AU00000 --login jared --password django'

describe('a live run', () => {
  test('makes a user, connects as that user, says so, and deletes the user', async () => {
    const { run, users, url, open } = await start()
    const { code, lines, errors } = await run('')

    expect([code, errors]).toEqual([0, []])
    expect(lines[0]).toMatch(new RegExp(`^The API at ${url}, as user [0-9a-f-]{36}, who is deleted at the end$`))
    expect(lines.at(-1)).toMatch(/5 connections: 4 connected, 1 refused, as it should be$/)
    expect(users()).toEqual({ made: 1, deleted: 1 })
    await expect.poll(open).toBe(0)
  })

  test('deletes the user when the connection fails', async () => {
    const { run, users } = await start()
    const { code, errors } = await run('--institution AU00000 --login jared --password wrong')

    expect(code).toBe(1)
    expect(errors.join('\n')).toContain('What to do: Check the login')
    expect(users()).toEqual({ made: 1, deleted: 1 })
  })

  test('deletes the user when it is interrupted', async () => {
    const { run, users } = await start()
    const interrupt = new AbortController()
    const { code } = await run(jared, { out: () => interrupt.abort(), signal: interrupt.signal })

    expect(code).toBe(130)
    expect(users()).toEqual({ made: 1, deleted: 1 })
  })

  test('deletes the user when it is interrupted while the user is made', async () => {
    const { run, users, exchanges } = await start()
    const { code, lines } = await run('', { signal: AbortSignal.abort() })

    expect([code, lines]).toEqual([130, []])
    expect(users()).toEqual({ made: 1, deleted: 1 })
    expect(exchanges.map(({ path }) => path)).not.toContain('/users/{userId}/connections')
  })

  test('deletes the user when the demo itself breaks', async () => {
    const { run, users } = await start()
    const broken = (): void => {
      throw new Error('a bug')
    }

    await expect(run(jared, { out: broken })).rejects.toThrow('a bug')
    expect(users()).toEqual({ made: 1, deleted: 1 })
  })

  test('exits 1 when the user cannot be deleted, and names the user', async () => {
    const { run, fail } = await start()
    await fail({ fault: 'status', status: 500, method: 'DELETE', times: 100 })
    const { code, lines, errors } = await run(jared)
    const [, userId] = /as user (\S+),/.exec(lines[0] ?? '') ?? []

    expect(code).toBe(1)
    expect(errors).toEqual([
      expect.stringMatching(`^The user ${userId} was not deleted: The server refused the request with HTTP 500 `),
      `What to do: Delete it yourself, by DELETE /users/${userId} or in the dashboard.`,
    ])
    expect(lines.at(-1)).toContain('Everyday Account')
  })

  test('does not wait for the deletion when nobody does any longer, and names the user', async () => {
    const { run } = await start()
    const abandonment = new AbortController()
    const { code, errors } = await run(jared, { out: () => abandonment.abort(), abandoned: abandonment.signal })

    expect(code).toBe(1)
    expect(errors[0]).toMatch(/^The user \S+ was not deleted: The request was stopped before its answer came\.$/)
  })
})

describe('a live run that cannot begin', () => {
  test.each([{}, { BASIQ_API_KEY: '' }])(
    'exits 2 without a key, says what to set, and sends nothing: %j',
    async (env) => {
      const { run, exchanges, url } = await start()
      const { code, lines, errors } = await run('', { env: { BASIQ_BASE_URL: url, ...env } })

      expect([code, lines]).toEqual([2, []])
      expect(errors).toEqual([
        '--live: set BASIQ_API_KEY to the API key of a sandbox application, as the dashboard of the API shows it',
      ])
      expect(exchanges).toEqual([])
    },
  )

  test.each([
    ['BASIQ_API_KEY', 'canary 2b8e', 'BASIQ_API_KEY: must be the text that the dashboard shows'],
    ['BASIQ_BASE_URL', 'http://canary-2b8e.example', 'BASIQ_BASE_URL: must be an https URL'],
  ])('exits 2 when %s is none, and does not repeat it', async (name, value, expected) => {
    const { run, env } = await start()
    const { code, errors } = await run('', { env: { ...env, [name]: value } })

    expect(code).toBe(2)
    expect(errors).toEqual([expect.stringContaining(expected)])
    expect(errors[0]).not.toContain('2b8e')
  })

  test('exits 1 when the key is not accepted, and says which to give', async () => {
    const { run, env, open } = await start()
    const wrong = Buffer.from('other:2b8e').toString('base64')
    const { code, lines, errors } = await run('', { env: { ...env, BASIQ_API_KEY: wrong } })

    expect([code, lines]).toEqual([1, []])
    expect(errors).toEqual([
      expect.stringMatching(/^The API key is not accepted \(HTTP 404, /),
      expect.stringMatching(/^What to do: Give the API key that the dashboard shows as BASIQ_API_KEY/),
    ])
    expect(errors.join('\n')).not.toContain(wrong)
    await expect.poll(open).toBe(0)
  })

  test('exits 1 when the account is disabled, and says whom to ask', async () => {
    const { run, fail } = await start()
    await fail({ fault: 'status', status: 403, code: 'access-denied', path: '/token' })
    const { code, errors } = await run('')

    expect(code).toBe(1)
    expect(errors[0]).toMatch(/^The account of the API may not be used .*ask the support/)
    expect(errors[1]).toMatch(/^What to do: /)
  })

  test('exits 1 when nobody answers at the address, and says where to look', async () => {
    const { run, close } = await start()
    await close()
    const { code, errors } = await run('')

    expect(code).toBe(1)
    expect(errors).toEqual([
      'The server could not be reached (offline); the request never left.',
      'What to do: Check the network, and BASIQ_BASE_URL where it is set, then run the same command again.',
    ])
  })

  test('exits 1 when nobody knows whether there is a user, and says by what to look for one', async () => {
    const { run, fail } = await start()
    await fail({ fault: 'lost-answer', path: '/users', times: 10 })
    const { code, errors } = await run('')

    expect(code).toBe(1)
    expect(errors.at(-1)).toMatch(
      /^A user may have been made all the same: look for the e-mail address bank-connection-demo-[0-9a-f]{8}@example\.com\.$/,
    )
  })
})
