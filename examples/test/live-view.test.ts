import { expect, test } from 'vitest'
import { runNode } from './run-node.ts'

test.concurrent('the live view goes from the form to the connection', { timeout: 60_000 }, async () => {
  const { code, out, err } = await runNode(['src/live-view.ts'])

  expect([code, err]).toStrictEqual([0, ''])
  const lines = out.trimEnd().split('\n')
  expect(lines.slice(0, 4)).toStrictEqual(['Preparing', 'Collecting', 'Creating', 'verifying'])
  expect(lines.filter((line) => line === 'Challenged' || line === 'answering')).toStrictEqual([
    'Challenged',
    'answering',
  ])
  expect(lines.at(-1)).toMatch(/^connection [0-9a-f-]{36}$/)
})
