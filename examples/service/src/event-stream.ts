import { createHash } from 'node:crypto'
import { either as E } from 'fp-ts'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ConnectionChange } from './listeners.ts'
import { problemOf, problems, refuse } from './problem.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'
import type { ShownConnection } from './shown-view.ts'

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
  const { connections, listeners, limits, bank, streams } = context
  const user = c.get('user')
  const pending = new Map<string, ConnectionChange>()
  let wake = (): void => undefined
  const unsubscribe = listeners.subscribe(user.id, (change) => {
    const id = change.tag === 'Shown' ? change.connection.id : change.id
    if (subject !== null && subject !== id) return
    pending.set(id, change)
    wake()
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
  for (const connection of first)
    if (!pending.has(connection.id)) pending.set(connection.id, { tag: 'Shown', connection })

  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (stream) => {
    const end = new AbortController()
    const stop = (): void => {
      end.abort()
      wake()
    }
    open.signal.addEventListener('abort', stop)
    stream.onAbort(stop)
    const lifetime = setTimeout(stop, limits.streamMs)
    const heartbeat = setInterval(() => {
      if (stream.aborted) stop()
      else void stream.write(': here\n\n')
    }, limits.heartbeatMs)
    try {
      await stream.write(`retry: ${REOPEN_MS}\n\n`)
      while (!end.signal.aborted) {
        for (const [id, change] of [...pending]) {
          pending.delete(id)
          if (end.signal.aborted) break
          const digest = change.tag === 'Shown' ? digestOf(change.connection) : ''
          if (change.tag === 'Shown' && seen.get(id) === digest) continue
          seen.delete(id)
          if (change.tag === 'Shown') seen.set(id, digest)
          const data = change.tag === 'Shown' ? { now: bank.clock.now(), connection: change.connection } : { id }
          const event = change.tag === 'Shown' ? 'connection' : 'removed'
          await stream.writeSSE({ event, id: writeSeen(seen), data: JSON.stringify(data) })
        }
        if (pending.size === 0 && !end.signal.aborted)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      clearTimeout(lifetime)
      clearInterval(heartbeat)
      open.signal.removeEventListener('abort', stop)
      unsubscribe()
      open.done()
    }
  })
}

/** Of what is shown, without a time: the same after a restart. */
const digestOf = (connection: ShownConnection): string =>
  createHash('sha256').update(JSON.stringify(connection)).digest('base64url').slice(0, 12)

const writeSeen = (seen: ReadonlyMap<string, string>): string =>
  [...seen].map(([id, digest]) => `${id}.${digest}`).join(',')

/** Longest id that is read: 20 connections take less. */
const SEEN_MAX = 2_000

const readSeen = (text: string): Map<string, string> =>
  new Map(
    (text.length <= SEEN_MAX ? text.split(',') : []).flatMap((part) => {
      const [id, digest] = part.split('.')
      return id && digest ? [[id, digest] as const] : []
    }),
  )
