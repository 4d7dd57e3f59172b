import type { HttpHooks } from '@bank-connection/http-adapter'
import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api'

/** One span per request, from the first byte sent to the last byte of the response. */
export const httpTraces = (tracer: Tracer): HttpHooks => ({
  onResponse: ({ method, template, at, durationMs, status, failure }) => {
    const span = tracer.startSpan(`${method} ${template}`, { kind: SpanKind.CLIENT, startTime: new Date(at) })
    span.setAttributes({ 'http.request.method': method, 'url.template': template })
    if (status !== null) span.setAttribute('http.response.status_code', status)
    if (failure !== null || status === null || status >= 400) span.setStatus({ code: SpanStatusCode.ERROR })
    if (failure !== null) span.setAttribute('error.type', failure)
    span.end(new Date(at + durationMs))
  },
})
