import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** Watches the requests that come over sockets to servers of this process, until `end`. */
export const watchWire = () => {
  const paths: string[] = []
  const sockets = new Set<Socket>()
  const see = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage }
    paths.push(request.url ?? '')
    sockets.add(request.socket)
  }
  subscribe(REQUEST, see)
  return {
    paths,
    /** How many of the connections are still open. */
    open: () => [...sockets].filter(({ destroyed }) => !destroyed).length,
    end: () => void unsubscribe(REQUEST, see),
  }
}

const REQUEST = 'http.server.request.start'
