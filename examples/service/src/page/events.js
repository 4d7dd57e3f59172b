import { byId } from './element.js'

const REOPEN_MS = 2_000

/**
 * Listens to what becomes of the connections, for as long as the page is open. A browser comes back by itself when the
 * stream breaks; where it gives up, this opens another.
 *
 * @param {(event: { now: number, connection: import('./card.js').Connection }) => void} onConnection
 * @param {(id: string) => void} onRemoved
 */
export const listen = (onConnection, onRemoved) => {
  const source = new EventSource('/api/events')
  source.addEventListener('open', () => showLink(true))
  source.addEventListener('connection', ({ data }) => onConnection(JSON.parse(data)))
  source.addEventListener('removed', ({ data }) => onRemoved(JSON.parse(data).id))
  source.addEventListener('error', () => {
    showLink(false)
    if (source.readyState !== EventSource.CLOSED) return
    source.close()
    setTimeout(() => listen(onConnection, onRemoved), REOPEN_MS)
  })
}

/** @param {boolean} isThere */
const showLink = (isThere) => {
  byId('link-state').textContent = isThere ? '' : 'Reconnecting… what you have begun goes on.'
}
