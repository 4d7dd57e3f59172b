import { ask } from './api.js'
import { byId, element } from './element.js'

/** @typedef {{ id: string, name: string, shortName: string | null, country: string | null, isDown: boolean }} Bank */

/**
 * Shows the banks, and those among them that fit what is typed.
 *
 * @param {(bank: Bank) => Promise<void>} choose
 */
export const showPicker = async (choose) => {
  const search = /** @type {HTMLInputElement} */ (byId('search'))
  const answer = await ask('GET', '/api/institutions')
  if (!answer.ok) {
    showPickerError(answer.text)
    return
  }
  /** @type {Bank[]} */
  const banks = answer.value.institutions
  const draw = () => {
    const words = search.value.toLowerCase().split(/\s+/)
    const found = banks.filter((bank) => {
      const text = `${bank.name} ${bank.shortName ?? ''} ${bank.country ?? ''}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    byId('banks').replaceChildren(...found.map((bank) => element('li', {}, bankButton(bank, choose))))
    byId('bank-count').textContent =
      found.length === 0 ? 'No bank of that name can be connected here.' : `${found.length} of ${banks.length} banks`
  }
  search.addEventListener('input', draw)
  draw()
}

/** @param {string | null} text - null: nothing is wrong any more */
export const showPickerError = (text) => {
  const place = byId('picker-error')
  place.hidden = text === null
  place.textContent = text ?? ''
}

/**
 * @param {Bank} bank
 * @param {(bank: Bank) => Promise<void>} choose
 */
const bankButton = (bank, choose) => {
  const button = element(
    'button',
    {
      type: 'button',
      class: 'bank',
      'data-bank': bank.id,
      click: async () => {
        button.setAttribute('aria-busy', 'true')
        showPickerError(null)
        await choose(bank)
        button.removeAttribute('aria-busy')
      },
    },
    monogram(bank.name),
    element(
      'span',
      { class: 'bank-text' },
      element('span', { class: 'bank-name' }, bank.name),
      element('span', { class: 'hint' }, bank.isDown ? 'Cannot be reached at the moment' : (bank.country ?? '')),
    ),
    element('span', { class: 'arrow', 'aria-hidden': 'true' }, '›'),
  )
  return button
}

/** @param {string} name */
export const monogram = (name) =>
  element(
    'span',
    { class: 'monogram', 'aria-hidden': 'true' },
    name
      .split(' ')
      .map(([letter]) => letter ?? '')
      .join('')
      .slice(0, 2)
      .toUpperCase(),
  )
