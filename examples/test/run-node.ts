import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ran {
  /** `null` when a signal has ended it. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  /** Texts to type, each as soon as the text before it has been printed. */
  readonly typed?: readonly (readonly [after: string, text: string])[]
  /** Sends a signal as soon as this text has been printed. */
  readonly interruptAfter?: string
  /** `SIGINT` when absent. */
  readonly signal?: 'SIGINT' | 'SIGHUP'
  /** Closes the output as soon as this text has been printed. */
  readonly leaveAfter?: string
  /** Variables in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** Variables of the developer that must not affect the output. No key of theirs is used. */
const UNSET = { FORCE_COLOR: undefined, NODE_OPTIONS: undefined, BASIQ_API_KEY: undefined, BASIQ_BASE_URL: undefined }

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Runs Node on the sources of the workspace, without a terminal. */
export const runNode = (
  args: readonly string[],
  { typed = [], interruptAfter, signal = 'SIGINT', leaveAfter, env = {} }: RunOptions = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@bank-connection/source', ...args], {
      cwd: ROOT,
      env: { ...process.env, ...UNSET, NO_COLOR: '1', ...env },
    })
    let out = ''
    let err = ''
    let seen = 0
    let next = 0
    let isInterrupted = false
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const [after, text] = typed[next] ?? []
      if (after !== undefined && out.includes(after, seen)) {
        seen = out.length
        next += 1
        child.stdin.write(text)
      }
      if (interruptAfter !== undefined && !isInterrupted && out.includes(interruptAfter)) {
        isInterrupted = true
        child.kill(signal)
      }
      if (leaveAfter !== undefined && out.includes(leaveAfter)) child.stdout.destroy()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    if (typed.length === 0) child.stdin.end()
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })

const MAIN = 'src/demo/main.ts'

/** Runs the demo as `pnpm demo` does, without a terminal. */
export const runDemoProcess = (args: readonly string[], options?: RunOptions): Promise<Ran> =>
  runNode([MAIN, ...args], options)

/** Runs the demo as at a terminal of 100 columns. */
export const runDemoAtTerminal = (args: readonly string[], options?: RunOptions): Promise<Ran> =>
  runNode(['--input-type=module', '--eval', asAtTerminal(args)], options)

const asAtTerminal = (args: readonly string[]): string => `
  process.stdout.isTTY = true
  process.stdout.columns = 100
  process.stdin.isTTY = true
  process.stdin.setRawMode = () => process.stdin
  process.argv = ['node', 'main.ts', ...${JSON.stringify(args)}]
  await import('./${MAIN}')
`

/** The text without escape sequences, frame after frame. */
export const withoutAnsi = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with a control character.
  text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
