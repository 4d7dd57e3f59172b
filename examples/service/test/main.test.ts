import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

test('a signal during the start closes the service once it has started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'service-'))
  folders.push(folder)
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@bank-connection/source', main], {
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  child.stderr.on('data', (data) => output.push(String(data)))
  child.stdout.on('data', (data) => {
    output.push(String(data))
    if (String(data).includes('database migrated')) child.kill('SIGTERM')
  })
  const [code] = await once(child, 'exit')
  expect(output.join('')).toContain('"closed"')
  expect(code).toBe(0)
})
