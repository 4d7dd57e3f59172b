import { type IncomingMessage, request, type ServerResponse } from 'node:http'

/** Gets a token for a page, as `examples/src/http/token-route.ts` does; the API key stays on the server. */
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

const sendToken = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const [, port = '', key = ''] = (incoming.url ?? '').split('/')
  try {
    const token = await tokenFor(port, decodeURIComponent(key))
    outgoing.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(token)
  } catch {
    outgoing.writeHead(502).end()
  }
}

/** Forwards bytes unchanged, and closes one side when the other closes. */
const forward = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
  const [, port = '', path = ''] = /^\/(\d+)(\/.*)$/.exec(incoming.url ?? '') ?? []
  const { method, headers } = incoming
  const host = `127.0.0.1:${port}`
  const outbound = request({ host: '127.0.0.1', port, path, method, headers: { ...headers, host }, agent: false })
  outbound.on('response', (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.rawHeaders)
    outgoing.flushHeaders()
    response.on('error', () => outgoing.destroy())
    response.pipe(outgoing)
  })
  outbound.on('error', () => outgoing.destroy())
  outgoing.on('close', () => outbound.destroy())
  incoming.pipe(outbound)
}

type Handle = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/**
 * Vite plugin for the server of the page. `/to/{port}` forwards to a local port; `/token-of/{port}/{apiKey}` returns a
 * token for pages.
 */
export const pageProxy = () => ({
  name: 'page-proxy',
  configureServer: ({ middlewares }: { readonly middlewares: { use: (path: string, handle: Handle) => unknown } }) => {
    middlewares.use('/to', forward)
    middlewares.use('/token-of', (incoming, outgoing) => void sendToken(incoming, outgoing))
  },
})
