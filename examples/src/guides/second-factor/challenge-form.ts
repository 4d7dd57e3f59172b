import type { ChallengedView } from '@bank-connection/core'

/** What to draw while the bank waits. */
export interface ChallengeForm {
  readonly title: string
  /** Why the bank asks again; `null` the first time. */
  readonly notice: string | null
  /** The bank's own words: render them as text, never as HTML. */
  readonly description: string | null
  /** Labels of the inputs, in the order of the answers; empty: show a button instead. */
  readonly inputs: readonly string[]
  readonly button: string
  readonly secondsLeft: number
}

/** @param now - of the bank's clock: `bank.clock.now()` */
export const challengeForm = ({ challenge, rejection }: ChallengedView, now: number): ChallengeForm => {
  const { description, prompts, expiresAt, round } = challenge
  const isConfirmation = prompts.length === 0
  return {
    title: isConfirmation ? 'Confirm in the app of your bank' : 'Your bank asks',
    notice: rejection !== null ? 'Your answer was not accepted.' : round > 1 ? 'Your bank asks once more.' : null,
    description,
    inputs: prompts,
    button: isConfirmation ? 'I have confirmed' : 'Send',
    secondsLeft: Math.max(0, Math.floor((expiresAt - now) / 1_000)),
  }
}

/** What to pass to `handle.answer` for the typed texts. */
export const answersFrom = ({ inputs }: ChallengeForm, typed: readonly string[]): readonly string[] =>
  inputs.length === 0 ? ['confirmed'] : typed.map((text) => text.trim())
