import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'

/** Longer than clients and proxies wait between two requests: a connection that they use again is not ended under them. */
const KEEP_ALIVE_MS = 65_000

/** A server that listens. */
export interface Listening {
  /** Where it listens, as browsers write it: scheme, host and port. */
  readonly address: string
  /** Takes nothing more, and waits until all answers are written, or `graceMs`; then it breaks off. */
  readonly end: (graceMs: number) => Promise<void>
}

/**
 * Serves an app at an address of this machine.
 *
 * @throws Error of the platform, when nothing can listen there
 */
export const listen = async (
  app: (request: Request) => Response | Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> => {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, getRequestListener(app))
  server.keepAliveTimeout = KEEP_ALIVE_MS
  let isEnding = false
  /** Opened ahead of time, as browsers do: to the server these are no idle ones. */
  const unused = new Set<Socket>()
  server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    unused.delete(socket)
    response.once('finish', () => {
      // It was kept for another request, which is not taken any more.
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
 * The origin of pages at a host and port, as browsers write it: without the port where it is the usual one.
 *
 * @internal
 */
export const originOf = (host: string, port: number): string =>
  new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`).origin
