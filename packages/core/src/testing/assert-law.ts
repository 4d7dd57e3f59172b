import { either as E } from 'fp-ts'

/** Compares two values as JSON. The order of members does not matter. */
export const assertLaw = (seen: unknown, wanted: unknown): E.Either<unknown, 'holds'> =>
  canonical(seen) === canonical(wanted) ? E.right('holds') : E.left({ seen, wanted })

const canonical = (u: unknown): string => JSON.stringify(u, (_, member: unknown) => sorted(member)) ?? 'undefined'

const sorted = (u: unknown): unknown =>
  typeof u === 'object' && u !== null && !Array.isArray(u)
    ? Object.fromEntries(Object.entries(u).sort(([a], [b]) => (a < b ? -1 : 1)))
    : u

/** Runs everything that is ready. */
export const settleDown = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await undefined
}
