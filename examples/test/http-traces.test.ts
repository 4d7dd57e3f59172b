import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runNode } from './run-node.ts'

/** Runs in Node itself: the test runner would load a build of OpenTelemetry's API that is meant for bundlers. */
const SCRIPT = fileURLToPath(new URL('./print-spans.ts', import.meta.url))

test('each request is a span with its duration, and a failed one is an error', {
  timeout: 60_000,
}, async () => {
  const { code, out, err } = await runNode([SCRIPT])

  expect([code, err]).toStrictEqual([0, ''])
  const spans = out.trimEnd().split('\n')
  expect(spans.map((line) => JSON.parse(line))).toStrictEqual([
    ['POST /token', 'CLIENT', 'UNSET', 200, 0, 40],
    ['GET /users/{userId}', 'CLIENT', 'UNSET', 200, 40, 80],
    ['GET /jobs/{jobId}', 'CLIENT', 'ERROR', 404, 80, 120],
    ['GET /users/{userId}/accounts', 'CLIENT', 'ERROR', 200, 120, 120],
    ['GET /institutions', 'CLIENT', 'ERROR', 'offline', 120, 120],
  ])
})
