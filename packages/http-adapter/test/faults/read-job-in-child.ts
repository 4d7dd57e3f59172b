import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ChildResult } from './read-job-child.ts'

const CHILD = fileURLToPath(new URL('read-job-child.ts', import.meta.url))

/** Polls a job twice at each of these servers, one after the other, in a child process. */
export const readJobInChild = (
  transport: string,
  baseUrls: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly ChildResult[]> =>
  new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', '--conditions=@bank-connection/source', CHILD, transport, ...baseUrls]
    const child = spawn(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: undefined, ...env } })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out))
      else reject(new Error(`the child ended with ${code}: ${err}`))
    })
  })
