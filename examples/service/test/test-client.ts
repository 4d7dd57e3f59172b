import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { PublicConnection } from '../src/connections/public-connection.ts'

export interface TestResponse {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Credentials that every bank with a login and a password accepts. */
export const GOOD = { credentials: { loginId: 'gavinBelson', password: 'hooli2016' } }

/** Sends the requests of a page, with the cookie of a user. */
export interface TestClient {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<TestResponse>
  readonly post: (path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<TestResponse>
  readonly send: (method: string, path: string, body?: unknown) => Promise<TestResponse>
  readonly requestConnection: (institutionId: string, key?: string) => Promise<TestResponse>
  /** Starts a connection and returns its id. */
  readonly startConnection: (institutionId: string) => Promise<string>
  /** Starts a connection, submits its form, and returns its id. */
  readonly submitConnection: (institutionId: string, form?: typeof GOOD) => Promise<string>
  /** Removes a connection as soon as the service allows it. */
  readonly removeConnection: (id: string) => Promise<void>
  /** Opens a stream and returns its text up to `isEnough`. */
  readonly stream: (path: string, isEnough: (text: string) => boolean, lastId?: string) => Promise<string>
  /** Waits until the view of a connection is one of these. */
  readonly waitForView: (id: string, ...tags: readonly string[]) => Promise<PublicConnection>
  /** Everything received from the service so far. */
  readonly received: readonly string[]
  readonly cookie: () => string
  /** The same user at another URL. */
  readonly withUrl: (url: string) => TestClient
}

export const createTestClient = (url: string, cookies = { value: '' }, received: string[] = []): TestClient => {
  const request = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string) =>
    fetch(new URL(path, url), {
      method,
      headers: { origin: url, cookie: cookies.value, ...headers },
      ...(body === undefined ? {} : { body }),
    })
  const read = async (response: Response): Promise<TestResponse> => {
    const text = await response.text()
    received.push(text, JSON.stringify([...response.headers].filter(([name]) => name !== 'set-cookie')))
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) cookies.value = set.split(';')[0] ?? ''
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
  }
  const send: TestClient['send'] = async (method, path, body) =>
    read(await request(method, path, { 'content-type': 'application/json' }, JSON.stringify(body ?? {})))
  const get: TestClient['get'] = async (path, headers = {}) => read(await request('GET', path, headers))
  const requestConnection: TestClient['requestConnection'] = async (institutionId, key = randomUUID()) =>
    read(
      await request(
        'POST',
        '/api/connections',
        { 'content-type': 'application/json', 'idempotency-key': key },
        JSON.stringify({ institutionId }),
      ),
    )
  const stream: TestClient['stream'] = async (path, isEnough, lastId) => {
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
    received.push(text)
    return text
  }
  const post: TestClient['post'] = async (path, body, headers = {}) =>
    read(await request('POST', path, { 'content-type': 'application/json', ...headers }, JSON.stringify(body ?? {})))
  const startConnection: TestClient['startConnection'] = async (institutionId) => {
    const { status, body } = await requestConnection(institutionId)
    if (status !== 201) throw new Error(`not started: ${status} ${JSON.stringify(body)}`)
    return (body['connection'] as PublicConnection).id
  }
  const waitForView: TestClient['waitForView'] = async (id, ...tags) => {
    const path = `/api/connections/${id}`
    await stream(`${path}/events`, (text) => tags.some((tag) => text.includes(`"tag":"${tag}"`)))
    return (await get(path)).body['connection'] as PublicConnection
  }
  return {
    get,
    send,
    post,
    requestConnection,
    startConnection,
    submitConnection: async (institutionId, form = GOOD) => {
      const id = await startConnection(institutionId)
      await waitForView(id, 'Collecting')
      await post(`/api/connections/${id}/credentials`, form)
      return id
    },
    removeConnection: (id) =>
      expect.poll(async () => (await send('DELETE', `/api/connections/${id}`)).status, { timeout: 20_000 }).toBe(200),
    stream,
    waitForView,
    received,
    cookie: () => cookies.value,
    withUrl: (other) => createTestClient(other, cookies, received),
  }
}
