#!/usr/bin/env node
import { createPlatformClock } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { type InspectorFlags, readInspectorFlags } from './cli/cli-options.ts'
import { serveInspector } from './server/inspector-server.ts'

/** The same signal twice at a time is one: the package manager may pass on what the terminal has sent already. */
const TOGETHER_MS = 300

const serve = async ({ port, seed, speed }: InspectorFlags): Promise<void> => {
  const clock = createPlatformClock()
  const served = await serveInspector({ port, seed, speed })()
  if (E.isLeft(served)) {
    console.error(`--${served.left.message}`)
    process.exitCode = 1
    return
  }
  const { url, inspectorUrl, close } = served.right
  let first: { readonly signal: string; readonly at: number } | null = null
  const stop = (signal: string): void => {
    if (first === null) {
      first = { signal, at: clock.now() }
      void close().then(() => process.exit(0))
    } else if (signal !== first.signal || clock.now() - first.at > TOGETHER_MS) process.exit(130)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  console.log(`The inspector is at ${url} (seed ${seed}, speed ${speed}). Ctrl+C ends it.`)
  console.log(`Services show their connections at ${inspectorUrl}`)
}

// Whoever reads may stop reading: `bank-connection-inspector | head -1`.
process.stdout.on('error', () => process.exit(0))

const read = readInspectorFlags(process.argv.slice(2))
if (E.isLeft(read)) {
  console.error(read.left)
  process.exitCode = 2
} else if (read.right._tag === 'Help') console.log(read.right.text)
else await serve(read.right)
