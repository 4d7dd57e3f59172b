import type { DemoEvent } from '../../src/demo/demo-event.ts'
import type { Output } from '../../src/demo/reporter.ts'

/** An output that is kept. */
export const createRecorded = (): Output & { readonly lines: string[]; readonly errors: string[] } => {
  const lines: string[] = []
  const errors: string[] = []
  return { lines, errors, out: (line) => void lines.push(line), err: (line) => void errors.push(line) }
}

/** Each text in a value of JSON, at any depth, with the names of members. */
export const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)])
}

export const eventsIn = (lines: readonly string[]): readonly DemoEvent[] => lines.map((line) => JSON.parse(line))
