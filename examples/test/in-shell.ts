import { spawn } from 'node:child_process'

/** Runs a shell script and returns its output. The first command that fails ends it. */
export const inShell = (script: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn('sh', ['-e', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', () => resolve(out))
  })
