import { runDemo } from './demo.ts'
import { exitCode } from './exit-code.ts'

/** Interrupts that come together are one: the package manager may pass on what the terminal has sent already. */
const TOGETHER_MS = 500

const hasTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true && process.env['TERM'] !== 'dumb'
const interruption = new AbortController()
const abandonment = new AbortController()
let interrupts = 0
let interruptedAt = Number.NaN
let hasReader = true

/** The first interrupt ends what runs, the second what is being undone, the third the process. */
const interrupt = (): void => {
  if (Date.now() - interruptedAt <= TOGETHER_MS) return
  interruptedAt = Date.now()
  interrupts += 1
  if (interrupts === 1) interruption.abort()
  else if (interrupts === 2) abandonment.abort()
  else process.exit(exitCode.cancelled)
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt)

// Whoever reads may stop reading: `pnpm demo --json | head -1`, or a terminal that is closed.
process.stdout.on('error', () => {
  hasReader = false
  interruption.abort()
})
process.stderr.on('error', () => undefined)

const code = await runDemo(process.argv.slice(2), {
  hasTerminal,
  signal: interruption.signal,
  abandoned: abandonment.signal,
  env: process.env,
  out: console.log,
  err: console.error,
})
process.exitCode = hasReader ? code : exitCode.done
