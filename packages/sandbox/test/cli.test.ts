import { execFile, spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { openRaw, requestText, serveForTest } from './served-bank.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const TIMEOUT_MS = 30_000

interface Command {
  /** The first line of output that contains the text. */
  readonly line: (words: string) => Promise<string>
  readonly signal: (name: 'SIGINT' | 'SIGTERM') => void
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
}

const start = (...flags: readonly string[]): Command => {
  const child = spawn(
    process.execPath,
    ['--conditions=@bank-connection/source', '--import=tsx', 'packages/sandbox/src/cli.ts', ...flags],
    { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  const watchers = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    for (const watch of watchers) watch()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = new Promise<Awaited<Command['ended']>>((resolve) =>
    child.once('close', (code) => resolve({ code, out, err })),
  )
  return {
    line: (words) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          const found = out
            .split('\n')
            .slice(0, -1)
            .find((text) => text.includes(words))
          if (found === undefined) return
          watchers.delete(watch)
          resolve(found)
        }
        watchers.add(watch)
        watch()
        void ended.then(() => reject(new Error(`ended after: ${out}${err}`)))
      }),
    signal: (name) => void child.kill(name),
    ended,
  }
}

/** Runs a curl command; without curl, sends the same request. */
const runCurl = async (line: string): Promise<string> => {
  try {
    return (await promisify(execFile)('sh', ['-c', `${line} --fail-with-body`])).stdout
  } catch (error) {
    if (spawnSync('curl', ['--version']).error === undefined) throw error
    const headers = [...line.matchAll(/-H '([^:]+): ([^']+)'/gu)].map(([, name = '', value = '']) => [name, value])
    const body = new URLSearchParams(/-d (\S+)/u.exec(line)?.[1])
    const init = { method: 'POST', headers: Object.fromEntries(headers) as Record<string, string>, body }
    return (await fetch(/http\S+/u.exec(line)?.[0] ?? '', init)).text()
  }
}

const urlIn = (line: string): string => /http:\/\/[\d.]+:\d+/u.exec(line)?.[0] ?? ''

test('serves a bank, logs a line per request, and exits with 0 on SIGINT', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { line, signal, ended } = start('--port', '0')
  const url = urlIn(await line('Simulated bank on'))
  const answered = await runCurl((await line('curl -s')).trim())
  expect(JSON.parse(answered)).toMatchObject({ token_type: 'Bearer', expires_in: 3_600 })
  expect(await line(' POST /token')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z POST \/token 200 \d+ ms$/u)
  expect((await fetch(`${url}/_sandbox/world`)).status).toBe(404)
  const { port } = new URL(url)
  const idle = openRaw(Number(port))
  idle.send(requestText('/public/institutions', 'Host: h'))
  await idle.until('"totalCount"')
  signal('SIGINT')
  await idle.ended
  expect(await ended).toMatchObject({ code: 0, err: '' })
})

test('writes only JSON with --json-log, including seed and speed', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { line, signal, ended } = start('--port', '0', '--json-log', '--control', '--seed', '7', '--speed', '50')
  const url = urlIn(await line('listening'))
  expect(await (await fetch(`${url}/_sandbox/world`)).json()).toMatchObject({ setup: { seed: 7 } })
  await line('_sandbox/world')
  signal('SIGTERM')
  const { code, out } = await ended
  expect(code).toBe(0)
  expect(
    out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as unknown),
  ).toMatchObject([
    { type: 'listening', url, seed: 7, speed: 50, control: true },
    { type: 'request', method: 'GET', path: '/_sandbox/world', status: 200 },
  ])
})

test('a second signal stops the command at once, even with a running request', { timeout: TIMEOUT_MS }, async () => {
  const { line, signal, ended } = start('--port', '0', '--json-log', '--control')
  const url = urlIn(await line('listening'))
  const faults = `${url}/_sandbox/faults`
  await fetch(faults, { method: 'POST', body: '{"fault":"delay","ms":600000}' })
  const { port } = new URL(url)
  const running = openRaw(Number(port))
  running.send(requestText('/public/institutions', 'Host: h'))
  const isWaiting = async () => JSON.stringify(await (await fetch(faults)).json()) === '{"type":"list","data":[]}'
  while (!(await isWaiting()));
  const idle = openRaw(Number(port))
  idle.send(requestText('/nowhere', 'Host: h'))
  await idle.until('resource-not-found')
  signal('SIGINT')
  await idle.ended
  signal('SIGTERM')
  expect(await ended).toMatchObject({ code: 130 })
})

test('invalid options exit with 2 and one line of error', { timeout: TIMEOUT_MS }, async () => {
  expect(await start('--port', '99999').ended).toStrictEqual({
    code: 2,
    out: '',
    err: '--port: give a whole number from 0 to 65535; 0 picks a free port\n',
  })
})

test('a port in use exits with 1 and one line of error', { timeout: TIMEOUT_MS }, async () => {
  const { port } = await serveForTest()
  expect(await start('--port', String(port)).ended).toStrictEqual({
    code: 1,
    out: '',
    err: `--port: ${port} is in use; stop the other process, or give another port; 0 picks a free one\n`,
  })
})

test('--help prints the help and exits with 0', { timeout: TIMEOUT_MS }, async () => {
  const { code, out, err } = await start('--help').ended
  expect(out).toContain('--json-log')
  expect({ code, err }).toStrictEqual({ code: 0, err: '' })
})
