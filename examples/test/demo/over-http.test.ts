import { expect, onTestFinished, test } from 'vitest'
import { runDemo, type Stage } from '../../src/demo/demo.ts'
import { createRecorded, eventsIn } from './recorded.ts'
import { watchWire } from './wire.ts'

const jared = '--http --institution AU00000 --login jared --password django --speed 20'

const start = (line: string, stage: Partial<Stage> = {}) => {
  const recorded = createRecorded()
  const { signal } = new AbortController()
  const usual: Stage = { ...recorded, hasTerminal: false, signal, abandoned: signal, env: {} }
  return { ...recorded, ended: runDemo(line.split(' '), { ...usual, ...stage }) }
}

/** Whether somebody listens at the address that a run has named. */
const isOpen = async (text: string): Promise<boolean> => {
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? ['no address']
  return fetch(`${url}/institutions`).then(
    () => true,
    () => false,
  )
}

test('over HTTP the tour goes as it does in memory, and nobody listens any longer at its end', async () => {
  const wire = watchWire()
  onTestFinished(wire.end)
  const { ended, lines, errors } = start('--http --speed 20')

  expect([await ended, errors]).toEqual([0, []])
  expect(lines[0]).toMatch(/^A simulated bank over HTTP at http:\/\/127\.0\.0\.1:\d+$/)
  expect(lines.at(-1)).toMatch(/5 connections: 4 connected, 1 refused, as it should be$/)
  expect(wire.paths.filter((path) => path.endsWith('/connections')).length).toBe(5)
  expect(wire.paths.filter((path) => path.endsWith('/mfa')).length).toBe(2)
  expect(await isOpen(lines.join('\n'))).toBe(false)
})

test('in JSON the first event says over what it runs', async () => {
  const { ended, lines } = start(`${jared} --json`)

  expect(await ended).toBe(0)
  expect(eventsIn(lines)[0]).toMatchObject({ bank: expect.stringMatching(/^A simulated bank over HTTP at http:/) })
})

test('while it runs somebody listens, and after an interrupt nobody does', async () => {
  const interrupt = new AbortController()
  let seen: Promise<boolean> | null = null
  const out = (line: string): void => {
    seen ??= isOpen(line).finally(() => interrupt.abort())
  }
  const { ended } = start(`${jared} --json`, { out, signal: interrupt.signal })

  expect(await ended).toBe(130)
  expect(await seen).toBe(true)
})

test('when the demo itself breaks, nobody listens any longer', async () => {
  let text = ''
  const out = (line: string): void => {
    text += line
    throw new Error('a bug')
  }

  await expect(start(jared, { out }).ended).rejects.toThrow('a bug')
  expect(await isOpen(text)).toBe(false)
})
