import { guardMeanings } from '../../../src/chart/guard-meanings.ts'

/** What a guard asks, in a sentence; `null` when there is none. */
export const meaningOf = (guard: string | null): string | null =>
  guard === null ? null : ((guardMeanings as Readonly<Record<string, string>>)[guard] ?? null)
