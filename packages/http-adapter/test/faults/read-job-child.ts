import { createHttpBank } from '@bank-connection/http-adapter'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { apiKey, jobId } from './fixtures.ts'
import type { Event } from './with-bank.ts'

/** The result of the second poll of a job. */
export interface ChildResult {
  readonly settled: unknown
  readonly tookMs: number
  /** Peak growth of the process, in bytes. */
  readonly grownBytes: number
  readonly events: readonly Event[]
}

const { rss } = process.memoryUsage
const highest = (): number => process.resourceUsage().maxRSS * 1024

const measure = async (name: string, baseUrl: string): Promise<ChildResult> => {
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
  const sample = (): void => {
    peak = Math.max(peak, rss())
  }
  const timer = setInterval(sample, 1)
  const startedAt = Date.now()
  const settled = await bank.getJob({ jobId })()
  const tookMs = Date.now() - startedAt
  clearInterval(timer)
  sample()
  // The peak recorded by the operating system covers the time between samples.
  const highestAfter = highest()
  if (highestAfter > highestBefore) peak = Math.max(peak, highestAfter)
  await bank.close()
  return { settled, tookMs, grownBytes: peak - before, events }
}

// Polls a job twice at each server; prints the results of the second polls.
const [transport = '', ...baseUrls] = process.argv.slice(2)
const answers: ChildResult[] = []
for (const baseUrl of baseUrls) answers.push(await measure(transport, baseUrl))
process.stdout.write(JSON.stringify(answers), () => process.exit())
