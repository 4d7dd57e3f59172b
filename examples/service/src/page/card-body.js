import { accountList } from './accounts.js'
import { spanText } from './bank-time.js'
import { element } from './element.js'
import { answersForm, countdown, credentialsForm } from './forms.js'
import { progressBar, stepList } from './steps.js'

/**
 * @typedef {import('./card.js').Connection} Connection
 * @typedef {import('./card.js').Advice} Advice
 * @typedef {{ submit: (credentials: Record<string, string>) => Promise<string | null>, answer: (answers: string[]) => Promise<string | null>, cancel: () => void, refresh: () => void, again: () => void, remove: () => void }} Actions
 * @typedef {{ words: string, tone: string, body: HTMLElement, first: HTMLElement | null, tick: () => void }} Body
 */

const STAGES = /** @type {Record<string, string>} */ ({
  verifying: 'Logging in',
  answering: 'Sending your answer',
  verifyingAnswer: 'The bank checks your answer',
  retrievingAccounts: 'Reading your accounts',
  retrievingTransactions: 'Reading your transactions',
  parked: 'Waiting for the bank',
})

/**
 * What a card shows of a connection, in words and as elements; `first` takes the focus when something is to be done.
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
      return quiet('Interrupted', 'warn', [element('p', {}, view.advice.text)])
    default:
      return quiet(view.tag === 'Reconciling' ? 'Looking again' : 'Starting', 'busy', [
        waiting(view.tag === 'Reconciling' ? 'The answer got lost: we look whether it arrived…' : 'One moment…'),
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
      ? element('p', {}, `Log in as you do at ${institution.name}.`)
      : element(
          'div',
          { class: 'alert', role: 'alert' },
          element('p', {}, view.refusal.text),
          element('p', { class: 'tries' }, tries),
        ),
    form,
  )
  return { words: view.refusal === null ? 'Log in' : 'Try again', tone: 'ask', body, first, tick: () => {} }
}

/** @param {Connection} connection @param {Actions} actions @returns {Body} */
const working = ({ view, institution, updatedAt }, actions) => {
  const since = view.steps.reduce((least, step) => Math.min(least, step.since), Number.POSITIVE_INFINITY)
  const { made, draw } = progressBar(
    Number.isFinite(since) ? since : updatedAt,
    view.stage === 'parked' ? null : view.expectedEndAt,
  )
  const body = element(
    'div',
    {},
    view.notice === null ? made : element('p', { class: 'notice' }, view.notice),
    stepList(view.steps, institution.usualMs),
    element('p', { class: 'hint' }, 'You may close this page: it goes on, and is here when you come back.'),
    buttons(cancelButton(actions)),
  )
  return {
    words: STAGES[view.stage] ?? 'Under way',
    tone: view.stage === 'parked' ? 'warn' : 'busy',
    body,
    first: null,
    tick: draw,
  }
}

/** @param {Connection} connection @param {Actions} actions @returns {Body} */
const challenged = ({ view, institution }, actions) => {
  const { form, first } = answersForm(view.prompts, actions.answer)
  const { made, draw } = countdown(view.since, view.expiresAt)
  form.append(cancelButton(actions))
  const body = element(
    'div',
    {},
    view.refusal === null ? null : element('p', { class: 'alert', role: 'alert' }, view.refusal.text),
    element('p', {}, element('strong', {}, `${institution.name} wants to be sure that it is you.`)),
    view.description === null ? null : element('p', { class: 'asked' }, view.description),
    made,
    form,
    stepList(view.steps, institution.usualMs),
  )
  return { words: 'Needs your answer', tone: 'ask', body, first, tick: draw }
}

/** @param {Connection} connection @param {Actions} actions @returns {Body} */
const connected = ({ id, hasAccounts, updatedAt }, actions) => {
  const read = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(updatedAt)
  const body = element(
    'div',
    {},
    hasAccounts ? accountList(id) : waiting('One moment…'),
    element('p', { class: 'hint' }, `Read ${read}`),
    buttons(button('Refresh', actions.refresh), button('Remove', actions.remove, 'quiet')),
  )
  return { words: 'Connected', tone: 'good', body, first: null, tick: () => {} }
}

/** @param {Connection} connection @param {Actions} actions @returns {Body} */
const failed = ({ view, hasAccounts, institution }, actions) => {
  const { text, retry } = view.advice
  const laterMs = retry.when === 'later' ? (retry.afterMs ?? 0) : 0
  const again = hasAccounts ? button('Refresh again', actions.refresh) : button('Try again', actions.again)
  const body = element(
    'div',
    {},
    element('div', { class: 'alert' }, element('p', {}, text)),
    laterMs >= 60_000
      ? element('p', { class: 'hint' }, `It is worth another try in about ${spanText(laterMs)}.`)
      : null,
    view.steps.length === 0 ? null : stepList(view.steps, institution.usualMs),
    buttons(retry.when === 'never' ? null : again, button('Remove', actions.remove, 'quiet')),
  )
  return { words: 'Not connected', tone: 'bad', body, first: null, tick: () => {} }
}

/** @param {string} words @param {string} tone @param {(HTMLElement | null)[]} children @returns {Body} */
const quiet = (words, tone, children) => ({
  words,
  tone,
  body: element('div', {}, ...children),
  first: null,
  tick: () => {},
})

/** @param {string} words */
const waiting = (words) =>
  element('p', { class: 'waiting' }, element('span', { class: 'spinner', 'aria-hidden': 'true' }), words)

/** @param {...(HTMLElement | null)} all */
const buttons = (...all) => element('div', { class: 'buttons' }, ...all)

/** @param {Actions} actions */
const cancelButton = (actions) => button('Cancel', actions.cancel, 'quiet')

/** @param {string} words @param {() => unknown} act @param {string} kind */
const button = (words, act, kind = '') => {
  const made = /** @type {HTMLButtonElement} */ (
    element(
      'button',
      {
        type: 'button',
        class: `button ${kind}`,
        click: async () => {
          made.disabled = true
          await act()
          made.disabled = false
        },
      },
      words,
    )
  )
  return made
}
