#!/usr/bin/env node
import { createPlatformClock } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { type InspectorFlags, readInspectorFlags } from './cli-options.ts'
import { serveInspector } from './server/inspector-server.ts'

/** A repeated signal within this time is ignored: package managers forward signals that the terminal has already sent. */
const REPEAT_MS = 300

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
    } else if (signal !== first.signal || clock.now() - first.at > REPEAT_MS) process.exit(130)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  console.log(`The inspector runs at ${url} (seed ${seed}, speed ${speed}). Press Ctrl+C to stop.`)
  console.log(`Services can connect to ${inspectorUrl}`)
}

// The reader of a pipe may exit: `bank-connection-inspector | head -1`.
process.stdout.on('error', () => process.exit(0))

const read = readInspectorFlags(process.argv.slice(2))
if (E.isLeft(read)) {
  console.error(read.left)
  process.exitCode = 2
} else if (read.right._tag === 'Help') console.log(read.right.text)
else await serve(read.right)
