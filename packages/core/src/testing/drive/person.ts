import type { Credentials } from '../../codec/credentials.ts'
import type { Challenge } from '../../machine/context.ts'

/** What a person types in when asked for credentials; `nothing` waits for ever. */
export type SubmitAction = 'right' | 'wrong' | 'incomplete' | 'too-much' | 'nothing'

/** How a person answers a challenge; `twice` is a double click, `nothing` waits until the challenge expires. */
export type AnswerAction = 'right' | 'wrong' | 'short' | 'blank' | 'twice' | 'nothing'

/** One action of a person when asked, and how long it takes, in milliseconds. */
export interface TimedAction<What> {
  readonly what: What
  readonly afterMs: number
}

/** The crash of a process, and the start of the next one. */
export interface Crash {
  /** The process dies after this event of the trace, counted from 1. */
  readonly afterEvents: number
  /** How many turns of the microtask queue later; 0 means before the event takes effect. */
  readonly turns: number
  /** How long no process runs, in milliseconds. */
  readonly downMs: number
}

/** How a person and the process behave. Plain data. */
export interface Person {
  /** One action per request for credentials, in order; then the right ones, up to 12 in total. */
  readonly submits: readonly TimedAction<SubmitAction>[]
  /** One action per challenge, in order; then the right answers, up to 12 in total. */
  readonly answers: readonly TimedAction<AnswerAction>[]
  /** When the person stops the connection, in milliseconds after the start; `null` for never. */
  readonly cancelAfterMs: number | null
  /** In chronological order. */
  readonly crashes: readonly Crash[]
  /** How the connection is saved for the next process: by hand at each crash, or in a store at each change. */
  readonly keeps: 'by-hand' | 'in-a-store'
}

/** What a person knows. */
export interface Knowledge {
  /** Every field that any institution may ask for. */
  readonly right: Required<Credentials>
  readonly wrong: Required<Credentials>
  /** The right answers to a challenge, one per prompt. */
  readonly answersTo: (challenge: Challenge) => readonly string[]
}

/** A person who does the right thing at once. */
export const helpfulPerson: Person = {
  submits: [],
  answers: [],
  cancelAfterMs: null,
  crashes: [],
  keeps: 'by-hand',
}
