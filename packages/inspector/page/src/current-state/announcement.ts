import type { ConnectionView } from '@bank-connection/core'
import { stateWords } from '../model/format-name.ts'

/** What a view says, for those who hear it; empty when there is none. */
export const askedWords = (view: ConnectionView | null): string => {
  switch (view?._tag) {
    case undefined:
      return ''
    case 'Collecting':
      return `Asked for: ${view.fields.map(({ field, caption }) => caption ?? field).join(', ')}.`
    case 'Challenged':
      return `The bank asks: ${view.challenge.prompts.join(', ') || 'for a confirmation'}.`
    case 'Working':
      return `Working: ${stateWords(view.stage)}.`
    case 'Connected':
      return 'Connected.'
    case 'Failed':
      return 'It has failed.'
    case 'Preparing':
    case 'Creating':
    case 'Reconciling':
      return `${view._tag}.`
  }
}
