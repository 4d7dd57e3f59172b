import { expect, test } from 'vitest'
import { runNode } from './run-node.ts'

const patient = { timeout: 60_000 }

test.concurrent('prints the transactions of the last 30 days, one per line', patient, async () => {
  const { code, out, err } = await runNode(['src/recent-transactions.ts'])

  expect([code, err]).toStrictEqual([0, ''])
  const lines = out.trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(20)
  expect(lines.filter((line) => !/^\S.* -?\d+\.\d\d$/.test(line))).toStrictEqual([])
})

test.concurrent('every intent succeeds', patient, async () => {
  expect(await runNode(['src/intents.ts'])).toMatchObject({ code: 0, err: '', out: 'Right\nRight\nRight\n' })
})

test.concurrent('the machine ends connected when driven by hand', patient, async () => {
  const { code, out, err } = await runNode(['src/own-machine.ts'])

  expect([code, err]).toStrictEqual([0, ''])
  expect(out.trimEnd().split('\n').slice(-2)).toStrictEqual(['Connected', 'Right'])
})

test.concurrent('connects over HTTP, and the process exits by itself', patient, async () => {
  const { code, out, err } = await runNode(['src/http/over-http.ts'], { env: { BASIQ_API_KEY: 'Y2FuYXJ5OjNmOWM=' } })

  expect([code, err]).toStrictEqual([0, ''])
  expect(out).toMatch(/^connection [0-9a-f-]{36}\n$/)
})

test.concurrent('a connection kept in files ends, and ends the same way when resumed', patient, async () => {
  const { code, out, err } = await runNode(['src/kept.ts'])

  expect([code, err]).toStrictEqual([0, ''])
  expect(out).toMatch(/^[0-9a-f-]{36}\nConnected\n$/)
})

test.concurrent('a connection kept in PostgreSQL ends after it is resumed', patient, async () => {
  const { code, out, err } = await runNode(['src/kept-in-postgres.ts'])

  expect([code, err]).toStrictEqual([0, ''])
  expect(out).toMatch(/^[0-9a-f-]{36}\n$/)
})

test.concurrent('a script checks a store by its laws without a test runner', patient, async () => {
  const { code, out, err } = await runNode(['src/testing/check-laws.ts'])

  expect([code, err]).toStrictEqual([0, ''])
  expect(out).toMatch(/^(\d+) of \1 laws hold\n$/)
})
