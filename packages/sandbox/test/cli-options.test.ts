import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { sandboxBanner } from '../src/banner.ts'
import { readSandboxOptions } from '../src/cli-options.ts'
import { accessLogJson, accessLogLine } from '../src/handler/access-log.ts'

const defaults = {
  _tag: 'Serve',
  port: 4010,
  host: '127.0.0.1',
  seed: 1,
  speed: 1,
  control: false,
  jsonLog: false,
} as const

test.each([
  ['', {}],
  ['--', {}],
  ['--port 0 --host 0.0.0.0', { port: 0, host: '0.0.0.0' }],
  ['-- --port 65535', { port: 65_535 }],
  ['--host ::1 --seed 0 --speed 0.001', { host: '::1', seed: 0, speed: 0.001 }],
  ['--speed 1000 --control --json-log', { speed: 1_000, control: true, jsonLog: true }],
])('parses "%s" and fills in the defaults', (words, given) => {
  expect(readSandboxOptions(words.split(' ').filter((word) => word !== ''))).toStrictEqual(
    E.right({ ...defaults, ...given }),
  )
})

test.each([
  ['--port', '--port 65536'],
  ['--port', '--port 1.5'],
  ['--port', '--port -1'],
  ['--port', '--port x'],
  ['--port', '--port'],
  ['--seed', '--seed 0x10'],
  ['--seed', '--seed 9007199254740992'],
  ['--speed', '--speed 0'],
  ['--speed', '--speed 1001'],
  ['--speed', '--speed 1e3'],
  ['--host', '--host http://localhost'],
  ['--host', '--host '],
  ['--host', '--host='],
  ['--sped', '--sped 3'],
  ['the options', 'here'],
])('rejects "%s %s" in one line with the option and the remedy', (flag, words) => {
  const read = readSandboxOptions(words.split(' '))
  expect(read).toStrictEqual(
    E.left(expect.stringMatching(new RegExp(`^${flag}: [^\n]+; |^${flag}: give [^\n]+$`, 'u'))),
  )
})

test('suggests the option for a misspelt one', () => {
  expect(readSandboxOptions(['--hots', 'a'])).toStrictEqual(E.left('--hots: unknown option; did you mean --host?'))
})

test('the help lists all options, the faults and the exit codes', () => {
  const read = readSandboxOptions(['--help'])
  expect(read).toMatchObject(E.right({ _tag: 'Help' }))
  const { text } = (read as E.Right<{ readonly text: string }>).right
  for (const word of ['--port', '--host', '--seed', '--speed', '--control', '--json-log', 'lost-answer', 'Exit codes'])
    expect(text).toContain(word)
})

const sandbox = { ...defaults, url: 'http://127.0.0.1:4010', userId: 'user-1' }

test('the banner lists URL, key, user, banks and logins', () => {
  const text = sandboxBanner(sandbox)
  for (const words of [
    'http://127.0.0.1:4010',
    'API key  bWVtb3J5LWJhbms6c2FuZGJveA==',
    'User     user-1',
    'AU00002  Pied Piper Bank   login, password, second factor',
    'AU90001  Three Keys Bank   login, password, customer number, security code',
    'gavinBelson      hooli2016          Hooli           connects',
    'bighead          password                           fails: invalid-credentials',
    'off; enable it with --control',
    "curl -s http://127.0.0.1:4010/token -H 'Authorization: Basic bWVtb3J5LWJhbms6c2FuZGJveA=='",
  ])
    expect(text).toContain(words)
  expect(sandboxBanner({ ...sandbox, control: true })).toContain('Control  http://127.0.0.1:4010/_sandbox/')
})

test('with --json-log the banner is one line of JSON', () => {
  const text = sandboxBanner({ ...sandbox, jsonLog: true })
  expect(text).not.toContain('\n')
  expect(JSON.parse(text)).toMatchObject({
    type: 'listening',
    url: 'http://127.0.0.1:4010',
    apiKey: 'bWVtb3J5LWJhbms6c2FuZGJveA==',
    userId: 'user-1',
    control: false,
    institutions: expect.arrayContaining([{ id: 'AU19301', name: 'Token Test Bank', asks: 'user token' }]),
    logins: expect.arrayContaining([
      { loginId: 'jared', password: 'django', answers: ['1234'], outcome: 'connects' },
      { userToken: 'token:PTln18RhwL', answers: [], outcome: 'connects' },
    ]),
  })
})

test('a request is logged as text or as JSON', () => {
  const entry = { at: 0, method: 'GET', path: '/jobs/{jobId}', status: 200, durationMs: 3 }
  expect(accessLogLine(entry)).toBe('1970-01-01T00:00:00.000Z GET /jobs/{jobId} 200 3 ms')
  expect(accessLogLine({ ...entry, status: null })).toBe('1970-01-01T00:00:00.000Z GET /jobs/{jobId} no response 3 ms')
  expect(JSON.parse(accessLogJson(entry))).toStrictEqual({ type: 'request', ...entry })
})
