import { bankNow, clockText } from './bank-time.js'
import { element } from './element.js'

/** @typedef {{ field: string, caption: string | null }} Field */
/** @typedef {(values: string[]) => Promise<string | null>} Send - resolves with what went wrong, or `null` */

const CAPTIONS = /** @type {Record<string, string>} */ ({
  loginId: 'Login',
  secondaryLoginId: 'Second login',
  password: 'Password',
  securityCode: 'Security code',
  userToken: 'Access token',
})

/** Attributes for password managers and keyboards. A token is for one use and should not be saved. */
const KINDS = /** @type {Record<string, Record<string, string>>} */ ({
  loginId: { type: 'text', autocomplete: 'username' },
  secondaryLoginId: { type: 'text', autocomplete: 'off' },
  password: { type: 'password', autocomplete: 'current-password' },
  securityCode: { type: 'password', autocomplete: 'off', inputmode: 'text' },
  userToken: { type: 'password', autocomplete: 'off' },
})

let count = 0

/**
 * @param {string} caption
 * @param {Record<string, string>} kind
 * @param {boolean} isMissing
 */
const fieldRow = (caption, kind, isMissing = false) => {
  count += 1
  const id = `field-${count}`
  const input = /** @type {HTMLInputElement} */ (
    element('input', {
      id,
      class: 'input',
      required: true,
      maxlength: 500,
      autocapitalize: 'none',
      autocorrect: 'off',
      spellcheck: 'false',
      'aria-invalid': isMissing ? 'true' : null,
      ...kind,
    })
  )
  return {
    input,
    row: element('div', { class: 'field' }, element('label', { class: 'label', for: id }, caption), input),
  }
}

/**
 * A form that is cleared as soon as it is sent.
 *
 * @param {{ input: HTMLInputElement, row: HTMLElement }[]} rows
 * @param {string} action
 * @param {Send} send
 * @param {(() => string[]) | null} fixed - values to send instead of typed ones
 */
const formOf = (rows, action, send, fixed = null) => {
  const button = /** @type {HTMLButtonElement} */ (
    element('button', { type: 'submit', class: 'button primary' }, action)
  )
  const problem = element('p', { class: 'alert', role: 'alert', hidden: true })
  const form = element(
    'form',
    {
      class: 'form',
      novalidate: true,
      submit: async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault()
        const empty = rows.find(({ input }) => input.value === '')
        for (const { input } of rows) input.setAttribute('aria-invalid', String(input.value === ''))
        if (empty !== undefined) {
          problem.hidden = false
          problem.textContent = 'Fill in the marked fields.'
          empty.input.focus()
          return
        }
        const values = fixed?.() ?? rows.map(({ input }) => input.value)
        button.disabled = true
        const text = await send(values)
        button.disabled = false
        if (text === null) for (const { input } of rows) input.value = ''
        problem.hidden = text === null
        problem.textContent = text ?? ''
      },
    },
    ...rows.map(({ row }) => row),
    problem,
    button,
  )
  return { form, first: rows[0]?.input ?? button }
}

/**
 * @param {Field[]} fields
 * @param {string[]} missing - names of the fields that were empty when last sent
 * @param {(credentials: Record<string, string>) => Promise<string | null>} send
 */
export const credentialsForm = (fields, missing, send) => {
  const rows = fields.map(({ field, caption }) =>
    fieldRow(caption ?? CAPTIONS[field] ?? field, { name: field, ...KINDS[field] }, missing.includes(field)),
  )
  return formOf(rows, 'Connect', (values) =>
    send(Object.fromEntries(fields.map(({ field }, i) => [field, values[i] ?? '']))),
  )
}

/**
 * @param {string[]} prompts - empty if the bank waits for a confirmation in its app
 * @param {Send} send
 */
export const answersForm = (prompts, send) => {
  if (prompts.length === 0) return formOf([], "I've confirmed it", send, () => ['confirmed'])
  const kind = { type: 'text', autocomplete: 'one-time-code', name: 'answer' }
  return formOf(
    prompts.map((prompt) => fieldRow(prompt, kind)),
    prompts.length === 1 ? 'Send answer' : 'Send answers',
    send,
  )
}

/**
 * The time left to answer. `draw` updates it.
 *
 * @param {number} since
 * @param {number} expiresAt
 */
export const countdown = (since, expiresAt) => {
  const digits = element('strong', { class: 'countdown-digits' })
  const fill = element('span', { class: 'bar-fill' })
  const node = element(
    'div',
    { class: 'countdown', role: 'timer' },
    element('span', { class: 'bar', 'aria-hidden': 'true' }, fill),
    element('p', { class: 'hint' }, 'Answer within ', digits),
  )
  const draw = () => {
    const left = expiresAt - bankNow()
    digits.textContent = clockText(left)
    fill.style.inlineSize = `${Math.max(0, Math.min(1, left / Math.max(1, expiresAt - since))) * 100}%`
    node.toggleAttribute('data-late', left < 30_000)
  }
  draw()
  return { node, draw }
}
