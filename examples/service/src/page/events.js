import { byId } from './element.js'

const REOPEN_MS = 2_000

/**
 * Subscribes to the user's connections. The browser reconnects when the stream breaks; if it gives up, this opens another
 * one.
 *
 * @param {(event: { now: number, connection: import('./card.js').Connection }) => void} onConnection
 * @param {(id: string) => void} onRemoved
 */
export const listen = (onConnection, onRemoved) => {
  const source = new EventSource('/api/events')
  source.addEventListener('open', () => showStreamState(true))
  source.addEventListener('connection', ({ data }) => onConnection(JSON.parse(data)))
  source.addEventListener('removed', ({ data }) => onRemoved(JSON.parse(data).id))
  source.addEventListener('error', () => {
    showStreamState(false)
    if (source.readyState !== EventSource.CLOSED) return
    source.close()
    setTimeout(() => listen(onConnection, onRemoved), REOPEN_MS)
  })
}

/** @param {boolean} isOpen */
const showStreamState = (isOpen) => {
  byId('stream-state').textContent = isOpen ? '' : 'Reconnecting… Your connections carry on meanwhile.'
}
