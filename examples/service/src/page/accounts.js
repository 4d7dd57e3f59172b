import { pathOf, request } from './api.js'
import { element } from './element.js'

/** @typedef {{ id: string, name: string | null, accountNo: string | null, type: string | null, balance: string | null, currency: string | null }} Account */

/**
 * Loads and shows the accounts of a connection.
 *
 * @param {string} id
 */
export const accountList = (id) => {
  const container = element(
    'div',
    { class: 'accounts', 'aria-busy': 'true' },
    element('p', { class: 'hint' }, 'Loading your accounts…'),
  )
  const load = async () => {
    const result = await request('GET', `${pathOf(id)}/accounts`)
    container.removeAttribute('aria-busy')
    if (result.ok) container.replaceChildren(tableOf(result.value.accounts))
    else
      container.replaceChildren(
        element('p', { class: 'hint' }, result.text),
        element('button', { type: 'button', class: 'button', click: load }, 'Try again'),
      )
  }
  void load()
  return container
}

/** @param {Account[]} accounts */
const tableOf = (accounts) => {
  if (accounts.length === 0) return element('p', { class: 'hint' }, 'There are no accounts at this bank.')
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
 * @param {string | null} balance - a decimal, as the bank sent it
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
