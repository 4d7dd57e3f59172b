import { explain } from '@bank-connection/core'
import { expect, test } from 'vitest'
import { runDemo } from '../../src/demo/demo.ts'
import { createRecorded, eventsIn } from './recorded.ts'

/** Runs the command in this process, without a terminal. */
const run = async (line: string, signal = new AbortController().signal) => {
  const recorded = createRecorded()
  const stage = { ...recorded, hasTerminal: false, signal, abandoned: new AbortController().signal, env: {} }
  const code = await runDemo(line.split(' '), stage)
  return { code, ...recorded }
}

const gavin = '--login gavinBelson --password hooli2016'

test('--list names each institution and each login, on lines that a narrow terminal does not break', async () => {
  const { code, lines } = await run('--list')
  const text = lines.join('\n')

  expect(code).toBe(0)
  for (const name of ['AU00000', 'AU90002', 'gavinBelson', 'jianYang']) expect(text).toContain(name)
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(79)
})

test('--help is all of the output, and exits 0', async () => {
  const { code, lines, errors } = await run('--help')

  expect([code, errors]).toEqual([0, []])
  expect(lines).toEqual([expect.stringMatching(/^Usage: pnpm demo/)])
})

test.each([
  ['an unknown flag', '--nonsense', '--nonsense'],
  ['an unknown bank', `--institution AU99999 ${gavin}`, '--institution'],
  ['a missing password', '--institution AU00000 --login gavinBelson', '--password'],
])('%s exits 2 with one line on the error output that begins with the flag', async (_, line, flag) => {
  const { code, lines, errors } = await run(line)

  expect([code, lines]).toEqual([2, []])
  expect(errors).toEqual([expect.stringMatching(new RegExp(`^${flag}: .*$`))])
})

test('one institution with everything given exits 0, and ends with its accounts', async () => {
  const { code, lines, errors } = await run(`--institution AU00002 ${gavin} --answer Hooli --speed 100`)

  expect([code, errors]).toEqual([0, []])
  expect(lines.at(-1)).toMatch(/^Pied Piper Bank +Everyday Account/m)
  expect(lines.join('\n')).not.toContain('hooli2016')
})

test('--json prints nothing but lines of JSON, from started to connected', async () => {
  const { code, lines, errors } = await run(`--json --institution AU00000 ${gavin} --speed 100`)
  const events = eventsIn(lines).map(({ event }) => event)

  expect(code).toBe(0)
  expect(errors).toEqual([])
  expect([events[0], events.at(-1)]).toEqual(['started', 'connected'])
})

test.each([
  [
    'an answer is missing when the bank asks',
    `--institution AU00003 --seed 2 ${gavin}`,
    '--answer <text...>: the bank asks "What\'s your first company?", and there is no terminal to ask at: give one answer per prompt',
  ],
  [
    'there are more answers than prompts',
    `--institution AU00002 ${gavin} --answer a b`,
    `--answer <text...>: give one answer a question; the bank asks "What's your first company?". ${explain({ _tag: 'AnswersIncomplete', expected: 1, given: 2 })}`,
  ],
])('when %s, the run exits 2 with one line that names the flag', async (_, line, expected) => {
  const { code, errors } = await run(`${line} --speed 100`)

  expect(errors).toEqual([expected])
  expect(code).toBe(2)
})

test('a wrong answer exits 1, and says that another one is needed', async () => {
  const { code, errors } = await run(`--institution AU00002 ${gavin} --answer canary-44e0 --speed 100`)

  expect(code).toBe(1)
  expect(errors.join('\n')).toContain('What to do: The answer was wrong or too late.')
  expect(errors.join('\n')).not.toContain('44e0')
})

test('a wrong password is sent once when nobody can be asked for another', async () => {
  const line = '--json --institution AU00000 --login gavinBelson --password wrong --speed 100'
  const { code, lines } = await run(line)
  const ends = eventsIn(lines).flatMap(({ event }) => (event === 'refused' || event === 'failed' ? [event] : []))

  expect(code).toBe(1)
  expect(ends).toEqual(['failed'])
})

test('an institution that cannot be connected exits 1, and says which can', async () => {
  const { code, errors } = await run('--institution AU90002')

  expect(code).toBe(1)
  expect(errors.at(-1)).toContain('pnpm demo --list')
})

test('what is interrupted while its job runs exits 130, and says that nothing is left to undo', async () => {
  const interrupt = new AbortController()
  setTimeout(() => interrupt.abort(), 300)
  const { code, errors } = await run(`--institution AU00000 ${gavin}`, interrupt.signal)

  expect(code).toBe(130)
  expect(errors.at(-1)).toBe('What to do: Nothing needs to be undone: run the command again to connect.')
})

test('what is interrupted before it begins exits 130', async () => {
  expect((await run(`--institution AU00000 ${gavin}`, AbortSignal.abort())).code).toBe(130)
})
