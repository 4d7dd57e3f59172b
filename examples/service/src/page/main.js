import { ask } from './api.js'
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
  const hadFocus = card.made.contains(document.activeElement)
  card.made.remove()
  cards.delete(id)
  showEmpty()
  if (hadFocus) byId('connections').focus()
}

const showEmpty = () => {
  byId('empty').hidden = cards.size > 0
}

/** The card of a connection, which is made when there is none. @param {Connection} connection */
const cardOf = (connection) => {
  const card = cards.get(connection.id)
  if (card !== undefined) return card
  const made = createCard(connection, { begin, removed })
  cards.set(connection.id, made)
  byId('cards').prepend(made.made)
  showEmpty()
  return made
}

/** Begins a connection. The key makes a second click, or a repeated request, the same one. @param {string} institutionId */
const begin = async (institutionId) => {
  const key = crypto.randomUUID()
  let answer = await ask('POST', '/api/connections', { institutionId }, { 'idempotency-key': key })
  if (!answer.ok && answer.code === 'offline')
    answer = await ask('POST', '/api/connections', { institutionId }, { 'idempotency-key': key })
  if (!answer.ok) {
    showPickerError(answer.text)
    return
  }
  setBankTime(answer.value.now)
  const { made } = cardOf(answer.value.connection)
  // Its form takes the focus, at once or when it comes.
  made.setAttribute('data-awaited', '')
  const field = made.querySelector('input')
  if (field !== null) {
    made.removeAttribute('data-awaited')
    field.focus({ preventScroll: true })
  }
  made.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
}

const session = await ask('POST', '/api/session')
if (!session.ok) showPickerError(session.text)
else {
  const [, listed] = await Promise.all([showPicker((bank) => begin(bank.id)), ask('GET', '/api/connections')])
  if (listed.ok) {
    setBankTime(listed.value.now)
    for (const connection of [...listed.value.connections].reverse()) cardOf(connection)
  }
  showEmpty()
  listen(({ now, connection }) => {
    setBankTime(now)
    cardOf(connection).tell(connection)
  }, removed)
  setInterval(() => {
    for (const { tick } of cards.values()) tick()
  }, TICK_MS)
  document.documentElement.setAttribute('data-ready', '')
}
