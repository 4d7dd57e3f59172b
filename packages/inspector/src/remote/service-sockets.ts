import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { ConnectionList } from '../feed/connection-list.ts'
import type { InspectorLimits } from '../feed/inspector-limits.ts'
import type { OwnOrigin } from './own-origin.ts'
import { createServiceConnections } from './service-connections.ts'

/** The WebSocket endpoint for services. */
export interface ServiceSockets {
  /** Accepts or rejects an upgrade request. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly count: () => number
  readonly close: () => void
}

/** What the endpoint needs. */
export interface ServiceSocketsOptions {
  readonly list: ConnectionList
  readonly own: OwnOrigin
  readonly limits: Pick<InspectorLimits, 'socketsMax' | 'messageMaxBytes'>
  /** The time, in milliseconds since the Unix epoch. */
  readonly now: () => number
  /** Called when a service has connected or disconnected. */
  readonly onChange: () => void
}

/** Creates the endpoint. */
export const createServiceSockets = ({ list, own, limits, now, onChange }: ServiceSocketsOptions): ServiceSockets => {
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.messageMaxBytes, perMessageDeflate: false })
  let sockets = 0

  const accept = (socket: WebSocket): void => {
    sockets += 1
    const connections = createServiceConnections(list, sockets, now)
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (!isBinary) connections.receive(textOf(data))
    })
    // The socket closes by itself after an oversized or malformed message.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      connections.disconnect()
      onChange()
    })
    onChange()
  }

  return {
    upgrade: (request, socket, head) => {
      const { host, origin } = request.headers
      socket.on('error', () => socket.destroy())
      if (!own.isHost(host) || !own.isOrigin(origin)) return reject(socket, '403 Forbidden')
      if (request.url !== '/') return reject(socket, '404 Not Found')
      if (server.clients.size >= limits.socketsMax) return reject(socket, '503 Service Unavailable')
      server.handleUpgrade(request, socket, head, accept)
    },
    count: () => server.clients.size,
    close: () => {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

const reject = (socket: Duplex, status: string): void => {
  // The HTTP server no longer tracks the socket: a client that keeps it open would keep the process alive.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8')
