import { adviceFor, adviceForView, type KeptView } from '@bank-connection/core'

/** What a page receives about a connection: only what it shows. */
export const shownView = (view: KeptView): object => {
  const why = adviceForView(view)?.text ?? null
  switch (view._tag) {
    case 'Preparing':
    case 'Creating':
    case 'Reconciling':
      return { show: 'spinner' }
    case 'Collecting': {
      const { fields, incomplete, attemptsLeft } = view
      return { show: 'form', fields, missing: incomplete?.missing ?? [], why, attemptsLeft }
    }
    case 'Working':
      return { show: 'progress', stage: view.stage, steps: view.steps, expectedEndAt: view.expectedEndAt }
    case 'Challenged': {
      const { description, prompts, expiresAt, round } = view.challenge
      return { show: 'challenge', description, prompts, expiresAt, round, why }
    }
    case 'Connected':
      return { show: 'connected', connectionId: view.connected.connectionId }
    case 'Failed': {
      const { actor, retry, messageKey, text } = adviceFor(view.failure)
      return { show: 'failed', actor, retry, messageKey, text }
    }
  }
}
