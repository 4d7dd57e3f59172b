import type { Credentials } from '../../codec/credentials.ts'
import type { Challenge } from '../../machine/context.ts'

/** What a person types in when credentials are asked for: `nothing` waits for ever. */
export type Typing = 'right' | 'wrong' | 'incomplete' | 'too-much' | 'nothing'

/** What a person gives to a challenge: `twice` is a double click, `nothing` waits until it expires. */
export type Replying = 'right' | 'wrong' | 'short' | 'blank' | 'twice' | 'nothing'

/** One thing that a person does when asked, and how long that takes, in milliseconds. */
export interface Doing<What> {
  readonly what: What
  readonly afterMs: number
}

/** The end of a process, and the beginning of the next one. */
export interface Crash {
  /** After which event of the trace it dies, from 1. */
  readonly afterEvents: number
  /** How many turns of the microtask queue later; 0: before what the event tells of is done. */
  readonly turns: number
  /** How long nothing runs, in milliseconds. */
  readonly downMs: number
}

/** How a person, and the process that works for it, behave. Plain data. */
export interface Person {
  /** What is done at each demand for credentials, in order; after the last right ones, but no more than 12 in all. */
  readonly submits: readonly Doing<Typing>[]
  /** What is done at each challenge, in order; after the last right answers, but no more than 12 in all. */
  readonly answers: readonly Doing<Replying>[]
  /** When it stops the connection, in milliseconds after the beginning; `null`: never. */
  readonly cancelAfterMs: number | null
  /** In the order in which they happen. */
  readonly crashes: readonly Crash[]
  /** Where the connection is kept for the next process: by hand, at each crash; or in a store, at each change. */
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

/** Does what is right, at once. */
export const helpfulPerson: Person = {
  submits: [],
  answers: [],
  cancelAfterMs: null,
  crashes: [],
  keeps: 'by-hand',
}
