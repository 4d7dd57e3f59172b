import { ask, pathOf } from './api.js'
import { element } from './element.js'

/** @typedef {{ id: string, name: string | null, accountNo: string | null, type: string | null, balance: string | null, currency: string | null }} Account */

/**
 * The accounts of a connection, as they are read.
 *
 * @param {string} id
 */
export const accountList = (id) => {
  const place = element(
    'div',
    { class: 'accounts', 'aria-busy': 'true' },
    element('p', { class: 'hint' }, 'Reading the accounts…'),
  )
  const load = async () => {
    const answer = await ask('GET', `${pathOf(id)}/accounts`)
    place.removeAttribute('aria-busy')
    if (answer.ok) place.replaceChildren(tableOf(answer.value.accounts))
    else
      place.replaceChildren(
        element('p', { class: 'hint' }, answer.text),
        element('button', { type: 'button', class: 'button', click: load }, 'Read again'),
      )
  }
  void load()
  return place
}

/** @param {Account[]} accounts */
const tableOf = (accounts) => {
  if (accounts.length === 0) return element('p', { class: 'hint' }, 'The bank shows no accounts.')
  return element(
    'ul',
    { class: 'account-list' },
    ...accounts.map(({ name, accountNo, type, balance, currency }) =>
      element(
        'li',
        { class: 'account' },
        element(
          'span',
          {},
          element('span', { class: 'account-name' }, name ?? 'Account'),
          element('span', { class: 'hint' }, [type?.replaceAll('-', ' '), accountNo].filter(Boolean).join(' · ')),
        ),
        element('span', { class: 'amount' }, amountOf(balance, currency)),
      ),
    ),
  )
}

/**
 * @param {string | null} balance - a decimal, as the bank wrote it
 * @param {string | null} currency
 */
const amountOf = (balance, currency) => {
  if (balance === null) return '–'
  const number = Number(balance)
  if (!Number.isFinite(number)) return balance
  try {
    return new Intl.NumberFormat(undefined, { style: 'currency', currency: currency ?? 'AUD' }).format(number)
  } catch {
    return `${balance} ${currency ?? ''}`
  }
}
