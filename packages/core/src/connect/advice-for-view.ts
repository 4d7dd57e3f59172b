import { type Advice, adviceFor } from '../failure/advice/advice.ts'
import { messages, userActs } from '../failure/advice/advice-messages.ts'
import type { ConnectionView } from '../machine/view.ts'
import type { KeptView } from './kept-view.ts'

/**
 * What to tell the user beside the view: why credentials or answers are asked for again, or why the connection failed;
 * `null` if there is nothing to tell. Pure and total; exhaustive by type.
 *
 * An answer that was rejected or may have been lost can be given again, so the advice differs from what `adviceFor`
 * returns for a connection that ended with the same failure.
 */
export const adviceForView = (view: ConnectionView | KeptView): Advice | null => {
  switch (view._tag) {
    case 'Collecting': {
      const reason = view.incomplete ?? view.rejection
      return reason === null ? null : adviceFor(reason)
    }
    case 'Challenged': {
      if (view.rejection === null) return null
      const { code, correlationId } = adviceFor(view.rejection)
      return { ...userActs('answer-again'), text: messages['answer-again'], code, correlationId }
    }
    case 'Failed':
      return adviceFor(view.failure)
    case 'Preparing':
    case 'Creating':
    case 'Reconciling':
    case 'Working':
    case 'Connected':
      return null
  }
}
