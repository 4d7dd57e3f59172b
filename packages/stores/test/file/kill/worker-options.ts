import type { ConnectionRequest } from '@bank-connection/core'
import type { UserInput } from '../simulated-process.ts'

export interface WorkerOptions {
  readonly url: string
  readonly apiKey: string
  readonly folder: string
  /** When the bank started, in bank time and in real time: milliseconds since the Unix epoch. */
  readonly startAt: number
  readonly startedAt: number
  /** Bank milliseconds per real millisecond. */
  readonly speed: number
  readonly request: ConnectionRequest
  readonly userInput: UserInput
  /** The line after which it blocks; `null`: never. */
  readonly killAt: KillPoint | null
}

/** A line of a process. Line numbers would not do, because the number of polls varies. */
export interface KillPoint {
  readonly line: string
  /** Which of the equal lines, from 1. */
  readonly nth: number
}

/** Whether the last of these lines is the one to kill at. */
export const isKillPoint = ({ killAt }: WorkerOptions, lines: readonly string[]): boolean =>
  killAt !== null && lines.at(-1) === killAt.line && lines.filter((line) => line === killAt.line).length === killAt.nth
