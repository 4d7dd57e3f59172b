import { pathOf, request } from './api.js'
import { bodyOf } from './card-body.js'
import { announce, element } from './element.js'
import { monogram } from './picker.js'

/**
 * @typedef {{ text: string, actor: string, retry: { when: string, afterMs?: number } }} Advice
 * @typedef {import('./steps.js').Step} Step
 * @typedef {{ tag: string, fields: import('./forms.js').Field[], missing: string[], refusal: Advice | null, attemptsLeft: number, stage: string, steps: Step[], expectedEndAt: number | null, notice: string | null, description: string | null, prompts: string[], since: number, expiresAt: number, round: number, advice: Advice }} View
 * @typedef {{ id: string, institution: { id: string, name: string, usualMs: Record<string, number> }, createdAt: number, updatedAt: number, hasAccounts: boolean, view: View }} Connection
 * @typedef {{ start: (institutionId: string) => Promise<void>, removed: (id: string) => void }} Page
 */

/**
 * The card of a connection. It is redrawn only when the view changes, so that typed text stays.
 *
 * @param {Connection} first
 * @param {Page} page
 */
export const createCard = (first, page) => {
  const { id, institution } = first
  const badge = element('span', { class: 'badge' })
  const title = element('h3', { class: 'card-title', id: `title-${id}`, tabindex: -1 }, institution.name)
  const container = element('div', { class: 'card-body' })
  const problem = element('p', { class: 'alert', role: 'alert', hidden: true })
  const node = element(
    'li',
    { class: 'card', 'data-connection': id, 'aria-labelledby': `title-${id}` },
    element('div', { class: 'card-head' }, monogram(institution.name), title, badge),
    container,
    problem,
  )
  let key = ''
  let shown = { tick: () => {} }
  let events = 0

  /**
   * Applies the response of a request, unless an event has arrived since, which is newer.
   *
   * @param {Promise<import('./api.js').ApiResult>} response
   */
  const applied = async (response) => {
    const before = events
    const result = await response
    if (result.ok && result.value.connection !== undefined && events === before) update(result.value.connection)
    return result
  }
  const actions = actionsOf(first, page, applied, (text) => {
    problem.hidden = text === null
    problem.textContent = text ?? ''
  })

  /** @param {Connection} connection */
  const update = (connection) => {
    const next = keyOf(connection)
    if (next === key) return
    const isNew = key === ''
    key = next
    const { label, tone, body, first: start, tick } = bodyOf(connection, actions)
    const hadFocus = node.contains(document.activeElement) || node.hasAttribute('data-awaited')
    badge.textContent = label
    badge.dataset['tone'] = tone
    node.dataset['view'] = connection.view.tag
    container.replaceChildren(body)
    shown = { tick }
    problem.hidden = true
    if (!isNew) announce(`${institution.name}: ${label}`)
    if (!hadFocus) return
    if (start !== null) {
      node.removeAttribute('data-awaited')
      start.focus()
    } else if (document.activeElement === document.body) title.focus()
  }
  update(first)
  /** @param {Connection} connection */
  const onEvent = (connection) => {
    events += 1
    update(connection)
  }
  return { node, onEvent, tick: () => shown.tick() }
}

/**
 * The actions of the buttons and forms.
 *
 * @param {Connection} connection
 * @param {Page} page
 * @param {(response: Promise<import('./api.js').ApiResult>) => Promise<import('./api.js').ApiResult>} applied
 * @param {(text: string | null) => void} showProblem - `null` clears it
 */
const actionsOf = ({ id, institution }, page, applied, showProblem) => {
  /** @param {string} what @param {object} body */
  const post = (what, body) => applied(request('POST', `${pathOf(id)}/${what}`, body))

  /** @param {Promise<import('./api.js').ApiResult>} response */
  const settled = async (response) => {
    const result = await response
    showProblem(result.ok ? null : result.text)
    return result.ok
  }
  const removed = () => settled(request('DELETE', pathOf(id)))

  /** @param {string} what @param {object} body */
  const send = async (what, body) => {
    const result = await post(what, body)
    // The connection has moved on since. Its new state arrives as an event.
    return result.ok || result.code === 'not-awaited' ? null : result.text
  }
  return {
    submit: (/** @type {Record<string, string>} */ credentials) => send('credentials', { credentials }),
    answer: (/** @type {string[]} */ answers) => send('answers', { answers }),
    cancel: () => settled(post('cancel', {})),
    refresh: () => settled(post('refresh', {})),
    startOver: async () => {
      if (!(await removed())) return
      page.removed(id)
      await page.start(institution.id)
    },
    remove: async () => {
      if (await removed()) page.removed(id)
    },
  }
}

/** A card is redrawn when this changes. @param {Connection} connection */
const keyOf = ({ view, hasAccounts, updatedAt }) =>
  JSON.stringify(view.tag === 'Connected' ? [view.tag, hasAccounts, updatedAt] : view)
