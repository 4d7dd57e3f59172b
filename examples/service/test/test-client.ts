import { randomUUID } from 'node:crypto'
import type { ShownConnection } from '../src/connections/public-connection.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
}

/** What a page of one person does, with its cookie. */
export interface Client {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  readonly post: (path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  readonly send: (method: string, path: string, body?: unknown) => Promise<Answer>
  readonly begin: (institutionId: string, key?: string) => Promise<Answer>
  /** Begins a connection, and gives its id. */
  readonly begun: (institutionId: string) => Promise<string>
  /** Opens a stream, and gives what comes until `isEnough`, as text. */
  readonly stream: (path: string, isEnough: (text: string) => boolean, lastId?: string) => Promise<string>
  /** The connection, once its view is one of these. */
  readonly until: (id: string, ...tags: readonly string[]) => Promise<ShownConnection>
  /** Everything that the service has answered so far. */
  readonly heard: readonly string[]
  readonly cookie: () => string
  /** The same person at another address. */
  readonly at: (url: string) => Client
}

export const createClient = (url: string, cookies = { value: '' }, heard: string[] = []): Client => {
  const ask = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string) =>
    fetch(new URL(path, url), {
      method,
      headers: { origin: url, cookie: cookies.value, ...headers },
      ...(body === undefined ? {} : { body }),
    })
  const answered = async (response: Response): Promise<Answer> => {
    const text = await response.text()
    heard.push(text, JSON.stringify([...response.headers].filter(([name]) => name !== 'set-cookie')))
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) cookies.value = set.split(';')[0] ?? ''
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
  }
  const send: Client['send'] = async (method, path, body) =>
    answered(await ask(method, path, { 'content-type': 'application/json' }, JSON.stringify(body ?? {})))
  const get: Client['get'] = async (path, headers = {}) => answered(await ask('GET', path, headers))
  const begin: Client['begin'] = async (institutionId, key = randomUUID()) =>
    answered(
      await ask(
        'POST',
        '/api/connections',
        { 'content-type': 'application/json', 'idempotency-key': key },
        JSON.stringify({ institutionId }),
      ),
    )
  const stream: Client['stream'] = async (path, isEnough, lastId) => {
    const stop = new AbortController()
    const headers = { origin: url, cookie: cookies.value, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) }
    const response = await fetch(new URL(path, url), { headers, signal: stop.signal })
    if (!response.ok || response.body === null) return `status ${response.status} ${await response.text()}`
    let text = ''
    const decoder = new TextDecoder()
    try {
      for await (const bytes of response.body) {
        text += decoder.decode(bytes as Uint8Array, { stream: true })
        if (isEnough(text)) break
      }
    } catch {
      text += '\nbroken'
    }
    stop.abort()
    heard.push(text)
    return text
  }
  return {
    get,
    send,
    post: async (path, body, headers = {}) =>
      answered(await ask('POST', path, { 'content-type': 'application/json', ...headers }, JSON.stringify(body ?? {}))),
    begin,
    begun: async (institutionId) => {
      const { status, body } = await begin(institutionId)
      if (status !== 201) throw new Error(`not begun: ${status} ${JSON.stringify(body)}`)
      return (body['connection'] as ShownConnection).id
    },
    stream,
    until: async (id, ...tags) => {
      const path = `/api/connections/${id}`
      await stream(`${path}/events`, (text) => tags.some((tag) => text.includes(`"tag":"${tag}"`)))
      return (await get(path)).body['connection'] as ShownConnection
    },
    heard,
    cookie: () => cookies.value,
    at: (other) => createClient(other, cookies, heard),
  }
}
