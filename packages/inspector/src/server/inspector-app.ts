import { tracedJson } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ConnectionBook } from '../feed/connection-list.ts'
import type { CommandProblem } from '../feed/feed.ts'
import type { OwnOrigin } from '../remote/own-origin.ts'
import type { BankControls } from '../simulated/bank-controls.ts'
import { bankMenu } from '../simulated/bank-menu.ts'
import { type Trouble, trouble } from '../simulated/command-problem.ts'
import { readAdvance, readAnswer, readNothing, readSpeed, readStart, readSubmit } from '../simulated/commands.ts'
import type { SimulatedConnections } from '../simulated/simulated-connections.ts'
import { createFeedSource, type FeedBank } from './feed-source.ts'
import { createHistorySource } from './history-source.ts'
import { NO_PAGE, type PageFiles } from './page-files.ts'
import type { StreamHub } from './stream-hub.ts'

/** What the routes lead to. */
export interface InspectorParts {
  readonly book: ConnectionBook
  readonly simulated: SimulatedConnections
  readonly controls: BankControls
  readonly bank: FeedBank
  readonly streams: StreamHub
  readonly page: PageFiles
  readonly own: OwnOrigin
  /** Something changed that is in no row. */
  readonly changed: () => void
}

type Done = E.Either<Trouble, unknown>
type Run = (body: unknown, id: string) => Done | Promise<Done>

/** Length of the body of a command, in bytes. */
const BODY_MAX_BYTES = 65_536

/** Creates the routes: the page, what it is told, and what it may ask for. */
export const createInspectorApp = (parts: InspectorParts): Hono => {
  const { book, simulated, bank, streams, page } = parts
  const app = new Hono()

  app.use(async (c, next) => {
    const refused = refusalOf(parts.own, c)
    if (refused === null) await next()
    else c.res = refused
    for (const [name, value] of HEADERS) c.res.headers.set(name, value)
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  })

  app.get('/api/bank', (c) => c.json(bankMenu()))
  app.get('/api/feed', (c) => eventsOf(c, streams, () => createFeedSource(book, bank)))
  app.get('/api/connections/:id/history', (c) => {
    const id = c.req.param('id')
    if (book.row(id) === null) return answer(c, trouble(404, 'id: give the id of a connection in the list'))
    return eventsOf(c, streams, () => createHistorySource(book, id, () => simulated.view(id)))
  })
  app.get('/api/connections/:id/trace', (c) => answer(c, E.map(tracedJson)(simulated.trace(c.req.param('id')))))

  for (const [path, run] of Object.entries(commandsOf(parts)))
    app.post(
      path,
      bodyLimit({
        maxSize: BODY_MAX_BYTES,
        onError: (c) => answer(c, trouble(413, `body: give ${BODY_MAX_BYTES} bytes or less`)),
      }),
      async (c) => {
        const body = await bodyOf(c)
        const done = E.isLeft(body) ? body : await run(body.right, c.req.param('id') ?? '')
        parts.changed()
        return answer(c, done)
      },
    )

  app.get('*', (c) => {
    const file = page.get(c.req.path)
    if (file !== undefined) return c.body(file.body, 200, { 'content-type': file.contentType })
    return c.req.path === '/' ? c.text(NO_PAGE, 503) : answer(c, trouble(404, 'path: there is nothing here'))
  })
  app.notFound((c) => answer(c, trouble(404, 'path: there is nothing here that takes this method')))
  // What was thrown may hold anything.
  app.onError((_, c) => c.json({ problem: 'The inspector has failed at this, which is a bug of its own.' }, 500))
  return app
}

const commandsOf = ({ simulated, controls }: InspectorParts): Readonly<Record<string, Run>> => {
  const plain =
    (run: (id: string) => Done): Run =>
    (body, id) =>
      E.chain(() => run(id))(readNothing(body))
  return {
    '/api/connections': (body) => E.map((ids) => ({ ids }))(E.chain(simulated.start)(readStart(body))),
    '/api/connections/:id/submit': (body, id) =>
      E.chain((command: Right<typeof readSubmit>) => simulated.submit(id, command))(readSubmit(body)),
    '/api/connections/:id/answer': (body, id) =>
      E.chain((command: Right<typeof readAnswer>) => simulated.answer(id, command))(readAnswer(body)),
    '/api/connections/:id/cancel': plain(simulated.cancel),
    '/api/connections/:id/crash': plain(simulated.crash),
    '/api/connections/:id/restore': plain(simulated.restore),
    '/api/bank/fault': controls.fault,
    '/api/bank/event': controls.event,
    '/api/bank/calm': plain(() => {
      controls.calm()
      return E.right(null)
    }),
    '/api/bank/speed': (body) =>
      E.map(({ speed }: { readonly speed: number }) => controls.pace(speed))(readSpeed(body)),
    '/api/bank/advance': (body) => {
      const read = readAdvance(body)
      return E.isLeft(read) ? read : controls.advance(read.right.ms)
    },
  }
}

type Right<Reader> = Reader extends (body: unknown) => E.Either<Trouble, infer A> ? A : never

/** A page may load what this server has, and nothing else; styles are also set in place. */
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

const refusalOf = (own: OwnOrigin, c: Context): Response | null => {
  const { method } = c.req
  if (!own.isHost(c.req.header('host')))
    return refuse(c, 403, 'host: ask 127.0.0.1 or localhost, with the port that the inspector has printed')
  if (!own.isOrigin(c.req.header('origin'))) return refuse(c, 403, 'origin: pages of others may not ask the inspector')
  if (method === 'GET' || method === 'POST') return null
  const refused = refuse(c, 405, 'method: ask with GET or POST')
  refused.headers.set('allow', 'GET, POST')
  return refused
}

const refuse = (c: Context, status: 403 | 405, problem: string): Response =>
  c.json({ problem } satisfies CommandProblem, status)

const answer = (c: Context, done: Done): Response =>
  E.isRight(done)
    ? c.json(done.right ?? {})
    : c.json({ problem: done.left.problem } satisfies CommandProblem, done.left.status)

const bodyOf = async (c: Context): Promise<E.Either<Trouble, unknown>> => {
  const [type = ''] = (c.req.header('content-type') ?? '').split(';')
  // Pages of others may send texts and forms without asking whether they may.
  if (type.trim().toLowerCase() !== 'application/json') return trouble(415, 'content-type: send application/json')
  const text = await c.req.text()
  return E.tryCatch(
    () => JSON.parse(text) as unknown,
    (): Trouble => ({ status: 400, problem: 'body: give JSON' }),
  )
}

const eventsOf = (c: Context, streams: StreamHub, source: Parameters<StreamHub['open']>[0]): Response => {
  const body = streams.open(source)
  if (body === null) return answer(c, trouble(409, 'stream: too many are being read; close some pages'))
  return c.body(body, 200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
}
