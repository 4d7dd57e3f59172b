import { readFileSync } from 'node:fs'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { inShell } from './in-shell.ts'

const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8')
const lines = /`pnpm sandbox`[^`]*\n\n```\n([\s\S]*?)```/.exec(page)?.[1] ?? ''

test('the five lines of docs/sandbox.md connect an account with curl', async () => {
  expect(lines.trim().split('\n').length).toBe(5)
  const bank = createMemoryBank({ time: { speed: 1 } })
  const served = await serveMemoryBank(bank)()
  if (E.isLeft(served)) throw new Error(served.left.message)
  const out = await inShell(lines.replace('http://127.0.0.1:4010', served.right.url))
  await served.right.close()
  const [created, jobs] = out.split(/(?<=\})(?=\{)/).map((text) => JSON.parse(text))
  expect(created).toMatchObject({ type: 'job' })
  expect(jobs).toMatchObject({ type: 'list', data: [{ id: created.id, institution: { id: 'AU00000' } }] })
})
