import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process that runs from source. */
export interface Process {
  /** The first result of `pick` that is not `null`; rejects if the process ends before. */
  readonly first: <A>(pick: (line: string) => A | null) => Promise<A>
  /** Its output so far. */
  readonly lines: readonly string[]
  /** Kills it with SIGKILL. */
  readonly kill: () => Promise<void>
}

const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** @param path - relative to the root of the repository */
export const startProcess = (
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Process => {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=@bank-connection/source', path, ...args],
    { cwd: root, env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines: string[] = []
  const readers = new Set<(line: string) => void>()
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null)
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line)
        for (const read of readers) read(line)
      })
  return {
    lines,
    first: (pick) =>
      new Promise((resolve, reject) => {
        const read = (line: string): void => {
          const picked = pick(line)
          if (picked !== null) resolve(picked)
        }
        for (const line of lines) read(line)
        readers.add(read)
        void ended.then(() => reject(new Error(`${path} ended:\n${lines.slice(-10).join('\n')}`)))
      }),
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Parses a line of JSON; `null` if it is not JSON, or its `name` is not `value`. */
export const messageOf = (line: string, name: string, value: string): Readonly<Record<string, unknown>> | null => {
  try {
    const parsed = JSON.parse(line)
    return parsed[name] === value ? parsed : null
  } catch {
    return null
  }
}
