import { createServer, type IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'

/** How many messages are kept for a page that opens late, and the maximum size of each, in bytes. */
const MESSAGES_MAX = 2_000
const MESSAGE_BYTES_MAX = 100_000

/**
 * Forwards inspection messages from processes on this machine to the inspector at `inspectorUrl`, in the page that it
 * serves. It accepts connections from this machine only, and from no page but its own.
 */
export const createRelay = (inspectorUrl = 'https://stately.ai/inspect') => {
  const kept: string[] = []
  const pages = new Set<WebSocket>()
  const http = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(pageAround(inspectorUrl))
  })
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: MESSAGE_BYTES_MAX,
    verifyClient: ({ origin, req }: Asking): boolean => isOwn(origin, req.headers.host),
  })
  sockets.on('connection', (socket, { headers }) => {
    socket.on('error', () => socket.terminate())
    if (headers.origin === undefined) {
      socket.on('message', (data) => {
        kept.push(String(data))
        if (kept.length > MESSAGES_MAX) kept.shift()
        for (const page of pages) page.send(String(data))
      })
    } else {
      pages.add(socket)
      socket.on('close', () => pages.delete(socket))
      for (const message of kept) socket.send(message)
    }
  })
  return http
}

interface Asking {
  readonly origin: string | undefined
  readonly req: IncomingMessage
}

/** Any page can connect to 127.0.0.1, or resolve its own name to it, but it sends its origin. A process sends none. */
const isOwn = (origin: string | undefined, host = ''): boolean =>
  /^127\.0\.0\.1:\d+$/.test(host) && (origin === undefined || origin === `http://${host}`)

const pageAround = (inspectorUrl: string): string => `<!doctype html>
<title>Inspector</title>
<iframe src="${inspectorUrl}" style="position: fixed; inset: 0; width: 100%; height: 100%; border: 0"></iframe>
<script>
  const origin = '${new URL(inspectorUrl).origin}'
  const frame = document.querySelector('iframe')
  let socket
  addEventListener('message', ({ data, source }) => {
    if (source !== frame.contentWindow || data?.type !== '@statelyai.connected') return
    socket?.close()
    socket = new WebSocket('ws://' + location.host)
    socket.onmessage = (event) => frame.contentWindow.postMessage(JSON.parse(event.data), origin)
  })
</script>
`
