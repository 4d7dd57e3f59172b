import type { ConnectionView } from '@bank-connection/core'
import { formatState } from '../model/format-name.ts'

/** The view as text for screen readers; empty if there is none. */
export const announcement = (view: ConnectionView | null): string => {
  switch (view?._tag) {
    case undefined:
      return ''
    case 'Collecting':
      return `Requested: ${view.fields.map(({ field, caption }) => caption ?? field).join(', ')}.`
    case 'Challenged':
      return `Challenge: ${view.challenge.prompts.join(', ') || 'confirm in the bank’s app'}.`
    case 'Working':
      return `Working: ${formatState(view.stage)}.`
    case 'Connected':
      return 'Connected.'
    case 'Failed':
      return 'Failed.'
    case 'Preparing':
    case 'Creating':
    case 'Reconciling':
      return `${view._tag}.`
  }
}
