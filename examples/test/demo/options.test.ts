import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import type { Invocation } from '../../src/demo/invocation.ts'
import { parseOptions } from '../../src/demo/options.ts'

const parsed = (line: string, hasTerminal = false) =>
  parseOptions(
    line.split(' ').filter((word) => word !== ''),
    hasTerminal,
  )

const right = (line: string, hasTerminal = false): Invocation =>
  E.getOrElse<{ readonly line: string }, Invocation>((misuse) => {
    throw new Error(misuse.line)
  })(parsed(line, hasTerminal))

const left = (line: string, hasTerminal = false): string =>
  E.match(
    (misuse: { readonly line: string }) => misuse.line,
    () => 'no misuse',
  )(parsed(line, hasTerminal))

describe('options that fit', () => {
  test('without any, the tour runs at five times the time of the bank', () => {
    expect(right('')).toEqual({ _tag: 'Tour', place: { _tag: 'Memory', speed: 5, seed: 2 }, isJson: false })
  })

  test('speed, seed and json are read', () => {
    expect(right('--speed 2.5 --seed 7 --json')).toEqual({
      _tag: 'Tour',
      place: { _tag: 'Memory', speed: 2.5, seed: 7 },
      isJson: true,
    })
  })

  test('an institution is found by its id, and each flag becomes its field', () => {
    const flags = '--login a --password b --security-code c --secondary-login d'
    expect(right(`--institution AU90001 ${flags}`)).toMatchObject({
      _tag: 'One',
      institution: { id: 'AU90001', name: 'Three Keys Bank' },
      known: {
        credentials: { loginId: 'a', password: 'b', securityCode: 'c', secondaryLoginId: 'd' },
        answers: null,
      },
      place: { speed: 1 },
    })
    expect(right('--institution AU19301 --user-token t')).toMatchObject({ known: { credentials: { userToken: 't' } } })
  })

  test('answers are kept in their order, up to the next flag', () => {
    expect(right('--institution AU00002 --login a --password b --answer Basiq AU00002 --speed 9')).toMatchObject({
      known: { answers: ['Basiq', 'AU00002'] },
      place: { speed: 9 },
    })
  })

  test.each(['', '--login a', '--password b'])('at a terminal, what %j leaves out may be asked for', (flags) => {
    expect(right(`--institution AU00002 ${flags}`, true)._tag).toBe('One')
  })

  test('a bank that may skip the second factor can be tried without an answer', () => {
    expect(right('--institution AU00003 --login a --password b')._tag).toBe('One')
  })

  test('an institution that cannot be connected is left to the library to refuse', () => {
    expect(right('--institution AU90002')._tag).toBe('One')
  })

  test('the two hyphens that npm wants before the flags are passed over', () => {
    expect(right('-- --list')).toEqual({ _tag: 'List' })
  })

  test('over HTTP the same bank runs at the same speed', () => {
    expect(right('--http')).toEqual({ _tag: 'Tour', place: { _tag: 'Http', speed: 5, seed: 2 }, isJson: false })
    expect(right('--http --institution AU00000 --login a --password b --speed 3')).toMatchObject({
      place: { _tag: 'Http', speed: 3, seed: 2 },
    })
  })

  test('at the real API nothing is simulated, neither the bank nor its time', () => {
    expect(right('--live --json')).toEqual({ _tag: 'Tour', place: { _tag: 'Live' }, isJson: true })
    expect(right('--live --institution AU00000 --login a --password b')).toMatchObject({ place: { _tag: 'Live' } })
  })

  test('the help names every flag, and has examples', () => {
    const help = right('--help')
    expect(help).toHaveProperty('text', expect.stringMatching(/above 20 the times\s+shown are those of this machine/))
    const flags =
      '--institution --login --password --user-token --security-code --secondary-login --answer --speed --seed --http --live'
    for (const flag of [
      ...flags.split(' '),
      'BASIQ_API_KEY',
      'BASIQ_BASE_URL',
      '--json',
      '--list',
      'Examples:',
      'Exit codes:',
    ])
      expect(help).toHaveProperty('text', expect.stringContaining(flag))
  })
})

