import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runNode } from './run-node.ts'

const PATH = 'src/quick-start.ts'
/** Starting Node takes a second, and longer when other tests start it too. */
const patient = { timeout: 60_000 }

const source = readFileSync(new URL(`../${PATH}`, import.meta.url), 'utf8')

test.concurrent('the quick start prints name, number and balance of each account, and exits 0', patient, async () => {
  const { code, out, err } = await runNode([PATH])

  expect(err).toBe('')
  expect(code).toBe(0)
  const lines = out.trimEnd().split('\n')
  expect(lines.length).toBeGreaterThanOrEqual(3)
  for (const line of lines) expect(line).toMatch(/^[A-Z][\w ]+ \d{6}-\d{9} -?\d+\.\d\d AUD$/)
})

test.concurrent('the quick start with a wrong password prints why, and exits 1', patient, async () => {
  const spoilt = source.replace('hooli2016', 'canary-71f0')
  const { code, out, err } = await runNode(['--input-type=module', '--eval', spoilt])

  expect(code).toBe(1)
  expect(out).toBe('')
  expect(err).toMatch(/^The job \S+ failed at verify-credentials with invalid-credentials: .+\n$/)
})
