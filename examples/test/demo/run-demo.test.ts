import { createMemoryBank } from '@bank-connection/memory-adapter'
import { serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { DemoEvent } from '../../src/demo/demo-event.ts'
import type { Prompts } from '../../src/demo/prompts.ts'
import { type Environment, runDemo } from '../../src/demo/run-demo.ts'

/** Runs the command in this process, without a terminal unless `environment` says otherwise. */
const run = async (args: string, environment: Partial<Environment> = {}) => {
  const lines: string[] = []
  const errors: string[] = []
  const { signal } = new AbortController()
  const code = await runDemo(args === '' ? [] : args.split(' '), {
    hasTerminal: false,
    signal,
    abandoned: signal,
    env: {},
    out: (line) => void lines.push(line),
    err: (line) => void errors.push(line),
    redraw: () => undefined,
    ...environment,
  })
  return { code, lines, errors, text: [...lines, ...errors].join('\n') }
}

const gavin = '--login gavinBelson --password hooli2016'

describe('options', () => {
  test('--list names each institution and login, in at most 79 columns', async () => {
    const { code, text } = await run('-- --list')

    expect(code).toBe(0)
    for (const name of ['AU00000', 'AU90002', 'gavinBelson', 'jianYang']) expect(text).toContain(name)
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(79)
  })

  test('--help names each option and variable, and exits 0', async () => {
    const { text, ...ended } = await run('--help')
    const options = ['--institution', '--user-token', '--answer', '--speed', '--seed', '--http', '--live', '--json']

    expect(ended).toMatchObject({ code: 0, errors: [] })
    for (const name of [...options, 'BASIQ_API_KEY', 'BASIQ_BASE_URL', 'Exit codes:']) expect(text).toContain(name)
  })

  test.each([
    ['--sped 3', "error: unknown option '--sped' (Did you mean one of --seed, --speed?)"],
    ['--pasword=canary-9b1d', "error: unknown option '--pasword'"],
    ['-pcanary-9b1d', "error: unknown option '-p'"],
    ['--speed canary-9b1d', "error: option '--speed <n>' is invalid. Give a number above 0, up to 100."],
    ['--speed 0', "error: option '--speed <n>' is invalid. Give a number above 0, up to 100."],
    ['--speed 101', "error: option '--speed <n>' is invalid. Give a number above 0, up to 100."],
    ['--seed 1.5', "error: option '--seed <n>' is invalid. Give a whole number, 0 or more."],
    ['--speed', "error: option '--speed <n>' argument missing"],
    ['--live --http', "error: option '--live' cannot be used with option '--http'"],
    ['--live --speed 1', "error: option '--live' cannot be used with option '--speed <n>'"],
    ['--list --json', "error: option '--list' cannot be used with option '--json'"],
    ['--login a', "error: option '--login' requires '--institution <id>'"],
    ['--answer a', "error: option '--answer' requires '--institution <id>'"],
    ['--institution AU1', "error: option '--institution': there is no 'AU1'; see pnpm demo --list"],
  ])(
    '%s exits 2 with one line on the error output, which repeats no value that may be a secret',
    async (args, line) => {
      expect(await run(args)).toMatchObject({ code: 2, lines: [], errors: [line] })
    },
  )

  test.each([
    ['AU00000 --login a', 'error: Hooli Bank (AU00000) requires --password'],
    ['AU19301 --user-token t --login a', 'error: Token Test Bank (AU19301) takes no --login'],
    [`AU00002 ${gavin}`, 'error: the bank always asks for a second factor, and there is no terminal'],
    [`AU00003 ${gavin}`, "error: the bank asks: What's your first company?, and there is no terminal"],
    [`AU00002 ${gavin} --answer a b`, 'error: --answer: The challenge needs 1 non-empty answer'],
  ])('--institution %s exits 2 and names what to give', async (args, message) => {
    const ended = await run(`--speed 100 --institution ${args}`)

    expect(ended).toMatchObject({ code: 2, errors: [expect.stringContaining(message)] })
  })
})

describe('a run at the simulated bank', () => {
  test('the tour connects four banks and is refused by one on purpose, without printing a credential', async () => {
    const { lines, text, ...ended } = await run('--json --speed 60')
    const events: readonly DemoEvent[] = lines.map((line) => JSON.parse(line))
    const of = (name: DemoEvent['event']) => events.filter(({ event }) => event === name)
    const connectionsOf = (name: DemoEvent['event']) => of(name).map(({ connection }) => connection)
    const times = events.map(({ at }) => at)

    expect(ended).toMatchObject({ code: 0, errors: [] })
    expect(connectionsOf('connected')).toStrictEqual([1, 2, 3, 4])
    expect(connectionsOf('challenge')).toStrictEqual([3, 4])
    expect(connectionsOf('answered')).toStrictEqual([3, 4])
    expect(of('failed')).toMatchObject([{ connection: 5, expected: true, failure: { code: 'invalid-credentials' } }])
    expect(times.toSorted((a, b) => a - b)).toStrictEqual(times)
    for (const secret of ['gavinBelson', 'hooli2016', 'tabsnotspaces', '"1234"', 'PTln18RhwL', 'wrong-password'])
      expect(text).not.toContain(secret)
  })

  test('a wrong password is sent once, exits 1 and says what to do', async () => {
    const { text, ...ended } = await run('--institution AU00000 --login jared --password canary-3d9a --speed 100')
    const failure = expect.stringMatching(/^The job \S+ failed at verify-credentials with invalid-credentials/)

    expect(ended).toMatchObject({ code: 1, errors: [failure, expect.stringMatching(/^What to do: .* login/)] })
    expect(text).not.toContain('3d9a')
  })

  test('an institution that cannot be connected exits 1', async () => {
    expect((await run('--institution AU90002')).code).toBe(1)
  })

  test.each(['', '--json '])('an interrupt cancels the connection and exits 130: %s', async (json) => {
    const ended = await run(`${json}--institution AU00000 ${gavin}`, { signal: AbortSignal.timeout(300) })

    expect(ended).toMatchObject({ code: 130, text: expect.stringContaining('cancelled') })
  })

  test.each([false, true])(
    '--http listens on a port that is closed at the end; if the demo breaks: %s',
    async (breaks) => {
      let url = ''
      const out = (line: string): void => {
        url ||= /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? ''
        if (breaks) throw new Error('a bug')
      }
      const args = '--http --institution AU00000 --login jared --password django --speed 60'
      const [ended] = await Promise.allSettled([run(args, { out })])

      expect(ended.status).toBe(breaks ? 'rejected' : 'fulfilled')
      expect(url).not.toBe('')
      await expect(fetch(url)).rejects.toThrow()
    },
  )
})

describe('prompts', () => {
  /** Types these texts, one per prompt; leaves when none is left. */
  const typing = (texts: readonly string[]) => {
    const asked: string[] = []
    const type = async (kind: string, message: string): Promise<string> => {
      const text = texts[asked.push(`${kind} ${message}`) - 1]
      if (text === undefined) throw new Error('left')
      return text
    }
    const prompts: Prompts = {
      input: ({ message, default: usual }) => type(usual === undefined ? 'visible' : `visible (${usual})`, message),
      password: ({ message }) => type('hidden', message),
    }
    return { asked, environment: { hasTerminal: true, prompts } }
  }

  test.each([
    [
      'AU90001',
      ['gavinBelson', '77', 'hooli2016', '999'],
      [
        'visible Three Keys Bank: login',
        'visible Three Keys Bank: Customer number (second login)',
        'hidden Three Keys Bank: password',
        'hidden Three Keys Bank: security code',
      ],
    ],
    [
      'AU00002',
      ['Whistler', 'ShowBox', 'Basiq', 'AU00000'],
      [
        'visible Pied Piper Bank: login',
        'hidden Pied Piper Bank: password',
        "hidden What's your favourite company?",
        "hidden What's the ID of this institution?",
      ],
    ],
    ['AU00000 --login jared', ['wrong', 'django'], ['hidden Hooli Bank: password', 'hidden Hooli Bank: password']],
    [
      'AU00000',
      ['jared', 'wrong', 'richard', 'tabsnotspaces'],
      [
        'visible Hooli Bank: login',
        'hidden Hooli Bank: password',
        'visible (jared) Hooli Bank: login',
        'hidden Hooli Bank: password',
      ],
    ],
  ])('%s prompts for what is missing, and after a refusal again', async (args, texts, expected) => {
    const { asked, environment } = typing(texts)

    expect(await run(`--speed 60 --institution ${args}`, environment)).toMatchObject({ code: 0 })
    expect(asked).toStrictEqual(expected)
  })

  test('a third refusal ends the connection', async () => {
    const { asked, environment } = typing(Array(20).fill('wrong'))

    expect(await run('--speed 100 --institution AU00000', environment)).toMatchObject({ code: 1 })
    expect(asked).toHaveLength(6)
  })

  test('leaving a prompt exits 130', async () => {
    expect((await run('--institution AU00000', typing([]).environment)).code).toBe(130)
  })
})

describe('--live', () => {
  const apiKey = Buffer.from('canary:2b8e').toString('base64')

  /** Serves a simulated bank in place of the API, and counts its users. */
  const serveApi = async () => {
    const users = { created: 0, deleted: 0 }
    const bank = createMemoryBank({ apiKey, seed: 2, time: { speed: 30 }, durations: { medianMs: 2_000, logSd: 0.25 } })
    const served = await serveMemoryBank(bank, {
      control: true,
      onRequest: ({ method, path, status }) => {
        if ((status ?? 500) >= 300) return
        if (method === 'POST' && path === '/users') users.created += 1
        if (method === 'DELETE' && path === '/users/{userId}') users.deleted += 1
      },
    })()
    if (E.isLeft(served)) throw new Error(served.left.message)
    const { url, close } = served.right
    onTestFinished(close)
    return {
      url,
      environment: { env: { BASIQ_API_KEY: apiKey, BASIQ_BASE_URL: url }, clock: bank.clock },
      users,
      fail: (rule: object) => fetch(`${url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(rule) }),
    }
  }

  const jared = '--live --institution AU00000 --login jared --password django'

  test.each([
    ['connects', jared, 0],
    ['is refused', jared.replace('django', 'wrong'), 1],
  ])('a run that %s deletes its user and never prints the key', async (_, args, expected) => {
    const { environment, url, users } = await serveApi()
    const { code, lines, text } = await run(args, environment)

    expect(code).toBe(expected)
    expect(lines[0]).toMatch(new RegExp(`^The API at ${url}, as user \\S+, deleted at the end$`))
    expect(users).toStrictEqual({ created: 1, deleted: 1 })
    expect(text).not.toContain(apiKey)
  })

  test('a run that is interrupted deletes its user and exits 130', async () => {
    const { environment, users } = await serveApi()

    expect(await run(jared, { ...environment, signal: AbortSignal.abort() })).toMatchObject({ code: 130 })
    expect(users).toStrictEqual({ created: 1, deleted: 1 })
  })

  test('a user that cannot be deleted is named, and exits 1', async () => {
    const { environment, fail } = await serveApi()
    await fail({ fault: 'status', status: 500, method: 'DELETE', times: 100 })
    const errors = [expect.stringMatching(/^The user \S+ was not deleted: /), 'What to do: delete it in the dashboard.']

    expect(await run(jared, environment)).toMatchObject({ code: 1, errors })
  })

  test('a user whose creation got no response is named by its e-mail address', async () => {
    const { environment, fail } = await serveApi()
    await fail({ fault: 'lost-answer', path: '/users', times: 10 })

    expect((await run(jared, environment)).errors.at(-1)).toMatch(/its e-mail address is bank-connection-demo-/)
  })

  test.each([
    [{}, 'error: --live requires BASIQ_API_KEY'],
    [{ BASIQ_API_KEY: 'canary 2b8e' }, 'error: BASIQ_API_KEY must'],
    [{ BASIQ_API_KEY: apiKey, BASIQ_BASE_URL: 'http://canary-2b8e.example' }, 'error: BASIQ_BASE_URL must'],
  ])('with the variables %j it exits 2, and does not repeat them', async (env, message) => {
    const { text, ...ended } = await run('--live', { env })

    expect(ended).toMatchObject({ code: 2, lines: [], errors: [expect.stringContaining(message)] })
    expect(text).not.toContain('2b8e')
  })

  test('a key that is not accepted exits 1', async () => {
    const { environment, url } = await serveApi()
    const env = { BASIQ_API_KEY: Buffer.from('other').toString('base64'), BASIQ_BASE_URL: url }
    const errors = [expect.stringMatching(/^The API key was rejected/), expect.stringMatching(/^What to do: /)]

    expect(await run('--live', { ...environment, env })).toMatchObject({ code: 1, errors })
  })
})
