import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { isKillPoint, type WorkerOptions } from './worker-options.ts'

/** A process that has started and waits for its options. */
export interface Worker {
  /** Runs until the process ends or is killed; returns its lines. */
  readonly run: (options: WorkerOptions) => Promise<readonly string[]>
  /** Kills it with SIGKILL. */
  readonly kill: () => void
}

/** Keeps two started processes in reserve. */
export interface WorkerPool {
  readonly next: () => Worker
  readonly close: () => Promise<void>
}

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url))

/** Bundles the program, so that it starts faster, and starts the first processes. */
export const createWorkerPool = async (): Promise<WorkerPool> => {
  const folder = await mkdtemp(join(tmpdir(), 'bank-kill-program-'))
  const program = join(folder, 'worker.cjs')
  await build({
    entryPoints: [WORKER],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@bank-connection/source'],
    logLevel: 'error',
  })
  const waiting = [startWorker(program), startWorker(program)]
  return {
    next: () => {
      waiting.push(startWorker(program))
      return waiting.shift() as Worker
    },
    close: async () => {
      for (const { kill } of waiting) kill()
      await rm(folder, { recursive: true })
    },
  }
}

const startWorker = (program: string): Worker => {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(process.execPath, [program], {
    env: { ...process.env, NODE_OPTIONS: undefined },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let error = ''
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk.toString()
  })
  // A killed process does not read its options.
  child.stdin.on('error', () => undefined)
  const kill = (): void => void child.kill('SIGKILL')
  return {
    kill,
    run: (options) =>
      new Promise((resolve, reject) => {
        const lines: string[] = []
        createInterface({ input: child.stdout }).on('line', (line) => {
          if (line === 'ready') return
          lines.push(line)
          if (isKillPoint(options, lines)) kill()
        })
        child.once('error', reject)
        child.once('close', (code, signal) => {
          if (code === 0 || signal === 'SIGKILL') resolve(lines)
          else reject(new Error(`the process ended with ${code}: ${error}`))
        })
        child.stdin.end(`${JSON.stringify(options)}\n`)
      }),
  }
}
