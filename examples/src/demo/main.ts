import { runDemo } from './demo.ts'
import { exitCode } from './exit-code.ts'

/** Interrupts that come together are one: the package manager may pass on what the terminal has sent already. */
const TOGETHER_MS = 500

const hasTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true && process.env['TERM'] !== 'dumb'
const interrupt = new AbortController()
let interruptedAt = Number.NaN

process.on('SIGINT', () => {
  if (Date.now() - interruptedAt > TOGETHER_MS) process.exit(exitCode.cancelled)
  if (Number.isNaN(interruptedAt)) interruptedAt = Date.now()
  interrupt.abort()
})

// Whoever reads may stop reading: `pnpm demo --json | head -1`.
process.stdout.on('error', () => process.exit(exitCode.done))

process.exitCode = await runDemo(process.argv.slice(2), {
  hasTerminal,
  signal: interrupt.signal,
  out: console.log,
  err: console.error,
})
