import { createServer, type IncomingMessage, type Server } from 'node:http'
import { neverAborted } from '@bank-connection/core/adapter'
import { createPlatformClock, type MemoryBank } from '@bank-connection/memory-adapter'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { either as E, type taskEither as TE } from 'fp-ts'
import { type BankHandlerOptions, createResponder, type RequestOrigin } from './handler/create-bank-handler.ts'
import { type ServeFailure, serveFailure } from './listen-error.ts'

/** Options of the server. All are optional. */
export interface ServeOptions extends BankHandlerOptions {
  /** Whole number from 0 to 65535; 0 picks a free port. Default: 0 */
  readonly port?: number
  /** Host name or address to listen on. Default: `127.0.0.1`, which only this machine can reach */
  readonly host?: string
  /** How long `close` waits for running requests, in milliseconds of `clock`. Default: 2000 */
  readonly graceMs?: number
}

/** A running server. */
export interface ServedBank {
  /** Base URL for clients: scheme, host and port, without a trailing slash. */
  readonly url: string
  readonly port: number
  /**
   * Stops listening, closes idle connections, and waits up to `graceMs` for running requests before it closes theirs.
   * Idempotent; never rejects.
   */
  readonly close: () => Promise<void>
}

/**
 * Starts a server for a bank. The bank should run in real time, `createMemoryBank({ time: { speed: 1 } })`, since virtual
 * time does not wait for sockets. Left: a `ServeFailure` when it cannot listen.
 *
 * @example
 * const served = await serveMemoryBank(createMemoryBank({ time: { speed: 1 } }))()
 */
export const serveMemoryBank = (
  bank: MemoryBank,
  options: ServeOptions = {},
): TE.TaskEither<ServeFailure, ServedBank> => {
  const { port = 0, host = '127.0.0.1' } = options
  return () => {
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      return Promise.resolve(E.left(serveFailure('ERR_SOCKET_BAD_PORT', host, port)))
    // Node would listen on all addresses: an unset variable must not expose the server.
    if (host === '') return Promise.resolve(E.left(serveFailure('ERR_INVALID_ARG_VALUE', host, port)))
    const server = createServer()
    return new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        resolve(E.left(serveFailure(error.code ?? null, host, port))),
      )
      server.listen({ port, host }, () => resolve(E.right(startServing(server, bank, host, options))))
    })
  }
}

/** Longer than clients wait between polls of a job, so that connections are not closed while they are reused. */
const KEEP_ALIVE_MS = 65_000

const startServing = (server: Server, bank: MemoryBank, host: string, options: ServeOptions): ServedBank => {
  const { clock = createPlatformClock(), graceMs = 2_000 } = options
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const authority = `${reachable(host)}:${port}`
  const respond = createResponder(bank, { ...options, clock })
  const running = new Set<() => void>()
  let closed: Promise<void> | null = null

  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.on('error', () => undefined)
  server.on('request', (incoming, outgoing) => {
    const hangUp = (): void => {
      if (!outgoing.headersSent) outgoing.setHeader('connection', 'close')
    }
    running.add(hangUp)
    outgoing.once('close', () => running.delete(hangUp))
    if (closed !== null) hangUp()
    const origin = originOf(incoming, authority)
    // The listener would reject or rewrite the original host and URL, which the bank needs unchanged.
    incoming.headers.host = authority
    incoming.url = '/'
    const listen = getRequestListener(
      async (request) => {
        const { response, ending } = await respond(request, origin)
        if (ending === 'whole') return response
        if (ending === 'cut') {
          outgoing.once('finish', () => incoming.socket.destroy())
          return response
        }
        incoming.socket.destroy()
        return RESPONSE_ALREADY_SENT
      },
      { overrideGlobalObjects: false },
    )
    void listen(incoming, outgoing)
  })

  const close = async (): Promise<void> => {
    // Node closes idle connections too.
    const ended = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const hangUp of running) hangUp()
    await Promise.race([ended, clock.sleep(graceMs, neverAborted)])
    server.closeAllConnections()
    await ended
  }
  return {
    url: `http://${authority}`,
    port,
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

/** Uses the client's host when it is valid in a link, else the server's own. */
const originOf = ({ url = '/', headers }: IncomingMessage, authority: string): RequestOrigin => {
  const [, absoluteHost, rest] = /^https?:\/\/([^/?]*)(.*)$/i.exec(url) ?? []
  const host = absoluteHost ?? headers.host ?? ''
  return { origin: `http://${isAuthority(host) ? host : authority}`, path: rest ?? url }
}

const isAuthority = (host: string): boolean =>
  host.length <= 260 && /^(?:[a-z\d](?:[a-z\d._-]*[a-z\d])?|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host)

/** The address for clients on this machine. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1'
  const bare = host === '::' ? '::1' : host
  return bare.includes(':') ? `[${bare}]` : bare
}
