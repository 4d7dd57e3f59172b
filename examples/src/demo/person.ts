import type { Challenge, CollectingView, Credentials } from '@bank-connection/core'
import { either as E } from 'fp-ts'

/** The command has to be given otherwise. */
export interface Misused {
  readonly _tag: 'Misused'
  /** Names the flag, and says what to give. */
  readonly line: string
}

/** Why there is no answer: the command has to be given otherwise, or the person has left. */
export type NoAnswer = Misused | { readonly _tag: 'Left' }

export type Given<A> = Promise<E.Either<NoAnswer, A>>

/** Who is asked for credentials and answers. Must not reject. */
export interface Person {
  /** @param signal - aborts when they are not wanted any more */
  readonly credentials: (form: CollectingView, signal: AbortSignal) => Given<Credentials>
  /** @param signal - aborts when the challenge is over */
  readonly answers: (challenge: Challenge, signal: AbortSignal) => Given<readonly string[]>
}

/** What is known before anything is asked. */
export interface Known {
  readonly credentials: Credentials
  /** One a prompt, in the order of the prompts; `null`: none was given. */
  readonly answers: readonly string[] | null
}

export const misused = (line: string): Misused => ({ _tag: 'Misused', line })

/**
 * Somebody who is not there, and has left a note.
 *
 * @param think - passes the time that a person would take to answer
 */
export const createAbsentPerson = (
  { credentials, answers }: Known,
  think: (signal: AbortSignal) => Promise<void> = async () => undefined,
): Person => ({
  credentials: async () => E.right(credentials),
  answers: async ({ prompts, round }, signal) => {
    if (answers === null)
      return E.left(
        misused(
          `--answer <text...>: the bank asks ${quoted(prompts)}, and there is no terminal to ask at: give one answer per prompt`,
        ),
      )
    if (round > 1)
      return E.left(
        misused(`--answer <text...>: the bank asks again ${quoted(prompts)}: check the answers, then connect again`),
      )
    await think(signal)
    return E.right(answers)
  },
})

export const quoted = (prompts: readonly string[]): string =>
  prompts.length === 0 ? 'for a confirmation' : prompts.map((prompt) => `"${prompt}"`).join(' and ')
