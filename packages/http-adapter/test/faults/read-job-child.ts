import { createHttpBank } from '@bank-connection/http-adapter'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { apiKey, jobId } from './fixtures.ts'
import type { Event } from './with-bank.ts'

/** What came of the second look at a job. */
export interface ChildResult {
  readonly settled: unknown
  readonly tookMs: number
  /** By how many bytes the process grew during it, at its highest. */
  readonly grownBytes: number
  readonly events: readonly Event[]
}

const { rss } = process.memoryUsage
const highest = (): number => process.resourceUsage().maxRSS * 1024

const ask = async (name: string, baseUrl: string): Promise<ChildResult> => {
  let events: Event[] = []
  const note = (event: Event): void => {
    events.push(event)
  }
  const options = { apiKey, baseUrl, hooks: { onRequest: note, onResponse: note } }
  const bank = name === 'undici' ? createHttpBank(options) : createFetchBank(options)
  await bank.getJob({ jobId })()
  events = []
  const before = rss()
  const highestBefore = highest()
  let peak = before
  const look = (): void => {
    peak = Math.max(peak, rss())
  }
  const timer = setInterval(look, 1)
  const startedAt = Date.now()
  const settled = await bank.getJob({ jobId })()
  const tookMs = Date.now() - startedAt
  clearInterval(timer)
  look()
  // The system's own mark tells of moments that no look has met, when it has risen.
  const highestAfter = highest()
  if (highestAfter > highestBefore) peak = Math.max(peak, highestAfter)
  await bank.close()
  return { settled, tookMs, grownBytes: peak - before, events }
}

// Asks each server twice for a job; prints what came of the second time.
const [transport = '', ...baseUrls] = process.argv.slice(2)
const answers: ChildResult[] = []
for (const baseUrl of baseUrls) answers.push(await ask(transport, baseUrl))
process.stdout.write(JSON.stringify(answers), () => process.exit())
