import { connect } from 'node:net'
import { createMemoryBank, type MemoryBank } from '@bank-connection/memory-adapter'
import { type ServedBank, type ServeOptions, serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'
import { onTestFinished } from 'vitest'

/** A server for a bank, closed when the test ends. */
export const serveForTest = async (options: ServeOptions = {}): Promise<ServedBank & { readonly bank: MemoryBank }> => {
  const bank = createMemoryBank({ time: { speed: 1 } })
  const served = await serveMemoryBank(bank, options)()
  if (E.isLeft(served)) throw new Error(served.left.message)
  onTestFinished(served.right.close)
  return { ...served.right, bank }
}

/** A raw TCP connection. */
export interface RawConnection {
  readonly send: (text: string) => void
  readonly hangUp: () => void
  /** The received text, once it contains `text`; rejects when the connection ends before. */
  readonly until: (text: string) => Promise<string>
  /** All received text, once the server has ended the connection. */
  readonly ended: Promise<string>
}

export const openRaw = (port: number): RawConnection => {
  const socket = connect({ port, host: '127.0.0.1' })
  let came = ''
  const watchers = new Set<() => void>()
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    came += text
    for (const watch of watchers) watch()
  })
  socket.on('error', () => undefined)
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(came)))
  onTestFinished(() => void socket.destroy())
  return {
    send: (text) => void socket.write(text),
    hangUp: () => void socket.destroy(),
    until: (text) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          if (!came.includes(text)) return
          watchers.delete(watch)
          resolve(came)
        }
        watchers.add(watch)
        watch()
        void ended.then(() => reject(new Error(`ended after: ${came}`)))
      }),
    ended,
  }
}

/** A raw GET request. */
export const requestText = (target: string, ...headers: readonly string[]): string =>
  [`GET ${target} HTTP/1.1`, ...headers, '', ''].join('\r\n')
