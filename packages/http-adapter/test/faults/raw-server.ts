import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { json } from './raw-responses.ts'
import type { ReceivedRequest, Responder } from './responder.ts'

/** Selects the responder for a request; `nth` counts from 1. */
export type Handler = (request: ReceivedRequest, nth: number) => Responder

export interface RawServerOptions {
  /** For all requests but token requests. */
  readonly handler: Handler
  /** For `POST /token`. Default: a new valid token each time. */
  readonly token?: Handler
  /** Certificate and key, as PEM; plain http when absent. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** A server that sends raw bytes. */
export interface RawServer {
  readonly origin: string
  readonly port: number
  /** All requests but token requests. */
  readonly requests: readonly ReceivedRequest[]
  readonly tokenRequests: readonly ReceivedRequest[]
  /** Number of connections so far, and of those still open. */
  readonly connections: () => number
  readonly openSockets: () => number
  /** Resolves when these connections are closed. Default: all. */
  readonly closed: (connections?: readonly number[]) => Promise<void>
  /** Drops every connection and stops listening. */
  readonly close: () => Promise<void>
}

export const methodsOf = (requests: readonly ReceivedRequest[]): readonly string[] =>
  requests.map(({ method }) => method)

/** Uses one responder after the other, and the last one for all further requests. */
export const inSequence =
  (...behaviours: readonly [Responder, ...Responder[]]): Handler =>
  (_, nth) =>
    behaviours[Math.min(nth, behaviours.length) - 1] ?? behaviours[0]

/** Sends tokens that are valid for an hour and contain their scope and number. */
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
  // A client that does not trust the certificate closes the connection.
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

/** Reads and answers the requests of a connection in sequence. */
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

/** Parses the first complete request; null while it is incomplete. */
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
