import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { json } from './raw-responses.ts'

/** One request as it came. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The connection it came on: 1, 2, 3 … */
  readonly connection: number
  /** Milliseconds since the Unix epoch. */
  readonly at: number
}

/** Answers one request on its socket, or does not. The next one is read when it has settled. */
export type Responder = (socket: Socket, request: ReceivedRequest) => void | Promise<void>

/** Chooses what to do with a request; `nth` counts from 1. */
export type Handler = (request: ReceivedRequest, nth: number) => Responder

export interface RawServerOptions {
  /** For all requests but those for tokens. */
  readonly handler: Handler
  /** For `POST /token`; each time a new good token when absent. */
  readonly token?: Handler
  /** Certificate and key, as PEM; plain http when absent. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** A server that speaks the bytes that a test tells it to. */
export interface RawServer {
  readonly origin: string
  readonly port: number
  /** All requests but those for tokens. */
  readonly requests: readonly ReceivedRequest[]
  readonly tokenRequests: readonly ReceivedRequest[]
  /** How many connections were opened, and how many are open. */
  readonly connections: () => number
  readonly openSockets: () => number
  /** Resolves when these connections are closed; when none is named, when all are. */
  readonly closed: (connections?: readonly number[]) => Promise<void>
  /** Drops every connection, and listens no more. */
  readonly close: () => Promise<void>
}

/** One behaviour after the other; the last one for all that follow. */
export const inSequence =
  (...behaviours: readonly [Responder, ...Responder[]]): Handler =>
  (_, nth) =>
    behaviours[Math.min(nth, behaviours.length) - 1] ?? behaviours[0]

/** A token that is good for an hour. It names its scope and its number, so that a test can tell which was used. */
export const goodToken: Handler = ({ body }, nth) =>
  json(200, {
    access_token: `CANARY-token-${body.replace('scope=', '')}-${nth}`,
    expires_in: 3600,
    token_type: 'Bearer',
  })

/** Starts a server on a free port of loopback. */
export const startRawServer = async ({ handler, token = goodToken, tls }: RawServerOptions): Promise<RawServer> => {
  const requests: ReceivedRequest[] = []
  const tokenRequests: ReceivedRequest[] = []
  const sockets = new Map<number, Socket>()
  let connections = 0

  const answer = (socket: Socket, one: ReceivedRequest): void | Promise<void> => {
    const [list, say] = one.path.endsWith('/token') ? [tokenRequests, token] : [requests, handler]
    list.push(one)
    return say(one, list.length)(socket, one)
  }
  const accept = (socket: Socket): void => {
    connections += 1
    const connection = connections
    sockets.set(connection, socket)
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(connection))
    listen(socket, connection, answer)
  }
  const server = tls === undefined ? createServer(accept) : createTlsServer({ ...tls, minVersion: 'TLSv1.2' }, accept)
  // A client that does not trust the server hangs up: no error of this server's.
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    tokenRequests,
    connections: () => connections,
    openSockets: () => sockets.size,
    closed: async (named = [...sockets.keys()]) => {
      const open = named.flatMap((connection) => sockets.get(connection) ?? [])
      await Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
    },
    close: () => {
      for (const socket of sockets.values()) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Reads one request after the other. */
const listen = (
  socket: Socket,
  connection: number,
  answer: (socket: Socket, request: ReceivedRequest) => void | Promise<void>,
): void => {
  let unread = Buffer.alloc(0)
  let isAnswering = false
  const next = async (): Promise<void> => {
    const request = isAnswering ? null : requestIn(unread)
    if (request === null || socket.destroyed) return
    isAnswering = true
    unread = unread.subarray(request.length)
    await answer(socket, { ...request.parts, connection, at: Date.now() })
    isAnswering = false
    await next()
  }
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk])
    void next()
  })
}

interface Request {
  readonly parts: Omit<ReceivedRequest, 'connection' | 'at'>
  /** In bytes. */
  readonly length: number
}

/** The first request in what was read; null while it is not whole. */
const requestIn = (bytes: Buffer): Request | null => {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const [first = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n')
  const [method = '', path = ''] = first.split(' ')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const bodyStart = headEnd + 4
  const length = bodyStart + Number(headers['content-length'] ?? 0)
  if (bytes.length < length) return null
  return { parts: { method, path, headers, body: bytes.subarray(bodyStart, length).toString() }, length }
}
