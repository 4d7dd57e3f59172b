#!/usr/bin/env node
import { createMemoryBank, createPlatformClock } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { sandboxBanner } from './banner.ts'
import { readSandboxOptions, type SandboxFlags } from './cli-options.ts'
import { accessLogJson, accessLogLine } from './handler/access-log.ts'
import { serveMemoryBank } from './serve-memory-bank.ts'

/** A repeated signal within this time is ignored: package managers forward signals that the terminal has already sent. */
const REPEAT_MS = 300

const serve = async (flags: SandboxFlags): Promise<void> => {
  const { port, host, seed, speed, control, jsonLog } = flags
  const clock = createPlatformClock()
  const bank = createMemoryBank({ seed, time: { speed } })
  const format = jsonLog ? accessLogJson : accessLogLine
  const served = await serveMemoryBank(bank, {
    port,
    host,
    control,
    onRequest: (entry) => console.log(format(entry)),
  })()
  if (E.isLeft(served)) {
    console.error(`--${served.left.message}`)
    process.exitCode = 1
    return
  }
  const { url, close } = served.right
  let first: { readonly signal: string; readonly at: number } | null = null
  const stop = (signal: string): void => {
    if (first === null) {
      first = { signal, at: clock.now() }
      void close().then(() => process.exit(0))
    } else if (signal !== first.signal || clock.now() - first.at > REPEAT_MS) process.exit(130)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  console.log(sandboxBanner({ ...flags, url, userId: bank.userId }))
}

// The reader can close the pipe: `bank-sandbox --json-log | head -1`.
process.stdout.on('error', () => process.exit(0))

const read = readSandboxOptions(process.argv.slice(2))
if (E.isLeft(read)) {
  console.error(read.left)
  process.exitCode = 2
} else if (read.right._tag === 'Help') console.log(read.right.text)
else await serve(read.right)
