import { either as E } from 'fp-ts'
import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { type ChangeQueue, createChangeQueue, idOf } from '../connections/coalescing-queue.ts'
import type { ShownConnection } from '../connections/public-connection.ts'
import { readSeen, type SeenConnections } from '../connections/stream-position.ts'
import { problemOf, problems, refuse } from './problem.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'

/** When a browser opens another stream after one has ended, in milliseconds. */
const REOPEN_MS = 1_000

/** What the events of one stream are of: one connection, or all of the person's. */
export type StreamSubject = string | null

/**
 * Streams what the person's connections look like, as server-sent events: `connection` with a whole connection,
 * `removed` with an id. Only the last state of each counts, so who reads slowly gets fewer events and not later ones. The
 * id of an event says what was shown so far: who comes again with it is told what is new since, also by another process.
 */
export const eventStream = async (
  c: Context<RequestEnv>,
  context: ServiceContext,
  subject: StreamSubject,
): Promise<Response> => {
  const { connections, listeners, streams } = context
  const user = c.get('user')
  const queue = createChangeQueue()
  const unsubscribe = listeners.subscribe(user.id, (change) => {
    if (subject === null || subject === idOf(change)) queue.put(change)
  })
  const found = subject === null ? await connections.list(user)() : await connections.find(user, subject)()
  const open = E.isLeft(found) ? null : streams.open(user)
  if (E.isLeft(found) || open === null) {
    unsubscribe()
    return refuse(c, E.isLeft(found) ? problemOf(found.left) : problems.tooManyStreams)
  }
  const first: readonly ShownConnection[] = Array.isArray(found.right) ? found.right : [found.right]
  const seen = readSeen(c.req.header('last-event-id') ?? '')
  // What has changed while they were read is newer.
  for (const connection of first) queue.putUnlessNewer({ tag: 'Shown', connection })
  if (subject === null)
    for (const id of seen.ids())
      if (first.every((connection) => connection.id !== id)) queue.putUnlessNewer({ tag: 'Removed', id })

  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (stream) => {
    try {
      await tellUntilEnd(stream, queue, seen, context, open.signal)
    } finally {
      unsubscribe()
      open.done()
    }
  })
}

/** Tells what is in the queue until the reader goes, the stream is old enough, or the service closes. */
const tellUntilEnd = async (
  stream: SSEStreamingApi,
  queue: ChangeQueue,
  seen: SeenConnections,
  { bank, limits }: Pick<ServiceContext, 'bank' | 'limits'>,
  closing: AbortSignal,
): Promise<void> => {
  const end = new AbortController()
  const stop = (): void => end.abort()
  const ended = new Promise<void>((resolve) => end.signal.addEventListener('abort', () => resolve()))
  let writing = 0
  const write = async (written: Promise<unknown>): Promise<void> => {
    writing += 1
    await written
    writing -= 1
  }
  const tell = async (): Promise<void> => {
    await write(stream.write(`retry: ${REOPEN_MS}\n\n`))
    while (!end.signal.aborted) {
      const change = queue.take()
      if (change === null) await queue.filled()
      else if (seen.note(change)) {
        const isShown = change.tag === 'Shown'
        const data = isShown ? { now: bank.clock.now(), connection: change.connection } : { id: change.id }
        const event = isShown ? 'connection' : 'removed'
        await write(stream.writeSSE({ event, id: seen.text(), data: JSON.stringify(data) }))
      }
    }
  }
  closing.addEventListener('abort', stop)
  if (closing.aborted) stop()
  stream.onAbort(stop)
  const lifetime = setTimeout(stop, limits.streamMs)
  const heartbeat = setInterval(() => {
    if (stream.aborted) stop()
    else if (writing === 0) void write(stream.write(': here\n\n'))
  }, limits.heartbeatMs)
  // To one who does not read, what is being written may never be written.
  await Promise.race([tell(), ended])
  clearTimeout(lifetime)
  clearInterval(heartbeat)
  closing.removeEventListener('abort', stop)
}
