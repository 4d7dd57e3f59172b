import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

/** Longer than clients and proxies wait between two requests: a connection that they use again is not ended under them. */
const KEEP_ALIVE_MS = 65_000

/**
 * Serves an app at an address of this machine.
 *
 * @returns the server, and where it listens: scheme, host and port
 * @throws Error of the platform, when nothing can listen there
 */
export const listen = async (
  app: (request: Request) => Response | Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly server: Server; readonly address: string }> => {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, getRequestListener(app))
  server.keepAliveTimeout = KEEP_ALIVE_MS
  const bound = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => resolve(server.address() as AddressInfo))
  })
  return { server, address: `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}` }
}
