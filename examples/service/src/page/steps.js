import { bankNow, spanText } from './bank-time.js'
import { element } from './element.js'

/** @typedef {{ title: string, status: string, since: number }} Step */

const TITLES = /** @type {Record<string, string>} */ ({
  'verify-credentials': 'Log in to your bank',
  'mfa-challenge': "Confirm it's you",
  'retrieve-accounts': 'Read your accounts',
  'retrieve-transactions': 'Read your transactions',
  'retrieve-statements': 'Read your statements',
})

const STATES = /** @type {Record<string, string>} */ ({
  success: 'done',
  skipped: 'not needed',
  failed: 'failed',
  'in-progress': 'in progress',
  pending: 'waiting',
})

const MARKS = /** @type {Record<string, string>} */ ({ success: '✓', skipped: '–', failed: '!' })

/**
 * The steps of a job, with the average duration of each.
 *
 * @param {Step[]} steps
 * @param {Record<string, number>} usualMs
 */
export const stepList = (steps, usualMs) => {
  const hasFailed = steps.some(({ status }) => status === 'failed')
  return element(
    'ol',
    { class: 'steps' },
    ...steps.map(({ title, status }) => {
      const usual = usualMs[title]
      const isOpen = !hasFailed && (status === 'pending' || status === 'in-progress')
      return element(
        'li',
        { class: 'step', 'data-status': status },
        element('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[status] ?? ''),
        element('span', { class: 'step-title' }, TITLES[title] ?? 'Another check'),
        element('span', { class: 'unseen' }, `, ${STATES[status] ?? 'in progress'}`),
        isOpen && usual !== undefined
          ? element('span', { class: 'step-time' }, `about ${spanText(usual)}`)
          : element('span', { class: 'step-time' }, status === 'skipped' ? 'not needed' : ''),
      )
    }),
  )
}

/**
 * The progress of a job, as a bar and as text. `draw` updates both.
 *
 * @param {number} since
 * @param {number | null} expectedEndAt
 */
export const progressBar = (since, expectedEndAt) => {
  const bar = element('span', { class: 'bar-fill' })
  const words = element('span', { class: 'hint' })
  const draw = () => {
    const now = bankNow()
    if (expectedEndAt === null) words.textContent = `${spanText(now - since)} so far`
    else {
      const part = Math.min(0.97, Math.max(0.03, (now - since) / Math.max(1, expectedEndAt - since)))
      bar.style.inlineSize = `${part * 100}%`
      const left = expectedEndAt - now
      words.textContent = left > 0 ? `About ${spanText(left)} left` : 'This is taking a little longer than usual'
    }
  }
  draw()
  const node = element(
    'div',
    { class: 'progress' },
    element('span', { class: 'bar', 'aria-hidden': 'true' }, bar),
    words,
  )
  return { node, draw }
}
