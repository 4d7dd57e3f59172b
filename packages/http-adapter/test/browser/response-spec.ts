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
import type { Responder } from '../faults/raw-server.ts'

type Headers = Readonly<Record<string, string>>

/** What a server is to say to a request: data, since it is told from a page. */
export type ResponseSpec =
  | { readonly say: 'json'; readonly status: number; readonly value: unknown; readonly headers?: Headers }
  | { readonly say: 'text'; readonly status: number; readonly text: string; readonly headers: Headers }
  /** Half of a body, then nothing. */
  | { readonly say: 'half'; readonly after: 'hang' | 'end' | 'reset' }
  /** A body of one space after the other. */
  | { readonly say: 'drip' }
  /** A body of so many bytes. */
  | { readonly say: 'flood'; readonly bytes: number; readonly framing: 'chunked' | 'length' }
  | { readonly say: 'hang' }
  | { readonly say: 'end' }
  | { readonly say: 'reset' }

const ends = { hang, end, reset }

/** The behaviour that this describes. */
export const responderOf = (said: ResponseSpec): Responder => {
  switch (said.say) {
    case 'json':
      return json(said.status, said.value, said.headers)
    case 'text':
      return reply(said.status, said.headers, said.text)
    case 'half':
      return sendThen(partialResponse({ id: 'user-1', type: 'user', email: 'a@example.com' }), ends[said.after])
    case 'drip':
      return drip(responseBytes(200, { ...JSON_TYPE, 'content-length': '100000' }), 10)
    case 'flood':
      return flood(said.bytes, said.framing)
    case 'hang':
    case 'end':
    case 'reset':
      return ends[said.say]
  }
}
