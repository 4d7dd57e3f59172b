import type { Trace } from '@bank-connection/core/trace'

/** A law, by words of its name; traces whose last event breaks it, with words of the problem; traces that satisfy it. */
export type LawCase = readonly [
  law: string,
  breaks: readonly (readonly [problem: string, trace: Trace])[],
  keeps: readonly Trace[],
]
