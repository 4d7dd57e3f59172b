import { traceJson } from '@bank-connection/core/trace'
import { either as E, function as F } from 'fp-ts'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ConnectionList } from '../feed/connection-list.ts'
import type { CommandProblem } from '../feed/feed.ts'
import type { OwnOrigin } from '../remote/own-origin.ts'
import type { BankControls } from '../simulated/bank-controls.ts'
import { bankMenu } from '../simulated/bank-menu.ts'
import { type CommandError, commandError } from '../simulated/command-error.ts'
import { readAdvance, readAnswer, readEmpty, readSpeed, readStart, readSubmit } from '../simulated/commands.ts'
import type { SimulatedConnections } from '../simulated/simulated-connections.ts'
import { createFeedSource, type FeedBank } from './feed-source.ts'
import { createHistorySource } from './history-source.ts'
import { NO_PAGE, type PageFiles } from './page-files.ts'
import type { StreamHub } from './stream-hub.ts'

/** What the routes use. */
export interface InspectorParts {
  readonly list: ConnectionList
  readonly simulated: SimulatedConnections
  readonly controls: BankControls
  readonly bank: FeedBank
  readonly streams: StreamHub
  readonly page: PageFiles
  readonly own: OwnOrigin
  /** Called after each command: it may change more than rows. */
  readonly onChange: () => void
}

type Result = E.Either<CommandError, unknown>
type Run = (body: unknown, id: string) => Result | Promise<Result>

/** Largest body of a command, in bytes. */
const BODY_MAX_BYTES = 65_536

/** Creates the routes: the page, its event streams and its commands. */
export const createInspectorApp = (parts: InspectorParts): Hono => {
  const { list, simulated, bank, streams, page } = parts
  const app = new Hono()

  app.use(async (c, next) => {
    const rejected = rejectionOf(parts.own, c)
    if (rejected === null) await next()
    else c.res = rejected
    for (const [name, value] of HEADERS) c.res.headers.set(name, value)
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  })

  app.get('/api/bank', (c) => c.json(bankMenu()))
  app.get('/api/feed', (c) => eventsOf(c, streams, () => createFeedSource(list, bank)))
  app.get('/api/connections/:id/history', (c) => {
    const id = c.req.param('id')
    if (list.row(id) === null) return respond(c, commandError(404, 'id: give the id of a connection in the list'))
    return eventsOf(c, streams, () => createHistorySource(list, id, () => simulated.view(id)))
  })
  app.get('/api/connections/:id/trace', (c) => respond(c, F.pipe(simulated.trace(c.req.param('id')), E.map(traceJson))))

  for (const [path, run] of Object.entries(commandsOf(parts)))
    app.post(
      path,
      bodyLimit({
        maxSize: BODY_MAX_BYTES,
        onError: (c) => respond(c, commandError(413, `body: send at most ${BODY_MAX_BYTES} bytes`)),
      }),
      async (c) => {
        const body = await bodyOf(c)
        const result = E.isLeft(body) ? body : await run(body.right, c.req.param('id') ?? '')
        parts.onChange()
        return respond(c, result)
      },
    )

  app.get('*', (c) => {
    const file = page.get(c.req.path)
    if (file !== undefined) return c.body(file.body, 200, { 'content-type': file.contentType })
    return c.req.path === '/' ? c.text(NO_PAGE, 503) : respond(c, commandError(404, 'path: not found'))
  })
  app.notFound((c) => respond(c, commandError(404, 'path: not found for this method')))
  // The error may contain anything, so it is not sent.
  app.onError((_, c) => c.json({ problem: 'Internal error: a bug in the inspector.' }, 500))
  return app
}

const commandsOf = ({ simulated, controls }: InspectorParts): Readonly<Record<string, Run>> => {
  const plain =
    (run: (id: string) => Result): Run =>
    (body, id) =>
      F.pipe(
        readEmpty(body),
        E.chain(() => run(id)),
      )
  return {
    '/api/connections': (body) =>
      F.pipe(
        readStart(body),
        E.chain(simulated.start),
        E.map((ids) => ({ ids })),
      ),
    '/api/connections/:id/submit': (body, id) =>
      F.pipe(
        readSubmit(body),
        E.chain((command) => simulated.submit(id, command)),
      ),
    '/api/connections/:id/answer': (body, id) =>
      F.pipe(
        readAnswer(body),
        E.chain((command) => simulated.answer(id, command)),
      ),
    '/api/connections/:id/cancel': plain(simulated.cancel),
    '/api/connections/:id/crash': plain(simulated.crash),
    '/api/connections/:id/restore': plain(simulated.restore),
    '/api/bank/fault': controls.injectFault,
    '/api/bank/event': controls.applyEvent,
    '/api/bank/clear-faults': plain(() => {
      controls.clearFaults()
      return E.right(null)
    }),
    '/api/bank/speed': (body) =>
      F.pipe(
        readSpeed(body),
        E.map(({ speed }) => controls.setSpeed(speed)),
      ),
    '/api/bank/advance': (body) => {
      const read = readAdvance(body)
      return E.isLeft(read) ? read : controls.advance(read.right.ms)
    },
  }
}

/** The page loads from this server only; React sets inline styles. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = [
  ['content-security-policy', POLICY],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
] as const

const rejectionOf = (own: OwnOrigin, c: Context): Response | null => {
  const { method } = c.req
  if (!own.isHost(c.req.header('host')))
    return reject(c, 403, 'host: use 127.0.0.1 or localhost with the port of the inspector')
  if (!own.isOrigin(c.req.header('origin')))
    return reject(c, 403, 'origin: requests from other origins are not allowed')
  if (method === 'GET' || method === 'POST') return null
  const rejected = reject(c, 405, 'method: use GET or POST')
  rejected.headers.set('allow', 'GET, POST')
  return rejected
}

const reject = (c: Context, status: 403 | 405, problem: string): Response =>
  c.json({ problem } satisfies CommandProblem, status)

const respond = (c: Context, result: Result): Response =>
  E.isRight(result)
    ? c.json(result.right ?? {})
    : c.json({ problem: result.left.problem } satisfies CommandProblem, result.left.status)

const bodyOf = async (c: Context): Promise<E.Either<CommandError, unknown>> => {
  const [type = ''] = (c.req.header('content-type') ?? '').split(';')
  // Other origins can send text and forms without a preflight request.
  if (type.trim().toLowerCase() !== 'application/json') return commandError(415, 'content-type: send application/json')
  const text = await c.req.text()
  return E.tryCatch(
    () => JSON.parse(text) as unknown,
    (): CommandError => ({ status: 400, problem: 'body: give JSON' }),
  )
}

const eventsOf = (c: Context, streams: StreamHub, source: Parameters<StreamHub['open']>[0]): Response => {
  const body = streams.open(source)
  if (body === null) return respond(c, commandError(409, 'stream: too many are open; close some pages'))
  return c.body(body, 200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
}
