import * as t from 'io-ts'

const numberWhere = (name: string, holds: (value: number) => boolean): t.Type<number> => {
  const is = (u: unknown): u is number => typeof u === 'number' && holds(u)
  return new t.Type<number>(name, is, (u, context) => (is(u) ? t.success(u) : t.failure(u, context)), t.identity)
}

/** Milliseconds since the Unix epoch: mostly whole, though a clock may tell parts of them. */
export const Time = numberWhere('Time', (value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER)

/** A whole number, 0 or more. */
export const WholeNumber = numberWhere('WholeNumber', (value) => Number.isSafeInteger(value) && value >= 0)
