import { request } from './api.js'
import { setBankTime } from './bank-time.js'
import { createCard } from './card.js'
import { byId } from './element.js'
import { listen } from './events.js'
import { showPicker, showPickerError } from './picker.js'

/** @typedef {import('./card.js').Connection} Connection */

/** @type {Map<string, ReturnType<typeof createCard>>} */
const cards = new Map()

const TICK_MS = 500

/** @param {string} id */
const removed = (id) => {
  const card = cards.get(id)
  if (card === undefined) return
  const hadFocus = card.node.contains(document.activeElement)
  card.node.remove()
  cards.delete(id)
  showEmpty()
  if (hadFocus) byId('connections').focus()
}

const showEmpty = () => {
  byId('empty').hidden = cards.size > 0
}

/** The card of a connection; creates it if necessary. @param {Connection} connection */
const cardOf = (connection) => {
  const card = cards.get(connection.id)
  if (card !== undefined) return card
  const node = createCard(connection, { start, removed })
  cards.set(connection.id, node)
  byId('cards').prepend(node.node)
  showEmpty()
  return node
}

/** Starts a connection. The key makes the retry safe. @param {string} institutionId */
const start = async (institutionId) => {
  const key = crypto.randomUUID()
  let result = await request('POST', '/api/connections', { institutionId }, { 'idempotency-key': key })
  if (!result.ok && result.code === 'offline')
    result = await request('POST', '/api/connections', { institutionId }, { 'idempotency-key': key })
  if (!result.ok) {
    showPickerError(result.text)
    return
  }
  setBankTime(result.value.now)
  const { node } = cardOf(result.value.connection)
  // Its form receives the focus, now or when it is drawn.
  node.setAttribute('data-awaited', '')
  const field = node.querySelector('input')
  if (field !== null) {
    node.removeAttribute('data-awaited')
    field.focus({ preventScroll: true })
  }
  node.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
}

const session = await request('POST', '/api/session')
if (!session.ok) showPickerError(session.text)
else {
  const [, listed] = await Promise.all([showPicker((bank) => start(bank.id)), request('GET', '/api/connections')])
  if (listed.ok) {
    setBankTime(listed.value.now)
    for (const connection of [...listed.value.connections].reverse()) cardOf(connection)
  }
  showEmpty()
  listen(({ now, connection }) => {
    setBankTime(now)
    cardOf(connection).onEvent(connection)
  }, removed)
  setInterval(() => {
    for (const { tick } of cards.values()) tick()
  }, TICK_MS)
  document.documentElement.setAttribute('data-ready', '')
}
