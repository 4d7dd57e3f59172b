import { ask, pathOf } from './api.js'
import { bodyOf } from './card-body.js'
import { announce, element } from './element.js'
import { monogram } from './picker.js'

/**
 * @typedef {{ text: string, actor: string, retry: { when: string, afterMs?: number } }} Advice
 * @typedef {import('./steps.js').Step} Step
 * @typedef {{ tag: string, fields: import('./forms.js').Field[], missing: string[], refusal: Advice | null, attemptsLeft: number, stage: string, steps: Step[], expectedEndAt: number | null, notice: string | null, description: string | null, prompts: string[], since: number, expiresAt: number, round: number, advice: Advice }} View
 * @typedef {{ id: string, institution: { id: string, name: string, usualMs: Record<string, number> }, createdAt: number, updatedAt: number, hasAccounts: boolean, view: View }} Connection
 * @typedef {{ begin: (institutionId: string) => Promise<void>, removed: (id: string) => void }} Surroundings
 */

/**
 * The card of one connection. What is typed stays as long as the same is asked for.
 *
 * @param {Connection} first
 * @param {Surroundings} surroundings
 */
export const createCard = (first, surroundings) => {
  const { id, institution } = first
  const badge = element('span', { class: 'badge' })
  const title = element('h3', { class: 'card-title', id: `title-${id}`, tabindex: -1 }, institution.name)
  const place = element('div', { class: 'card-body' })
  const wrong = element('p', { class: 'alert', role: 'alert', hidden: true })
  const made = element(
    'li',
    { class: 'card', 'data-connection': id, 'aria-labelledby': `title-${id}` },
    element('div', { class: 'card-head' }, monogram(institution.name), title, badge),
    place,
    wrong,
  )
  let key = ''
  let shown = { tick: () => {} }
  let events = 0

  /**
   * Takes what a request has answered; what an event has told meanwhile is newer, and stays.
   *
   * @param {Promise<import('./api.js').Answer>} answered
   */
  const taken = async (answered) => {
    const before = events
    const answer = await answered
    if (answer.ok && answer.value.connection !== undefined && events === before) update(answer.value.connection)
    return answer
  }
  const actions = actionsOf(first, surroundings, taken, (text) => {
    wrong.hidden = text === null
    wrong.textContent = text ?? ''
  })

  /** @param {Connection} connection */
  const update = (connection) => {
    const next = keyOf(connection)
    if (next === key) return
    const isNew = key === ''
    key = next
    const { words, tone, body, first: start, tick } = bodyOf(connection, actions)
    const hadFocus = made.contains(document.activeElement) || made.hasAttribute('data-awaited')
    badge.textContent = words
    badge.dataset['tone'] = tone
    made.dataset['view'] = connection.view.tag
    place.replaceChildren(body)
    shown = { tick }
    wrong.hidden = true
    if (!isNew) announce(`${institution.name}: ${words}`)
    if (!hadFocus) return
    if (start !== null) {
      made.removeAttribute('data-awaited')
      start.focus()
    } else if (document.activeElement === document.body) title.focus()
  }
  update(first)
  /** @param {Connection} connection */
  const tell = (connection) => {
    events += 1
    update(connection)
  }
  return { made, tell, tick: () => shown.tick() }
}

/**
 * What a person can do with a connection.
 *
 * @param {Connection} connection
 * @param {Surroundings} surroundings
 * @param {(answered: Promise<import('./api.js').Answer>) => Promise<import('./api.js').Answer>} taken
 * @param {(text: string | null) => void} showProblem - null: nothing is wrong any more
 */
const actionsOf = ({ id, institution }, surroundings, taken, showProblem) => {
  /** @param {string} what @param {object} body */
  const post = (what, body) => taken(ask('POST', `${pathOf(id)}/${what}`, body))

  /** @param {Promise<import('./api.js').Answer>} answered */
  const settled = async (answered) => {
    const answer = await answered
    showProblem(answer.ok ? null : answer.text)
    return answer.ok
  }
  const removed = () => settled(ask('DELETE', pathOf(id)))

  /** @param {string} what @param {object} body */
  const send = async (what, body) => {
    const answer = await post(what, body)
    // One that is not awaited went on meanwhile: what it looks like now comes as an event.
    return answer.ok || answer.code === 'not-awaited' ? null : answer.text
  }
  return {
    submit: (/** @type {Record<string, string>} */ credentials) => send('credentials', { credentials }),
    answer: (/** @type {string[]} */ answers) => send('answers', { answers }),
    cancel: () => settled(post('cancel', {})),
    refresh: () => settled(post('refresh', {})),
    again: async () => {
      if (!(await removed())) return
      surroundings.removed(id)
      await surroundings.begin(institution.id)
    },
    remove: async () => {
      if (await removed()) surroundings.removed(id)
    },
  }
}

/** What decides whether a card is drawn anew. @param {Connection} connection */
const keyOf = ({ view, hasAccounts, updatedAt }) =>
  JSON.stringify(view.tag === 'Connected' ? [view.tag, hasAccounts, updatedAt] : view)
