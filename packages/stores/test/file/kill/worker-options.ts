import type { ConnectionRequest } from '@bank-connection/core'
import type { Person } from '../simulated-process.ts'

/** What a process is told that is to own a connection. */
export interface Orders {
  readonly url: string
  readonly apiKey: string
  readonly folder: string
  /** When the bank began, in its own time and in the real one: milliseconds since the Unix epoch. */
  readonly startAt: number
  readonly startedAt: number
  /** Bank milliseconds in a real one. */
  readonly speed: number
  readonly request: ConnectionRequest
  readonly person: Person
  /** The line at which it stands still; `null`: it never does. */
  readonly stopAt: Stop | null
}

/** A line of a process: how often it looks at a job is a matter of chance. */
export interface Stop {
  readonly line: string
  /** Which of those that read like this, from 1. */
  readonly nth: number
}

/** Whether the last of these lines is the one at which it stands still. */
export const isStop = ({ stopAt }: Orders, lines: readonly string[]): boolean =>
  stopAt !== null && lines.at(-1) === stopAt.line && lines.filter((line) => line === stopAt.line).length === stopAt.nth