describe('options that do not fit', () => {
  test.each([
    ['--nonsense', '--nonsense: there is no such option; pnpm demo --help shows what can be given'],
    ['--sped 3', '--sped: there is no such option; did you mean --seed or --speed?'],
    ['--speed', '--speed: a value has to follow; pnpm demo --help shows what can be given'],
    ['--answer', '--answer: a value has to follow; pnpm demo --help shows what can be given'],
    ['--speed 0', '--speed: give a number above 0, and 100 at most'],
    ['--speed -1', '--speed: give a number above 0, and 100 at most'],
    ['--speed 101', '--speed: give a number above 0, and 100 at most'],
    ['--speed fast', '--speed: give a number above 0, and 100 at most'],
    ['--speed Infinity', '--speed: give a number above 0, and 100 at most'],
    ['--seed 1.5', '--seed: give a whole number, 0 or more'],
    ['--seed 99999999999999999999', '--seed: give a whole number, 0 or more'],
    ['AU00002', 'unexpected argument "AU00002"; to choose an institution, write --institution <id>'],
    [
      '--institution AU00002 --login a --password b c',
      'unexpected argument; put a text that has spaces between quotation marks',
    ],
    ['--institution AU1', '--institution: the simulated bank has no "AU1"; pnpm demo --list shows those that it has'],
    ['--http --live', '--http, --live: exclude each other; give one of them'],
    ['--live --speed 1', '--speed: does not go with --live, whose time is the real one; leave it out'],
    ['--live --seed 2', '--seed: does not go with --live, where nothing is simulated; leave it out'],
    ['--live --list', '--list: stands alone; leave out the other options'],
    ['--live --institution AU1', '--institution: the sandbox has no "AU1"; pnpm demo --list shows those that it has'],
    [
      '--live --institution AU90001',
      '--institution: AU90001 is in the simulated bank alone; leave out --live, or choose another',
    ],
    ['--list --json', '--list: stands alone; leave out the other options'],
    ['--login a', '--login: goes with --institution <id>; without one the demo makes its own five connections'],
    ['--answer a', '--answer: goes with --institution <id>; without one the demo makes its own five connections'],
    [
      '--institution AU19301 --user-token t --login a',
      '--login: Token Test Bank (AU19301) does not use it; leave it out',
    ],
    [
      '--institution AU00000',
      '--login, --password: missing for Hooli Bank (AU00000), and there is no terminal to ask at; give them',
    ],
    [
      '--institution AU00002 --login a --password b',
      '--answer <text...>: missing for Pied Piper Bank (AU00002), which always asks a second factor, and there is no terminal to ask at; give it',
    ],
  ])('%s is refused in one line that names the flag and the remedy', (line, expected) => {
    expect(left(line)).toBe(expected)
  })

  test('one that is missing is spoken of as one, several as several', () => {
    expect(left('--institution AU90001 --login a --password b')).toMatch(
      /^--secondary-login, --security-code: missing .*; give them$/,
    )
    expect(left('--institution AU00000 --login a')).toMatch(/^--password: missing .*; give it$/)
    expect(left('--institution AU19301 --login a --password b')).toMatch(
      /^--login, --password: .* does not use them; leave them out$/,
    )
  })

  test('an empty value is not taken for a missing one', () => {
    const misuse = parseOptions(['--institution', 'AU00000', '--login', '', '--password', 'b'], true)
    expect(misuse).toEqual(
      E.left({ _tag: 'Misused', line: '--login: empty; give a text, or leave it out to be asked at a terminal' }),
    )
  })

  test('with --json nothing is asked, though there is a terminal', () => {
    expect(left('--institution AU00000 --json --login a', true)).toMatch(/^--password: missing/)
  })

  test.each(['--pasword=canary-9b1d', '--password a canary-9b1d', '--speed canary-9b1d', '-pcanary-9b1d'])(
    'what may be a secret is not repeated: %s',
    (line) => {
      expect(left(line)).not.toContain('9b1d')
    },
  )
})
