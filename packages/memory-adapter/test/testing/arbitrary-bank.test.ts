import {
  createMemoryBank,
  defaultUndocumentedBehaviour,
  scriptedLogins,
  type UndocumentedBehaviour,
} from '@bank-connection/memory-adapter'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scriptedLoginName, undocumentedBehaviour } from '../../src/testing/arbitrary-bank.ts'
import { bankEvent } from '../../src/testing/arbitrary-bank-event.ts'
import { readLoginScript } from '../../src/world/scripted-login.ts'

test('every value of every undocumented behaviour is generated, mostly a few members at a time', () => {
  const seen = new Map<string, Set<unknown>>()
  const samples = fc.sample(undocumentedBehaviour(), 3_000)
  for (const sample of samples)
    for (const [name, value] of Object.entries(sample)) seen.set(name, (seen.get(name) ?? new Set()).add(value))
  expect([...seen.keys()].sort()).toStrictEqual(Object.keys(defaultUndocumentedBehaviour).sort())
  for (const [name, values] of seen)
    expect(values).toContain(defaultUndocumentedBehaviour[name as keyof UndocumentedBehaviour])
  for (const values of seen.values()) expect(values.size).toBeGreaterThan(1)
  expect(samples.filter((sample) => Object.keys(sample).length <= 4).length).toBeGreaterThan(2_000)
})

test('every form of scripted login is generated', () => {
  const does = fc.sample(scriptedLoginName(), 2_000).map((name) => {
    const script = readLoginScript(name)
    return script === null || script === 'not-valid' ? name : script.does
  })
  expect(new Set(does)).toStrictEqual(new Set(scriptedLogins.map(({ example }) => example.does)))
})

test('every generated event can be applied to a new bank', () => {
  const bank = createMemoryBank()
  const events = fc.sample(bankEvent(), 1_000)
  for (const event of events) expect(() => bank.applyEvent(event)).not.toThrow()
  expect(new Set(events.map(({ event }) => event)).size).toBe(10)
})
