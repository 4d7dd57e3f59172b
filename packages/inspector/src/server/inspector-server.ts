import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { type Clock, neverAborted } from '@bank-connection/core/adapter'
import { createMemoryBank, createPlatformClock, type MemoryBank } from '@bank-connection/memory-adapter'
import { getRequestListener } from '@hono/node-server'
import { either as E, type taskEither as TE } from 'fp-ts'
import { createConnectionList } from '../feed/connection-list.ts'
import { defaultInspectorLimits, type InspectorLimits } from '../feed/inspector-limits.ts'
import { ownOrigin } from '../remote/own-origin.ts'
import { createServiceSockets } from '../remote/service-sockets.ts'
import { createBankControls } from '../simulated/bank-controls.ts'
import { createSimulatedConnections } from '../simulated/simulated-connections.ts'
import type { FeedBank } from './feed-source.ts'
import { createInspectorApp } from './inspector-app.ts'
import { type ListenFailure, listenFailure } from './listen-failure.ts'
import { type PageFiles, readPageFiles } from './page-files.ts'
import { createStreamHub } from './stream-hub.ts'
import { createUpdateThrottle } from './update-throttle.ts'

/** Options of the inspector. It always listens on 127.0.0.1. */
export interface InspectorOptions {
  /** Whole number from 0 to 65535; 0: any free port. Default: 4020 */
  readonly port?: number
  /** Seed of the simulated bank, a whole number. Default: 1 */
  readonly seed?: number
  /** Milliseconds of the bank's time per real millisecond, 0 or more; 0: stopped. Default: 1 */
  readonly speed?: number
  /** Start of the bank's time, in milliseconds since the Unix epoch. Default: the real time */
  readonly startAt?: number
  /** Overrides of single limits. */
  readonly limits?: Partial<InspectorLimits>
  /** Default: the real time */
  readonly clock?: Clock
  /** Folder of the built page. Default: the one in this package */
  readonly pageFolder?: string
}

/** A running inspector. */
export interface ServedInspector {
  /** URL of the page, without a trailing slash. */
  readonly url: string
  /** URL for `createWebSocketInspector` in a service. */
  readonly inspectorUrl: string
  readonly port: number
  /** Stops the server and all connections. Never rejects; idempotent. */
  readonly close: () => Promise<void>
}

/**
 * Serves the inspector's page and its simulated bank on 127.0.0.1. Left: it could not listen. Rejects with an Error that
 * names the option and the remedy if `seed`, `speed` or `startAt` is invalid.
 */
export const serveInspector =
  (options: InspectorOptions = {}): TE.TaskEither<ListenFailure, ServedInspector> =>
  async () => {
    const { port = 4_020, pageFolder = fileURLToPath(new URL('../../dist/page', import.meta.url)) } = options
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return E.left(listenFailure('ERR_SOCKET_BAD_PORT', port))
    const memoryBank = createBank(options)
    const page = await readPageFiles(pageFolder)
    const server = createServer()
    return new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => resolve(E.left(listenFailure(error.code, port))))
      server.listen({ port, host: '127.0.0.1' }, () =>
        resolve(E.right(startInspector(server, memoryBank, page, options))),
      )
    })
  }

/** Maximum number of TCP connections, including streams and sockets. */
const SERVED_MAX = 512

/** How long `close` waits for pending responses, in milliseconds. */
const GRACE_MS = 200

const createBank = ({ seed = 1, speed = 1, startAt }: InspectorOptions): MemoryBank =>
  createMemoryBank({ seed, time: { speed }, ...(startAt === undefined ? {} : { startAt }) })

const startInspector = (
  server: Server,
  memoryBank: MemoryBank,
  page: PageFiles,
  options: InspectorOptions,
): ServedInspector => {
  const { speed = 1, clock = createPlatformClock() } = options
  const limits = { ...defaultInspectorLimits, ...options.limits }
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const inspectorUrl = `ws://127.0.0.1:${port}`
  const own = ownOrigin(port)
  const list = createConnectionList(limits)
  const throttle = createUpdateThrottle(clock, limits.updateMs)
  list.listen(throttle.request)
  const controls = createBankControls(memoryBank, limits, speed, () => new Promise((resolve) => setImmediate(resolve)))
  const simulated = createSimulatedConnections(memoryBank, list)
  const sockets = createServiceSockets({ list, own, limits, now: clock.now, onChange: throttle.request })
  const streams = createStreamHub(throttle, limits.streamsMax)
  const bank: FeedBank = {
    status: () => ({ ...controls.status(), inspectorUrl, services: sockets.count() }),
    advances: controls.advances,
  }
  const app = createInspectorApp({ list, simulated, controls, bank, streams, page, own, onChange: throttle.request })

  server.maxConnections = SERVED_MAX
  server.on('error', () => undefined)
  server.on('request', getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  server.on('upgrade', sockets.upgrade)

  const close = async (): Promise<void> => {
    simulated.stop()
    streams.end()
    throttle.stop()
    sockets.close()
    const ended = new Promise<void>((resolve) => server.close(() => resolve()))
    // Let open streams end cleanly.
    await Promise.race([ended, clock.sleep(GRACE_MS, neverAborted)])
    server.closeAllConnections()
    await ended
  }
  let closed: Promise<void> | null = null
  return {
    ...{ url: `http://127.0.0.1:${port}`, inspectorUrl, port },
    close: () => {
      closed ??= close()
      return closed
    },
  }
}
