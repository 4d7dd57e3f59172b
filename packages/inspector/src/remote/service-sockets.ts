import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { ConnectionBook } from '../feed/connection-list.ts'
import type { InspectorLimits } from '../feed/inspector-limits.ts'
import type { OwnOrigin } from './own-origin.ts'
import { createServiceConnections } from './service-connections.ts'

/** The services that send what they may show. */
export interface ServiceSockets {
  /** Takes a request for a socket, or refuses it. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly count: () => number
  readonly close: () => void
}

/** What the sockets are given. */
export interface ServiceSocketsOptions {
  readonly book: ConnectionBook
  readonly own: OwnOrigin
  readonly limits: Pick<InspectorLimits, 'socketsMax' | 'messageMaxBytes'>
  /** The time, in milliseconds since the Unix epoch. */
  readonly now: () => number
  /** Called when a service has come or gone. */
  readonly changed: () => void
}

/** Creates what takes sockets of services. */
export const createServiceSockets = ({ book, own, limits, now, changed }: ServiceSocketsOptions): ServiceSockets => {
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.messageMaxBytes, perMessageDeflate: false })
  let sockets = 0

  const attend = (socket: WebSocket): void => {
    sockets += 1
    const connections = createServiceConnections(book, sockets, now)
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (!isBinary) connections.take(textOf(data))
    })
    // The socket closes after it: too long a message, or none of the protocol.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      connections.lose()
      changed()
    })
    changed()
  }

  return {
    upgrade: (request, socket, head) => {
      const { host, origin } = request.headers
      socket.on('error', () => socket.destroy())
      if (!own.isHost(host) || !own.isOrigin(origin)) return refuse(socket, '403 Forbidden')
      if (request.url !== '/') return refuse(socket, '404 Not Found')
      if (server.clients.size >= limits.socketsMax) return refuse(socket, '503 Service Unavailable')
      server.handleUpgrade(request, socket, head, attend)
    },
    count: () => server.clients.size,
    close: () => {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

const refuse = (socket: Duplex, status: string): void => {
  // The server does not know the socket any more: who holds it open would keep it from ending.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8')
