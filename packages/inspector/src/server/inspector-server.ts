import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { type Clock, neverAborted } from '@bank-connection/core/adapter'
import { createMemoryBank, createPlatformClock, type MemoryBank } from '@bank-connection/memory-adapter'
import { getRequestListener } from '@hono/node-server'
import { either as E, type taskEither as TE } from 'fp-ts'
import { createConnectionBook } from '../feed/connection-list.ts'
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
import { createPulse } from './update-throttle.ts'

/** What an inspector can be told. Every member has a default. It listens at 127.0.0.1, whatever it is told. */
export interface InspectorOptions {
  /** Whole number from 0 to 65535; 0: any that is free. 4020 */
  readonly port?: number
  /** Whole number: another one is another bank. 1 */
  readonly seed?: number
  /** How many milliseconds of the bank pass in a real one, 0 or more; 0: its time stands still. 1 */
  readonly speed?: number
  /** When the bank's time begins, in milliseconds since the Unix epoch. The real time */
  readonly startAt?: number
  /** Those left out have their defaults. */
  readonly limits?: Partial<InspectorLimits>
  /** The platform's time. The real one */
  readonly clock?: Clock
  /** Where the page was built. Beside this module */
  readonly pageFolder?: string
}

/** An inspector that listens. */
export interface ServedInspector {
  /** Where the page is, without a slash at its end. */
  readonly url: string
  /** Where services send what they show: for `createWebSocketInspector`. */
  readonly inspectorUrl: string
  readonly port: number
  /** Ends all connections, streams and sockets. Never rejects; called again it is the same. */
  readonly close: () => Promise<void>
}

/**
 * Serves the page of an inspector to this machine alone, with a simulated bank behind it. Left: it cannot listen. Rejects
 * with an Error that names `seed`, `speed` or `startAt` and the remedy, when that is not good.
 */
export const serveInspector =
  (options: InspectorOptions = {}): TE.TaskEither<ListenFailure, ServedInspector> =>
  async () => {
    const { port = 4_020, pageFolder = fileURLToPath(new URL('../../dist/page', import.meta.url)) } = options
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return E.left(listenFailure('ERR_SOCKET_BAD_PORT', port))
    const memoryBank = bankOf(options)
    const page = await readPageFiles(pageFolder)
    const server = createServer()
    return new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => resolve(E.left(listenFailure(error.code, port))))
      server.listen({ port, host: '127.0.0.1' }, () => resolve(E.right(attend(server, memoryBank, page, options))))
    })
  }

/** How many connections a server holds, streams and sockets too. */
const SERVED_MAX = 512

/** How long `close` waits for answers that are on their way, in milliseconds. */
const GRACE_MS = 200

const bankOf = ({ seed = 1, speed = 1, startAt }: InspectorOptions): MemoryBank =>
  createMemoryBank({ seed, time: { speed }, ...(startAt === undefined ? {} : { startAt }) })

const attend = (
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
  const book = createConnectionBook(limits)
  const pulse = createPulse(clock, limits.updateMs)
  book.listen(pulse.request)
  const controls = createBankControls(memoryBank, limits, speed, () => new Promise((resolve) => setImmediate(resolve)))
  const simulated = createSimulatedConnections(memoryBank, book)
  const sockets = createServiceSockets({ book, own, limits, now: clock.now, changed: pulse.request })
  const streams = createStreamHub(pulse, limits.streamsMax)
  const bank: FeedBank = {
    standing: () => ({ ...controls.state(), inspectorUrl, services: sockets.count() }),
    advances: controls.advances,
  }
  const app = createInspectorApp({ book, simulated, controls, bank, streams, page, own, changed: pulse.request })

  server.maxConnections = SERVED_MAX
  server.on('error', () => undefined)
  server.on('request', getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  server.on('upgrade', sockets.upgrade)

  const close = async (): Promise<void> => {
    simulated.stop()
    streams.end()
    pulse.stop()
    sockets.close()
    const ended = new Promise<void>((resolve) => server.close(() => resolve()))
    // Readers of streams are told that they end, not cut off.
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
