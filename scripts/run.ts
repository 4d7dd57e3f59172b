import { spawn } from 'node:child_process'

export interface Ran {
  /** Exit code; -1 after a signal. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program to its end and returns its output. Rejects only if it cannot be started.
 *
 * @param variables - environment variables, added to those of this process
 */
export const run = (
  program: string,
  parameters: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, ...variables }
    const child = spawn(program, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    )
  })

/** Runs a program that must succeed, and returns its output. Rejects with all its output if it fails. */
export const mustRun = async (program: string, parameters: readonly string[], cwd: string): Promise<string> => {
  const { code, stdout, stderr } = await run(program, parameters, cwd)
  if (code !== 0) throw new Error(`${[program, ...parameters].join(' ')} ended with ${code}:\n${stdout}${stderr}`)
  return stdout
}
