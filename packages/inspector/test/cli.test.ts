import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { serveForTest } from './test-inspector.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const TIMEOUT_MS = 60_000

const start = (...flags: readonly string[]) => {
  const child = spawn(
    process.execPath,
    ['--conditions=@bank-connection/source', '--import=tsx', 'packages/inspector/src/cli.ts', ...flags],
    { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const listens = new Promise<string>((resolve) =>
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (/ws:\/\/127\.0\.0\.1:\d+\n/u.test(out)) resolve(out)
    }),
  )
  const ended = new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, out, err })),
  )
  return { listens, ended, signal: (name: 'SIGINT' | 'SIGTERM') => void child.kill(name) }
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'the command prints its URL, and exits with 0 on %s even while pages are connected',
  {
    timeout: TIMEOUT_MS,
  },
  async (name) => {
    const { listens, ended, signal } = start('--port', '0', '--seed', '7', '--speed', '5')
    const out = await listens
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/u.exec(out) ?? []
    expect(out).toContain(`The inspector runs at ${url} (seed 7, speed 5). Press Ctrl+C to stop.`)
    const feed = await fetch(`${url}/api/feed`)
    const headers = { 'content-type': 'application/json' }
    const body = '{"institutionId":"AU00000","auto":true,"count":20}'
    expect((await fetch(`${url}/api/connections`, { method: 'POST', headers, body })).status).toBe(200)
    signal(name)
    await feed.text()
    expect(await ended).toMatchObject({ code: 0, err: '' })
  },
)

test('invalid options exit with 2, a port in use with 1, each with one line on stderr', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { port } = await serveForTest()
  const [invalid, inUse] = [start('--speed', 'fast'), start('--port', String(port))]
  expect(await invalid.ended).toStrictEqual({
    ...{ code: 2, out: '' },
    err: "--speed: give a number from 0 to 1000; 0 stops the bank's time\n",
  })
  expect(await inUse.ended).toStrictEqual({
    ...{ code: 1, out: '' },
    err: `--port: ${port} is in use; stop the process that listens there, or give another port; 0 for any free port\n`,
  })
})
