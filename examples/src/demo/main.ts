import { runDemo } from './run-demo.ts'

/** Signals that arrive within this time count as one: the package manager may pass on what the terminal has sent. */
const SAME_INTERRUPT_MS = 500

const interruption = new AbortController()
const abandonment = new AbortController()
let interrupts = 0
let interruptedAt = Number.NaN
let isPipeClosed = false

/** The first interrupt cancels the run, the second the cleanup; the third ends the process. */
const interrupt = (): void => {
  if (Date.now() - interruptedAt <= SAME_INTERRUPT_MS) return
  interruptedAt = Date.now()
  interrupts += 1
  if (interrupts === 1) interruption.abort()
  else if (interrupts === 2) abandonment.abort()
  else process.exit(130)
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt)

// The reader may close the pipe, as in `pnpm demo --json | head -1`.
process.stdout.on('error', () => {
  isPipeClosed = true
  interruption.abort()
})
process.stderr.on('error', () => undefined)

const code = await runDemo(process.argv.slice(2), {
  hasTerminal: process.stdin.isTTY === true && process.stdout.isTTY === true && process.env['TERM'] !== 'dumb',
  signal: interruption.signal,
  abandoned: abandonment.signal,
  env: process.env,
  out: console.log,
  err: console.error,
  redraw: (text) => process.stdout.write(`\r\u001b[K${text}`),
})
process.exitCode = isPipeClosed ? 0 : code
