import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'

/** Longer than clients and proxies keep idle connections, so that the server does not close one that is being reused. */
const KEEP_ALIVE_MS = 65_000

export interface Listening {
  /** The origin that it listens on. */
  readonly address: string
  /** Stops accepting requests, waits up to `graceMs` for pending responses, then closes all connections. */
  readonly end: (graceMs: number) => Promise<void>
}

/**
 * Serves an app.
 *
 * @throws Error of the platform, if it cannot listen there
 */
export const listen = async (
  app: (request: Request) => Response | Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> => {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, getRequestListener(app))
  server.keepAliveTimeout = KEEP_ALIVE_MS
  let isEnding = false
  /** Connections without a request yet, as browsers open in advance. Node does not count them as idle. */
  const unused = new Set<Socket>()
  server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    unused.delete(socket)
    response.once('finish', () => {
      // A kept-alive connection would block `server.close`.
      if (isEnding) socket.destroySoon()
    })
  })
  const bound = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => resolve(server.address() as AddressInfo))
  })
  return {
    address: originOf(host, bound.port),
    end: async (graceMs) => {
      isEnding = true
      const ended = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of unused) socket.destroy()
      await Promise.race([ended, wait(graceMs, undefined, { ref: false })])
      server.closeAllConnections()
      await ended
    },
  }
}

/**
 * The origin of a host and port as browsers write it: without the default port.
 *
 * @internal
 */
export const originOf = (host: string, port: number): string =>
  new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`).origin
