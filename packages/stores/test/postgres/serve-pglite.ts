import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'

/** AuthenticationOk and ReadyForQuery of PostgreSQL's protocol. */
const WELCOME = Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1')

/** Messages that the server answers: Query and Sync. */
const ENDS_BATCH: readonly string[] = ['Q', 'S']

interface Message {
  readonly type: string
  readonly bytes: Buffer
}

/** Splits off the first message; `null` while it is incomplete. Only the startup message has no type. */
const firstMessage = (bytes: Buffer, isStartup: boolean): Message | null => {
  const head = isStartup ? 0 : 1
  if (bytes.length < head + 4) return null
  const end = head + bytes.readInt32BE(head)
  return bytes.length < end
    ? null
    : { type: isStartup ? '' : bytes.toString('latin1', 0, 1), bytes: bytes.subarray(0, end) }
}

/**
 * Serves a PGlite over PostgreSQL's wire protocol, so that a `pg` client can connect to it. Connections share one session,
 * one statement at a time: transactions of several statements would mix.
 *
 * @returns the connection string, and a function that closes the server and its connections
 */
export const servePglite = async (
  database: PGlite,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  let turn: Promise<unknown> = Promise.resolve()
  const sockets = new Set<Socket>()

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    let unread = Buffer.alloc(0)
    let batch: Buffer[] = []
    let isStartup = true
    socket.on('data', (data: Buffer) => {
      unread = Buffer.concat([unread, data])
      for (let next = firstMessage(unread, isStartup); next !== null; next = firstMessage(unread, isStartup)) {
        unread = unread.subarray(next.bytes.length)
        if (isStartup) socket.write(WELCOME)
        else if (next.type === 'X') socket.end()
        else batch.push(next.bytes)
        isStartup = false
        if (!ENDS_BATCH.includes(next.type)) continue
        const messages = new Uint8Array(Buffer.concat(batch))
        batch = []
        turn = turn.then(async () => socket.write(await database.execProtocolRaw(messages)))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
