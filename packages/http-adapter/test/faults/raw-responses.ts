import type { Socket } from 'node:net'
import type { Responder } from './responder.ts'

type Headers = Readonly<Record<string, string | readonly string[]>>

/** The bytes of a response, with a content-length unless `headers` define the framing. */
export const responseBytes = (status: number, headers: Headers, body: string | Buffer = ''): Buffer => {
  const isSilent = 'content-length' in headers || 'transfer-encoding' in headers || status < 200 || status === 204
  const all: Headers = isSilent ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(all).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}\r\n`))
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Said\r\n${lines.join('')}\r\n`), Buffer.from(body)])
}

/** Sends these bytes and keeps the connection open. */
export const raw =
  (...parts: readonly (string | Buffer)[]): Responder =>
  (socket) => {
    for (const part of parts) socket.write(part)
  }

export const reply = (status: number, headers: Headers, body: string | Buffer = ''): Responder =>
  raw(responseBytes(status, headers, body))

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

/** A JSON response. */
export const json = (status: number, value: unknown, headers: Headers = {}): Responder =>
  reply(status, { ...JSON_TYPE, ...headers }, JSON.stringify(value))

/** Any text, labelled as JSON. */
export const jsonText = (text: string | Buffer, headers: Headers = {}): Responder =>
  reply(200, { ...JSON_TYPE, ...headers }, text)

export const html = (status: number, headers: Headers = {}): Responder =>
  reply(status, { 'content-type': 'text/html', ...headers }, '<html><body>Bad gateway</body></html>')

/** An error response of the API. */
export const refusal = (status: number, code: string, detail: string, headers: Headers = {}): Responder =>
  json(status, { type: 'list', correlationId: 'corr-1', data: [{ type: 'error', code, title: code, detail }] }, headers)

export const tokenExpired = refusal(403, 'access-denied', 'Token has expired')

/** Resets the connection (`ECONNRESET`). */
export const reset: Responder = (socket) => {
  socket.resetAndDestroy()
}

/** Closes the connection cleanly. */
export const end: Responder = (socket) => {
  socket.end()
}

/** Never responds. */
export const hang: Responder = () => undefined

/** Time for the client to read the bytes, in milliseconds. */
const READ_MS = 20

/** Sends these bytes, waits until the client has read them, then continues with another responder. */
export const sendThen =
  (bytes: string | Buffer, then: Responder): Responder =>
  async (socket, request) => {
    await new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
    await new Promise((resolve) => setTimeout(resolve, READ_MS))
    await then(socket, request)
  }

/** The first part of a response that announces a longer body. */
export const partialResponse = (value: unknown): Buffer => {
  const text = JSON.stringify(value)
  return responseBytes(
    200,
    { ...JSON_TYPE, 'content-length': String(text.length + 100) },
    text.slice(0, text.length / 2),
  )
}

/** Sends the head, then one byte at a time until the connection closes. */
export const drip =
  (head: Buffer, everyMs: number): Responder =>
  (socket) => {
    socket.write(head)
    const timer = setInterval(() => socket.write(' '), everyMs)
    socket.on('close', () => clearInterval(timer))
  }

const CHUNK = Buffer.alloc(65_536, 0x20)

/** Sends a body of spaces, until it is complete or the connection closes. */
export const flood =
  (bytes: number, framing: 'chunked' | 'length', sent: (bytes: number) => void = () => undefined): Responder =>
  async (socket) => {
    const frame = framing === 'chunked' ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(bytes) }
    socket.write(responseBytes(200, { ...JSON_TYPE, ...frame }))
    for (let done = 0; done < bytes && !socket.destroyed; done += CHUNK.length) {
      if (framing === 'chunked') socket.write(`${CHUNK.length.toString(16)}\r\n`)
      const isFlowing = socket.write(CHUNK)
      if (framing === 'chunked') socket.write('\r\n')
      sent(done + CHUNK.length)
      if (!isFlowing) await drained(socket)
    }
    if (framing === 'chunked' && !socket.destroyed) socket.write('0\r\n\r\n')
  }

const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      socket.off('drain', go)
      socket.off('close', go)
      resolve()
    }
    socket.on('drain', go)
    socket.on('close', go)
  })
