import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { isStop, type Orders } from './worker-options.ts'

/** A process that waits for its orders. */
export interface Recruit {
  /** Runs until it ends or is killed, and gives its lines. */
  readonly run: (orders: Orders) => Promise<readonly string[]>
  /** Ends it at once, without a last word. */
  readonly kill: () => void
}

/** A supply of processes; two wait that have started already. */
export interface Recruits {
  readonly next: () => Recruit
  readonly dismiss: () => Promise<void>
}

const CHILD = fileURLToPath(new URL('worker.ts', import.meta.url))

/** Puts the program into one file, which starts in a fraction of the time, and starts the first processes. */
export const createRecruits = async (): Promise<Recruits> => {
  const folder = await mkdtemp(join(tmpdir(), 'bank-kill-program-'))
  const program = join(folder, 'child.cjs')
  await build({
    entryPoints: [CHILD],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@bank-connection/source'],
    logLevel: 'error',
  })
  const waiting = [recruit(program), recruit(program)]
  return {
    next: () => {
      waiting.push(recruit(program))
      return waiting.shift() as Recruit
    },
    dismiss: async () => {
      for (const { kill } of waiting) kill()
      await rm(folder, { recursive: true })
    },
  }
}

const recruit = (program: string): Recruit => {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(process.execPath, [program], {
    env: { ...process.env, NODE_OPTIONS: undefined },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let error = ''
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk.toString()
  })
  // One that is killed takes no more orders.
  child.stdin.on('error', () => undefined)
  const kill = (): void => void child.kill('SIGKILL')
  return {
    kill,
    run: (orders) =>
      new Promise((resolve, reject) => {
        const lines: string[] = []
        createInterface({ input: child.stdout }).on('line', (line) => {
          if (line === 'ready') return
          lines.push(line)
          if (isStop(orders, lines)) kill()
        })
        child.once('error', reject)
        child.once('close', (code, signal) => {
          if (code === 0 || signal === 'SIGKILL') resolve(lines)
          else reject(new Error(`the process ended with ${code}: ${error}`))
        })
        child.stdin.end(`${JSON.stringify(orders)}\n`)
      }),
  }
}
