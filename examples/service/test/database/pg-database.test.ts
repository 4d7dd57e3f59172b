import { createServer, type Socket } from 'node:net'
import { either as E } from 'fp-ts'
import { expect, onTestFinished, test } from 'vitest'
import { Nothing } from '../../src/database/database.ts'
import { openPgDatabase } from '../../src/database/pg-database.ts'

/** A message of PostgreSQL's protocol. */
const message = (type: string, ...parts: readonly (string | number)[]): Buffer => {
  const body = Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(`${part}\0`)
      const bytes = Buffer.alloc(4)
      bytes.writeInt32BE(part)
      return bytes
    }),
  )
  const head = Buffer.alloc(5, type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const READY = Buffer.from('Z\0\0\0\x05I', 'latin1')

/** A server that accepts a connection and `begin`, and drops the connection at any other statement. */
const dyingServer = async (): Promise<string> => {
  const serve = (socket: Socket): void => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', 0), READY]))
      socket.on('data', (data) => {
        if (data.includes('begin')) socket.write(Buffer.concat([message('C', 'BEGIN'), READY]))
        else socket.destroy()
      })
    })
  }
  const server = createServer(serve)
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `postgres://u@127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/d`
}

test('a connection that is lost during a transaction fails it, without an uncaught exception', async () => {
  const uncaught: unknown[] = []
  const onUncaught = (error: unknown): void => void uncaught.push(error)
  process.on('uncaughtException', onUncaught)
  onTestFinished(() => void process.off('uncaughtException', onUncaught))
  const database = openPgDatabase(await dyingServer(), () => undefined)
  const done = await database.transaction((query) => query(Nothing, 'select 1'))()
  await database.close()
  expect(E.isLeft(done)).toBe(true)
  expect(uncaught).toStrictEqual([])
})
