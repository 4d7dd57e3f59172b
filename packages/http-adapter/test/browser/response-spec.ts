import {
  drip,
  end,
  flood,
  hang,
  JSON_TYPE,
  json,
  partialResponse,
  reply,
  reset,
  responseBytes,
  sendThen,
} from '../faults/raw-responses.ts'
import type { Responder } from '../faults/responder.ts'

type Headers = Readonly<Record<string, string>>

/** A response of a scripted server, as data, because pages send it over HTTP. */
export type ResponseSpec =
  | { readonly kind: 'json'; readonly status: number; readonly value: unknown; readonly headers?: Headers }
  | { readonly kind: 'text'; readonly status: number; readonly text: string; readonly headers: Headers }
  /** Half of a body, then this. */
  | { readonly kind: 'half'; readonly after: 'hang' | 'end' | 'reset' }
  /** A body that arrives one space at a time. */
  | { readonly kind: 'drip' }
  /** A body of this many bytes. */
  | { readonly kind: 'flood'; readonly bytes: number; readonly framing: 'chunked' | 'length' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'end' }
  | { readonly kind: 'reset' }

const ends = { hang, end, reset }

/** Creates the responder for a spec. */
export const responderOf = (spec: ResponseSpec): Responder => {
  switch (spec.kind) {
    case 'json':
      return json(spec.status, spec.value, spec.headers)
    case 'text':
      return reply(spec.status, spec.headers, spec.text)
    case 'half':
      return sendThen(partialResponse({ id: 'user-1', type: 'user', email: 'a@example.com' }), ends[spec.after])
    case 'drip':
      return drip(responseBytes(200, { ...JSON_TYPE, 'content-length': '100000' }), 10)
    case 'flood':
      return flood(spec.bytes, spec.framing)
    case 'hang':
    case 'end':
    case 'reset':
      return ends[spec.kind]
  }
}
