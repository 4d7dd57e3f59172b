import { type IncomingMessage, request, type ServerResponse } from 'node:http'

/** Gets a token for the page that asks, as `examples/src/token-route.ts` does; the key stays here. */
const tokenFor = async (port: string, apiKey: string): Promise<string> => {
  const response = await fetch(`http://127.0.0.1:${port}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${apiKey}`, 'basiq-version': '2.1' },
    body: new URLSearchParams({ scope: 'CLIENT_ACCESS' }),
  })
  const { access_token: accessToken, expires_in: expiresInSeconds } = (await response.json()) as Readonly<
    Record<string, unknown>
  >
  return JSON.stringify({ accessToken, expiresInSeconds })
}

const giveToken = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const [, port = '', key = ''] = (incoming.url ?? '').split('/')
  try {
    const token = await tokenFor(port, decodeURIComponent(key))
    outgoing.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(token)
  } catch {
    outgoing.writeHead(502).end()
  }
}

/** Passes bytes on as they are, and breaks off where the other side does. */
const passOn = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
  const [, port = '', path = ''] = /^\/(\d+)(\/.*)$/.exec(incoming.url ?? '') ?? []
  const { method, headers } = incoming
  const host = `127.0.0.1:${port}`
  const asked = request({ host: '127.0.0.1', port, path, method, headers: { ...headers, host }, agent: false })
  asked.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    outgoing.flushHeaders()
    answer.on('error', () => outgoing.destroy())
    answer.pipe(outgoing)
  })
  asked.on('error', () => outgoing.destroy())
  outgoing.on('close', () => asked.destroy())
  incoming.pipe(asked)
}

type Handle = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/**
 * The server of the page: at `/to/{port}` it passes requests on to a port of this machine, and at
 * `/token-of/{port}/{apiKey}` it gives a token that pages may have. A plugin of Vite.
 */
export const pageProxy = () => ({
  name: 'page-proxy',
  configureServer: ({ middlewares }: { readonly middlewares: { use: (path: string, handle: Handle) => unknown } }) => {
    middlewares.use('/to', passOn)
    middlewares.use('/token-of', (incoming, outgoing) => void giveToken(incoming, outgoing))
  },
})
