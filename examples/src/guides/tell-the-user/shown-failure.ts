import { adviceFor, type KeptFailedView, type MessageKey, messages } from '@bank-connection/core'

/** The messages of one language, by key. */
export type Language = Readonly<Record<MessageKey, string>>

/** What a user is shown when a connection has failed. */
export interface ShownFailure {
  readonly text: string
  /** `again`: a button that starts over; `look`: one that checks the outcome; `none`: no button. */
  readonly button: 'again' | 'look' | 'none'
  /** When to enable the button, in milliseconds from now. */
  readonly afterMs: number
}

export const shownFailure = (failure: KeptFailedView['failure'], language: Language = messages): ShownFailure => {
  const { actor, retry, messageKey } = adviceFor(failure)
  const text = language[messageKey]
  switch (retry.when) {
    case 'now':
      return { text, button: 'again', afterMs: 0 }
    case 'later':
      return { text, button: 'again', afterMs: retry.afterMs }
    case 'afterLookup':
      return { text, button: 'look', afterMs: 0 }
    case 'afterAction':
      return { text, button: actor === 'user' ? 'again' : 'none', afterMs: 0 }
    case 'never':
      return { text, button: 'none', afterMs: 0 }
  }
}
