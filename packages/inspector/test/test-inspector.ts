import { request } from 'node:http'
import { type InspectorOptions, type ServedInspector, serveInspector } from '@bank-connection/inspector'
import { either as E } from 'fp-ts'
import { onTestFinished } from 'vitest'
import type { ConnectionRow, HistoryRecord } from '../src/feed/feed.ts'

/** One server-sent event. */
export interface ServerEvent {
  readonly type: string
  readonly data: unknown
}

/** An open event stream. */
export interface TestStream {
  readonly events: readonly ServerEvent[]
  /** Everything received so far. */
  readonly text: () => string
  /** The first non-empty result of `find` over the received events; rejects if the stream ends before. */
  readonly until: <A>(find: (events: readonly ServerEvent[]) => A | null | undefined | false) => Promise<A>
  readonly close: () => void
}

/** An inspector that closes when the test ends. */
export interface TestInspector extends ServedInspector {
  readonly get: (path: string) => Promise<Response>
  readonly post: (path: string, body?: unknown) => Promise<Response>
  readonly stream: (path: string) => Promise<TestStream>
  /** Starts a connection and returns its id. */
  readonly start: (body: unknown) => Promise<string>
  /** Advances the bank's time in small steps until a promise settles. */
  readonly advanceUntil: <A>(until: Promise<A>) => Promise<A>
}

export const serveForTest = async (options: InspectorOptions = {}): Promise<TestInspector> => {
  const served = await serveInspector({ port: 0, speed: 50, limits: { updateMs: 1 }, ...options })()
  if (E.isLeft(served)) throw new Error(served.left.message)
  const { url, close } = served.right
  onTestFinished(close)
  const post = (path: string, body: unknown = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    ...served.right,
    get: (path) => fetch(`${url}${path}`),
    post,
    stream: (path) => readStream(`${url}${path}`),
    start: async (body) => {
      const { ids } = (await (await post('/api/connections', body)).json()) as { readonly ids: readonly string[] }
      return ids[0] ?? 'none'
    },
    advanceUntil: async (until) => {
      let isOver = false
      const over = (): void => {
        isOver = true
      }
      until.then(over, over)
      while (!isOver) await post('/api/bank/advance', { ms: 1_000 })
      return until
    },
  }
}

const readStream = async (url: string): Promise<TestStream> => {
  const abort = new AbortController()
  const response = await fetch(url, { signal: abort.signal })
  if (response.body === null || response.status !== 200) throw new Error(`${url}: ${response.status}`)
  const events: ServerEvent[] = []
  const watchers = new Set<() => void>()
  let text = ''
  let rest = ''
  const close = (): void => abort.abort()
  onTestFinished(close)
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder()
    for await (const bytes of body) {
      const part = decoder.decode(bytes, { stream: true })
      text += part
      const blocks = (rest + part).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, type = '', data = 'null'] = /^event: (.*)\ndata: (.*)$/u.exec(block) ?? []
        events.push({ type, data: JSON.parse(data) as unknown })
      }
      for (const watch of [...watchers]) watch()
    }
  }
  const ended = read(response.body).catch(() => undefined)
  return {
    events,
    text: () => text,
    close,
    until: (find) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          const found = find(events)
          if (found === null || found === undefined || found === false) return
          watchers.delete(watch)
          resolve(found)
        }
        watchers.add(watch)
        watch()
        void ended.then(() => reject(new Error(`ended after: ${text.slice(-2_000)}`)))
      }),
  }
}

/** The rows of a feed, as on the page. Each event is read once. */
export const rowsOf = (events: readonly ServerEvent[]): ReadonlyMap<string, ConnectionRow> => {
  const known = shownRows.get(events) ?? { rows: new Map<string, ConnectionRow>(), read: 0 }
  shownRows.set(events, known)
  const { rows } = known
  for (const { type, data } of events.slice(known.read)) {
    const message = data as { readonly rows?: readonly ConnectionRow[]; readonly gone?: readonly string[] }
    if (type === 'rows') rows.clear()
    for (const row of message.rows ?? []) rows.set(row.id, row)
    for (const id of message.gone ?? []) rows.delete(id)
  }
  known.read = events.length
  return rows
}

const shownRows = new WeakMap<readonly ServerEvent[], { readonly rows: Map<string, ConnectionRow>; read: number }>()

/** The records in the events of a history. */
export const recordsOf = (events: readonly ServerEvent[]): readonly HistoryRecord[] =>
  events.flatMap(({ type, data }) =>
    type === 'records' ? (data as { readonly records: readonly HistoryRecord[] }).records : [],
  )

/** The last view in the events of a history. */
export const viewOf = (events: readonly ServerEvent[]): { readonly _tag: string } | null => {
  const last = events.filter(({ type }) => type === 'view').at(-1)?.data
  return (last as { readonly view: { readonly _tag: string } | null } | undefined)?.view ?? null
}

/** Sends a request with any path and headers, which `fetch` would normalize. */
export const rawRequest = (
  url: string,
  options: { readonly method?: string; readonly path?: string; readonly headers?: Readonly<Record<string, string>> },
  body = '',
): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = request({ host: hostname, port, ...options }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
