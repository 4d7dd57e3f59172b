import { randomUUID } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'

/** A user with a session, a stream and one connection. */
export interface SimulatedUser {
  readonly startConnection: (institutionId: string) => Promise<void>
  readonly login: () => Promise<void>
  /** The last view of the connection. */
  readonly view: () => string
  readonly close: () => void
}

const calls = new Agent({ keepAlive: true, maxSockets: 50 })
const streams = new Agent({ maxSockets: Number.POSITIVE_INFINITY })

/** @param onView - called with each view of the connection */
export const createSimulatedUser = async (url: string, onView: (tag: string) => void): Promise<SimulatedUser> => {
  let cookie = ''
  let id = ''
  let tag = ''
  const send = (method: string, path: string, body: object | null, agent = calls): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { origin: url, cookie, 'content-type': 'application/json', 'idempotency-key': randomUUID() }
      const sent = request(url + path, { method, headers, agent }, resolve)
      sent.on('error', reject)
      sent.end(body === null ? '' : JSON.stringify(body))
    })
  const post = async (path: string, body: object): Promise<string> => {
    const response = await send('POST', path, body)
    cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie
    let text = ''
    for await (const part of response) text += String(part)
    if ((response.statusCode ?? 0) >= 300) throw new Error(`${path}: ${response.statusCode} ${text}`)
    return text
  }
  const readViews = (text: string): void => {
    for (const [, found = ''] of text.matchAll(/"view":\{"tag":"(\w+)"/g)) {
      if (found === tag) continue
      tag = found
      onView(tag)
      if (tag === 'Challenged') void post(`/api/connections/${id}/answers`, { answers: ['Hooli'] })
    }
  }
  await post('/api/session', {})
  const stream = await send('GET', '/api/events', null, streams)
  stream.on('data', (part) => readViews(String(part)))
  stream.on('error', () => undefined)
  return {
    startConnection: async (institutionId) => {
      const text = await post('/api/connections', { institutionId })
      id = /"id":"(c_[\w-]+)"/.exec(text)?.[1] ?? ''
    },
    login: async () => {
      const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
      await post(`/api/connections/${id}/credentials`, { credentials })
    },
    view: () => tag,
    close: () => stream.destroy(),
  }
}
