import { request } from './api.js'
import { byId, element } from './element.js'

/** @typedef {{ id: string, name: string, shortName: string | null, country: string | null, isDown: boolean }} Bank */

/**
 * Shows the banks that match the search.
 *
 * @param {(bank: Bank) => Promise<void>} choose
 */
export const showPicker = async (choose) => {
  const search = /** @type {HTMLInputElement} */ (byId('search'))
  const result = await request('GET', '/api/institutions')
  if (!result.ok) {
    showPickerError(result.text)
    return
  }
  /** @type {Bank[]} */
  const banks = result.value.institutions
  const draw = () => {
    const words = search.value.toLowerCase().split(/\s+/)
    const found = banks.filter((bank) => {
      const text = `${bank.name} ${bank.shortName ?? ''} ${bank.country ?? ''}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    byId('banks').replaceChildren(...found.map((bank) => element('li', {}, bankButton(bank, choose))))
    byId('bank-count').textContent =
      found.length === 0 ? "We can't connect a bank with that name." : `${found.length} of ${banks.length} banks`
  }
  search.addEventListener('input', draw)
  draw()
}

/** @param {string | null} text - `null` clears it */
export const showPickerError = (text) => {
  const container = byId('picker-error')
  container.hidden = text === null
  container.textContent = text ?? ''
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
      element('span', { class: 'hint' }, bank.isDown ? 'Unavailable right now' : (bank.country ?? '')),
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
