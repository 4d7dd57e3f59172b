import { either as E } from 'fp-ts'
import * as t from 'io-ts'

/** Creates a codec of a member that the server may omit or send as `null`: both become `null`. */
export const nullable = <A, O>(codec: t.Type<A, O>): t.Type<A | null, O | null> =>
  new t.Type<A | null, O | null>(
    `${codec.name} | null`,
    (u): u is A | null => u === null || codec.is(u),
    (u, context) => (u === null || u === undefined ? t.success(null) : codec.validate(u, context)),
    (value) => (value === null ? null : codec.encode(value)),
  )

/**
 * Creates a codec of a member that the server may also send as `""` for no value.
 *
 * @source Basiq API v2.1, Accounts and Transactions: recorded balances and dates are strings, `null`, or empty
 */
export const blankable = <A, O>(codec: t.Type<A, O>): t.Type<A | null, O | null> =>
  new t.Type<A | null, O | null>(
    `${codec.name} | null`,
    (u): u is A | null => u === null || codec.is(u),
    (u, context) => (u === null || u === undefined || u === '' ? t.success(null) : codec.validate(u, context)),
    (value) => (value === null ? null : codec.encode(value)),
  )

/**
 * Creates a codec of an optional member for display: it becomes `null` if it is absent, `null`, or has an undocumented
 * shape, so that it never causes its parent to be rejected.
 */
export const tolerant = <A, O>(codec: t.Type<A, O>): t.Type<A | null, O | null> =>
  new t.Type<A | null, O | null>(
    `${codec.name} | null`,
    (u): u is A | null => u === null || codec.is(u),
    (u, context) => {
      if (u === null || u === undefined) return t.success(null)
      const result = codec.validate(u, context)
      return E.isRight(result) ? result : t.success(null)
    },
    (value) => (value === null ? null : codec.encode(value)),
  )
