import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { readInspectorFlags } from '../src/cli-options.ts'

const defaults = { _tag: 'Serve', port: 4020, seed: 1, speed: 1 } as const

const read = (line: string) => readInspectorFlags(line.split(' ').filter((arg) => arg !== ''))

test.each([
  ['', {}],
  ['--', {}],
  ['--port 0 --seed 7 --speed 0', { port: 0, seed: 7, speed: 0 }],
  ['-- --port 65535 --speed 1000', { port: 65_535, speed: 1_000 }],
  ['--speed 0.5', { speed: 0.5 }],
])('the options "%s" override the defaults', (args, options) => {
  expect(read(args)).toStrictEqual(E.right({ ...defaults, ...options }))
})

test.each([
  ['--port', '--port 65536'],
  ['--port', '--port -1'],
  ['--port', '--port'],
  ['--seed', '--seed x'],
  ['--speed', '--speed 1001'],
  ['--speed', '--speed -1'],
  ['--host', '--host 0.0.0.0'],
  ['--no-such', '--no-such'],
  ['the options', 'extra'],
])('the error names %s for the invalid options "%s"', (flag, args) => {
  const result = read(args)
  expect(E.isLeft(result) ? result.left : '').toMatch(new RegExp(`^${flag}: .*`, 'u'))
})

test('the help lists each option, and shows how to connect a service', () => {
  const help = read('--help')
  expect(E.isRight(help) && help.right._tag === 'Help' ? help.right.text : '').toMatch(
    /--port[\s\S]*--seed[\s\S]*--speed[\s\S]*createWebSocketInspector[\s\S]*Exit codes/u,
  )
})
