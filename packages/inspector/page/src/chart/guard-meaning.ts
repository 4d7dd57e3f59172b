import { guardMeanings } from '../../../src/chart/guard-meanings.ts'

/** What a guard checks; `null` if there is no guard. */
export const guardMeaning = (guard: string | null): string | null =>
  guard === null ? null : ((guardMeanings as Readonly<Record<string, string>>)[guard] ?? null)
