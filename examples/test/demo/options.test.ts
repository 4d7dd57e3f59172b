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
    expect(right('')).toEqual({ _tag: 'Tour', speed: 5, seed: 2, isJson: false })
  })

  test('speed, seed and json are read', () => {
    expect(right('--speed 2.5 --seed 7 --json')).toEqual({ _tag: 'Tour', speed: 2.5, seed: 7, isJson: true })
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
      speed: 1,
    })
    expect(right('--institution AU19301 --user-token t')).toMatchObject({ known: { credentials: { userToken: 't' } } })
  })

  test('answers are kept in their order, up to the next flag', () => {
    expect(right('--institution AU00002 --login a --password b --answer Basiq AU00002 --speed 9')).toMatchObject({
      known: { answers: ['Basiq', 'AU00002'] },
      speed: 9,
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

  test('the help names every flag, and has examples', () => {
    const help = right('--help')
    expect(help).toHaveProperty('text', expect.stringMatching(/above 20 the times\s+shown are those of this machine/))
    const flags =
      '--institution --login --password --user-token --security-code --secondary-login --answer --speed --seed'
    for (const flag of [...flags.split(' '), '--json', '--list', 'Examples:', 'Exit codes:'])
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
