import { explain } from '@bank-connection/core'
import { createMemoryBank, type MemoryBankOptions } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { accessOf, findBank } from '../../src/demo/banks.ts'
import type { Known } from '../../src/demo/person.ts'
import { type Outcome, runConnection } from '../../src/demo/run-connection.ts'
import { createJsonReporter } from '../../src/demo/show-json.ts'
import { type Ask, createTerminalPerson } from '../../src/demo/terminal-person.ts'
import { createRecorded, eventsIn } from './recorded.ts'

/** Types these texts, one a question; leaves when there are none left. */
const typing = (texts: readonly string[]) => {
  const asked: string[] = []
  const next = async (kind: string, message: string): Promise<string> => {
    asked.push(`${kind} ${message}`)
    const text = texts[asked.length - 1]
    if (text === undefined) throw new Error('left')
    return text
  }
  const ask: Ask = {
    open: (message, usual) => next(usual === null ? 'open' : `open (${usual})`, message),
    hidden: (message) => next('hidden', message),
  }
  return { ask, asked }
}

const nothing: Known = { credentials: {}, answers: null }

const connectAs = async (id: string, texts: readonly string[], known = nothing, options: MemoryBankOptions = {}) => {
  const institution = findBank(id)
  if (institution === null) throw new Error(`no ${id}`)
  const { ask, asked } = typing(texts)
  const recorded = createRecorded()
  const { port, userId } = createMemoryBank(options)
  const { signal } = new AbortController()
  const scene = { port, userId, note: 'A bank', reporter: createJsonReporter(recorded), signal }
  const plan = { institution, about: accessOf(institution), expects: 'connected', attemptsMax: 3 } as const
  const person = createTerminalPerson(known, async () => undefined, ask)
  const outcome: Outcome = await runConnection(scene, plan, person, 1)
  return { outcome, asked, events: eventsIn(recorded.lines) }
}

test('what is not known is asked for, and secrets and answers are not seen', async () => {
  const { outcome, asked } = await connectAs('AU00002', ['gavinBelson', 'hooli2016', 'Hooli'])

  expect(asked).toEqual([
    'open Pied Piper Bank: login',
    'hidden Pied Piper Bank: password',
    "hidden What's your first company?",
  ])
  expect(outcome._tag).toBe('Connected')
})

test('what is known is not asked for', async () => {
  const known = { credentials: { loginId: 'gavinBelson', password: 'hooli2016' }, answers: ['Hooli'] }
  const { outcome, asked } = await connectAs('AU00002', [], known)

  expect(asked).toEqual([])
  expect(outcome._tag).toBe('Connected')
})

test('the form follows the fields and the captions of the institution', async () => {
  const { outcome, asked } = await connectAs('AU90001', ['gavinBelson', '77', 'hooli2016', '999'])

  expect(asked).toEqual([
    'open Three Keys Bank: login',
    'open Three Keys Bank: Customer number (second login)',
    'hidden Three Keys Bank: password',
    'hidden Three Keys Bank: security code',
  ])
  expect(outcome._tag).toBe('Connected')
})

test('each prompt of a challenge is asked by itself, in its order', async () => {
  const { outcome, asked } = await connectAs('AU00002', ['Whistler', 'ShowBox', 'Basiq', 'AU00000'])

  expect(asked.slice(2)).toEqual(["hidden What's your favourite company?", "hidden What's the ID of this institution?"])
  expect(outcome._tag).toBe('Connected')
})

test('a refused password is asked for again, with the login to keep or to change', async () => {
  const { outcome, asked, events } = await connectAs('AU00000', ['jared', 'wrong', 'richard', 'tabsnotspaces'])

  expect(asked.slice(2)).toEqual(['open (jared) Hooli Bank: login', 'hidden Hooli Bank: password'])
  expect(events.filter(({ event }) => event === 'refused')).toMatchObject([{ attemptsLeft: 2 }])
  expect(outcome._tag).toBe('Connected')
})

test('after a refusal, what a flag has given in clear is not asked: the next password is typed hidden again', async () => {
  const known = { credentials: { loginId: 'gavinBelson' }, answers: null }
  const { outcome, asked } = await connectAs('AU00000', ['wrong', 'hooli2016'], known)

  expect(asked).toEqual(['hidden Hooli Bank: password', 'hidden Hooli Bank: password'])
  expect(outcome._tag).toBe('Connected')
})

test('after a refusal, a secret that a flag has given is asked for', async () => {
  const known = { credentials: { loginId: 'gavinBelson', password: 'wrong' }, answers: null }
  const { outcome, asked } = await connectAs('AU00000', ['hooli2016'], known)

  expect(asked).toEqual(['hidden Hooli Bank: password'])
  expect(outcome._tag).toBe('Connected')
})

test('after a refusal, what was typed in clear is asked in its old place, to keep or to change', async () => {
  const known = { credentials: { loginId: 'gavinBelson' }, answers: null }
  const { outcome, asked } = await connectAs('AU90001', ['77', 'wrong', '999', '77', 'hooli2016', '999'], known)

  expect(asked).toEqual([
    'open Three Keys Bank: Customer number (second login)',
    'hidden Three Keys Bank: password',
    'hidden Three Keys Bank: security code',
    'open (77) Three Keys Bank: Customer number (second login)',
    'hidden Three Keys Bank: password',
    'hidden Three Keys Bank: security code',
  ])
  expect(outcome._tag).toBe('Connected')
})

test('after the third refusal nothing more is asked', async () => {
  const { outcome, asked } = await connectAs(
    'AU00000',
    Array.from({ length: 20 }, () => 'wrong'),
  )

  expect(asked.length).toBe(6)
  expect(outcome).toMatchObject({ _tag: 'Failed', failure: { code: 'invalid-credentials' } })
})

test('answers given beforehand serve once: a bank that asks again asks the person', async () => {
  const known = { credentials: { loginId: 'jared', password: 'django' }, answers: ['0000'] }
  const options: MemoryBankOptions = { undocumented: { wrongAnswer: 'asks-again' } }
  const { outcome, asked, events } = await connectAs('AU00002', ['1234'], known, options)

  expect(asked).toEqual(['hidden OTP Password'])
  expect(events.flatMap((event) => (event.event === 'challenge' ? [event.round] : []))).toEqual([1, 2])
  expect(outcome._tag).toBe('Connected')
})

test('answers given beforehand that do not match the prompts are a misuse of their flag', async () => {
  const known = { credentials: { loginId: 'jared', password: 'django' }, answers: ['1', '2'] }
  const { outcome } = await connectAs('AU00002', [], known)

  expect(outcome).toEqual({
    _tag: 'Misused',
    line: `--answer <text...>: give one answer a question; the bank asks "OTP Password". ${explain({ _tag: 'AnswersIncomplete', expected: 1, given: 2 })}`,
  })
})

test.each([
  [['gavinBelson'], 'no job is running', null],
  [['gavinBelson', 'hooli2016'], 'goes on at the server', expect.any(String)],
])('a person who leaves after %j cancels, and is told about the job', async (texts, words, jobId) => {
  const { outcome, events } = await connectAs('AU00002', texts)

  expect(outcome).toMatchObject({ _tag: 'Failed', failure: { _tag: 'Cancelled', jobId } })
  expect(events.at(-1)).toMatchObject({ event: 'failed', explanation: expect.stringContaining(words) })
})
