import { either as E } from 'fp-ts'
import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { type CoalescingQueue, connectionIdOf, createCoalescingQueue } from '../connections/coalescing-queue.ts'
import type { PublicConnection } from '../connections/public-connection.ts'
import { readStreamPosition, type StreamPosition } from '../connections/stream-position.ts'
import { problemOf, problems, sendProblem } from './problem.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'

/** How long a browser waits before it reconnects, in milliseconds. */
const REOPEN_MS = 1_000

/** The id of a connection, or `null` for all connections of the user. */
export type StreamSubject = string | null

/**
 * Streams the user's connections as server-sent events: `connection` with a whole connection, and `removed` with an id.
 * Only the latest state of each connection is sent, so a slow client receives fewer events, not late ones. An event id is
 * the position of the client: after a reconnect it receives only what is new since, also from another process.
 */
export const eventStream = async (
  c: Context<RequestEnv>,
  context: ServiceContext,
  subject: StreamSubject,
): Promise<Response> => {
  const { connections, events, streams } = context
  const user = c.get('user')
  const queue = createCoalescingQueue()
  const unsubscribe = events.subscribe(user.id, (change) => {
    if (subject === null || subject === connectionIdOf(change)) queue.put(change)
  })
  const found = subject === null ? await connections.list(user)() : await connections.find(user, subject)()
  const open = E.isLeft(found) ? null : streams.open(user)
  if (E.isLeft(found) || open === null) {
    unsubscribe()
    return sendProblem(c, E.isLeft(found) ? problemOf(found.left) : problems.tooManyStreams)
  }
  const first: readonly PublicConnection[] = Array.isArray(found.right) ? found.right : [found.right]
  const position = readStreamPosition(c.req.header('last-event-id') ?? '')
  // A change that came while the connections were read is newer.
  for (const connection of first) queue.putIfAbsent({ tag: 'Updated', connection })
  if (subject === null)
    for (const id of position.ids())
      if (first.every((connection) => connection.id !== id)) queue.putIfAbsent({ tag: 'Removed', id })

  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (stream) => {
    try {
      await writeUntilEnd(stream, queue, position, context, open.signal)
    } finally {
      unsubscribe()
      open.done()
    }
  })
}

/** Writes the queue until the client disconnects, the stream reaches its maximum age, or the service closes. */
const writeUntilEnd = async (
  stream: SSEStreamingApi,
  queue: CoalescingQueue,
  position: StreamPosition,
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
  const writeChanges = async (): Promise<void> => {
    await write(stream.write(`retry: ${REOPEN_MS}\n\n`))
    while (!end.signal.aborted) {
      const change = queue.take()
      if (change === null) await queue.notEmpty()
      else if (position.record(change)) {
        const isUpdate = change.tag === 'Updated'
        const data = isUpdate ? { now: bank.clock.now(), connection: change.connection } : { id: change.id }
        const event = isUpdate ? 'connection' : 'removed'
        await write(stream.writeSSE({ event, id: position.eventId(), data: JSON.stringify(data) }))
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
  // If the client does not read, a write may never settle.
  await Promise.race([writeChanges(), ended])
  clearTimeout(lifetime)
  clearInterval(heartbeat)
  closing.removeEventListener('abort', stop)
}
