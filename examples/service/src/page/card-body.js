import { accountList } from './accounts.js'
import { spanText } from './bank-time.js'
import { element } from './element.js'
import { answersForm, countdown, credentialsForm } from './forms.js'
import { progressBar, stepList } from './steps.js'

/**
 * @typedef {import('./card.js').Connection} Connection
 * @typedef {import('./card.js').Advice} Advice
 * @typedef {{ submit: (credentials: Record<string, string>) => Promise<string | null>, answer: (answers: string[]) => Promise<string | null>, cancel: () => void, refresh: () => void, startOver: () => void, remove: () => void }} Actions
 * @typedef {{ label: string, tone: string, body: HTMLElement, first: HTMLElement | null, tick: () => void }} Body
 */

const STAGES = /** @type {Record<string, string>} */ ({
  verifying: 'Logging in',
  answering: 'Sending your answer',
  verifyingAnswer: 'The bank is checking your answer',
  retrievingAccounts: 'Reading your accounts',
  retrievingTransactions: 'Reading your transactions',
  parked: 'Waiting for the bank',
})

/**
 * Renders a connection. `label` is the status; `first` receives the focus when the user has to act.
 *
 * @param {Connection} connection
 * @param {Actions} actions
 * @returns {Body}
 */
export const bodyOf = (connection, actions) => {
  const { view } = connection
  switch (view.tag) {
    case 'Collecting':
      return collecting(connection, actions)
    case 'Working':
      return working(connection, actions)
    case 'Challenged':
      return challenged(connection, actions)
    case 'Connected':
      return connected(connection, actions)
    case 'Failed':
      return failed(connection, actions)
    case 'Interrupted':
      return simpleBody('Interrupted', 'warn', [element('p', {}, view.advice.text)])
    default:
      return simpleBody(view.tag === 'Reconciling' ? 'Checking' : 'Starting', 'busy', [
        waiting(
          view.tag === 'Reconciling'
            ? 'We lost the response and are checking whether the bank got your request…'
            : 'One moment…',
        ),
        buttons(cancelButton(actions)),
      ])
  }
}

/** @param {Connection} connection @param {Actions} actions @returns {Body} */
const collecting = ({ view, institution }, actions) => {
  const { form, first } = credentialsForm(view.fields, view.missing, actions.submit)
  form.append(cancelButton(actions))
  const tries = view.attemptsLeft === 1 ? '1 try left' : `${view.attemptsLeft} tries left`
  const body = element(
    'div',
    {},
    view.refusal === null
      ? element('p', {}, `Use your login for ${institution.name}.`)
      : element(
          'div',
          { class: 'alert', role: 'alert' },
          element('p', {}, view.refusal.text),
          element('p', { class: 'tries' }, tries),
        ),
    form,
  )
  return { label: view.refusal === null ? 'Log in' : 'Try again', tone: 'ask', body, first, tick: () => {} }
}

/** @param {Connection} connection @param {Actions} actions @returns {Body} */
const working = ({ view, institution, updatedAt }, actions) => {
  const since = view.steps.reduce((least, step) => Math.min(least, step.since), Number.POSITIVE_INFINITY)
  const { node, draw } = progressBar(
    Number.isFinite(since) ? since : updatedAt,
    view.stage === 'parked' ? null : view.expectedEndAt,
  )
  const body = element(
    'div',
    {},
    view.notice === null ? node : element('p', { class: 'notice' }, view.notice),
    stepList(view.steps, institution.usualMs),
    element(
      'p',
      { class: 'hint' },
      "You can close this page. We'll carry on, and the result will be here when you return.",
    ),
    buttons(cancelButton(actions)),
  )
  return {
    label: STAGES[view.stage] ?? 'In progress',
    tone: view.stage === 'parked' ? 'warn' : 'busy',
    body,
    first: null,
    tick: draw,
  }
}

/** @param {Connection} connection @param {Actions} actions @returns {Body} */
const challenged = ({ view, institution }, actions) => {
  const { form, first } = answersForm(view.prompts, actions.answer)
  const { node, draw } = countdown(view.since, view.expiresAt)
  form.append(cancelButton(actions))
  const body = element(
    'div',
    {},
    view.refusal === null ? null : element('p', { class: 'alert', role: 'alert' }, view.refusal.text),
    element('p', {}, element('strong', {}, `${institution.name} needs to confirm it's you.`)),
    view.description === null ? null : element('p', { class: 'asked' }, view.description),
    node,
    form,
    stepList(view.steps, institution.usualMs),
  )
  return { label: 'Needs your answer', tone: 'ask', body, first, tick: draw }
}

/** @param {Connection} connection @param {Actions} actions @returns {Body} */
const connected = ({ id, hasAccounts, updatedAt }, actions) => {
  const updated = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(updatedAt)
  const body = element(
    'div',
    {},
    hasAccounts ? accountList(id) : waiting('One moment…'),
    element('p', { class: 'hint' }, `Updated ${updated}`),
    buttons(button('Refresh', actions.refresh), button('Remove', actions.remove, 'quiet')),
  )
  return { label: 'Connected', tone: 'good', body, first: null, tick: () => {} }
}

/** @param {Connection} connection @param {Actions} actions @returns {Body} */
const failed = ({ view, hasAccounts, institution }, actions) => {
  const { text, retry } = view.advice
  const laterMs = retry.when === 'later' ? (retry.afterMs ?? 0) : 0
  const retryButton = hasAccounts ? button('Refresh again', actions.refresh) : button('Try again', actions.startOver)
  const body = element(
    'div',
    {},
    element('div', { class: 'alert' }, element('p', {}, text)),
    laterMs >= 60_000 ? element('p', { class: 'hint' }, `Try again in about ${spanText(laterMs)}.`) : null,
    view.steps.length === 0 ? null : stepList(view.steps, institution.usualMs),
    buttons(retry.when === 'never' ? null : retryButton, button('Remove', actions.remove, 'quiet')),
  )
  return { label: 'Not connected', tone: 'bad', body, first: null, tick: () => {} }
}

/** @param {string} label @param {string} tone @param {(HTMLElement | null)[]} children @returns {Body} */
const simpleBody = (label, tone, children) => ({
  label,
  tone,
  body: element('div', {}, ...children),
  first: null,
  tick: () => {},
})

/** @param {string} label */
const waiting = (label) =>
  element('p', { class: 'waiting' }, element('span', { class: 'spinner', 'aria-hidden': 'true' }), label)

/** @param {...(HTMLElement | null)} all */
const buttons = (...all) => element('div', { class: 'buttons' }, ...all)

/** @param {Actions} actions */
const cancelButton = (actions) => button('Cancel', actions.cancel, 'quiet')

/** @param {string} label @param {() => unknown} act @param {string} kind */
const button = (label, act, kind = '') => {
  const node = /** @type {HTMLButtonElement} */ (
    element(
      'button',
      {
        type: 'button',
        class: `button ${kind}`,
        click: async () => {
          node.disabled = true
          await act()
          node.disabled = false
        },
      },
      label,
    )
  )
  return node
}
