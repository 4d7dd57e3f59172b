import { createMemoryBank } from '@bank-connection/memory-adapter'
import { serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'

/** Serves a bank. Sends its URL to the parent process, and the counts of requests in reply to each message. */
const bank = createMemoryBank({
  time: { speed: 1 },
  connectionsMax: null,
  // About half a minute, so that all connections run at the same time.
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
