import { createMemoryBank } from '@bank-connection/memory-adapter'
import { serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'

/** A bank on a socket that counts what it is asked. It tells where it is, and the counts whenever it is sent something. */
const bank = createMemoryBank({
  time: { speed: 1 },
  connectionsMax: null,
  // About half a minute, so that those that startConnection within some seconds are in progress together.
  durations: { medianMs: 30_000, logSd: 0.2 },
})
const counts: Record<string, number> = {}
const served = await serveMemoryBank(bank, {
  onRequest: ({ method, path, status }) => {
    const key = `${method} ${path} ${status}`
    counts[key] = (counts[key] ?? 0) + 1
  },
})()
if (E.isLeft(served)) throw new Error(served.left.message)
process.on('message', () => process.send?.(counts))
process.on('disconnect', () => process.exit(0))
process.send?.(served.right.url)
