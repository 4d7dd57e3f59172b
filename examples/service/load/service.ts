import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Clock, createRealClock } from '@bank-connection/core/adapter'
import { createHttpBank } from '@bank-connection/http-adapter'
import { sandboxApiKey } from '@bank-connection/memory-adapter'
import { pino } from 'pino'
import { openPgDatabase } from '../src/database/pg-database.ts'
import { openPgliteDatabase } from '../src/database/pglite-database.ts'
import { startService } from '../src/start-service.ts'

/** Measurements of the service since the last message. Times are in milliseconds. */
export interface ServiceMetrics {
  readonly cpuMs: number
  readonly rssBytes: number
  readonly heapBytes: number
  /** How late each timer fired, sorted. */
  readonly lateMs: readonly number[]
  readonly loopDelayP99Ms: number
  readonly loopDelayMaxMs: number
}

const plain = createRealClock({ now: Date.now, setTimeout, clearTimeout })
let lateMs: number[] = []
const clock: Clock = {
  now: plain.now,
  sleep: async (ms, signal) => {
    const dueAt = performance.now() + ms
    await plain.sleep(ms, signal)
    if (!signal.aborted) lateMs.push(Math.max(0, performance.now() - dueAt))
  },
}
const { BANK_URL = '', DATABASE_URL } = process.env
const bank = createHttpBank({ apiKey: sandboxApiKey, baseUrl: BANK_URL, clock })
const window = { max: 1_000_000, windowMs: 1_000 }
const service = await startService({
  port: 0,
  host: '127.0.0.1',
  publicOrigin: null,
  bank: { port: bank, id: BANK_URL, isEphemeral: false, hints: {}, close: bank.close },
  database: DATABASE_URL === undefined ? await openPgliteDatabase(null) : openPgDatabase(DATABASE_URL, () => undefined),
  log: pino({ level: 'info' }, pino.destination('/dev/null')),
  limits: { sessions: window, runningMax: 10_000, streamsMax: 10_000 },
})
const loop = monitorEventLoopDelay({ resolution: 10 })
loop.enable()
let cpu = process.cpuUsage()
process.on('message', () => {
  const { user, system } = process.cpuUsage(cpu)
  const { rss, heapUsed } = process.memoryUsage()
  const metrics: ServiceMetrics = {
    cpuMs: (user + system) / 1_000,
    rssBytes: rss,
    heapBytes: heapUsed,
    lateMs: lateMs.sort((a, b) => a - b),
    loopDelayP99Ms: loop.percentile(99) / 1e6,
    loopDelayMaxMs: loop.max / 1e6,
  }
  cpu = process.cpuUsage()
  lateMs = []
  loop.reset()
  process.send?.(metrics)
})
process.on('disconnect', () => process.exit(0))
process.send?.(service.url)
