import { createFetchBank, type Fetch } from '@bank-connection/http-adapter/fetch'
import { createMemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { createBankHandler } from '@bank-connection/sandbox/handler'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { httpTraces } from '../src/http/http-traces.ts'

// Prints the spans of five requests: two succeed, one is rejected, one response is not JSON, and one never arrives.
const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
const simulated = createMemoryBank({ latencyMs: 40 })
const handler = createBankHandler(simulated)
const fetch: Fetch = async (url, init) => {
  if (url.endsWith('/institutions')) throw new TypeError('fetch failed')
  if (url.endsWith('/accounts')) return new Response('<p>', { headers: { 'content-type': 'text/html' } })
  return handler(url, init)
}
const { clock, userId } = simulated
const hooks = httpTraces(provider.getTracer('test'))
const bank = createFetchBank({ apiKey: sandboxApiKey, clock, fetch, hooks, retry: { attemptsMax: 1 } })

const beganAt = clock.now()
await bank.getUser({ userId })()
await bank.getJob({ jobId: 'no-such-job' as never })()
await bank.listAccounts({ userId })()
await bank.listInstitutions({})()

const afterMs = ([seconds, nanoseconds]: readonly [number, number]): number =>
  seconds * 1_000 + nanoseconds / 1_000_000 - beganAt

for (const { name, kind, status, attributes, startTime, endTime } of exporter.getFinishedSpans()) {
  const outcome = attributes['http.response.status_code'] ?? attributes['error.type']
  const times = [afterMs(startTime), afterMs(endTime)]
  console.log(JSON.stringify([name, SpanKind[kind], SpanStatusCode[status.code], outcome, ...times]))
}
