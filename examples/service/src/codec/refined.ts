import { either as E } from 'fp-ts'
import * as t from 'io-ts'

/** Narrows a codec to the values that `accepts`. */
export const refined = <A>(
  codec: t.Type<A, unknown>,
  name: string,
  accepts: (value: A) => boolean,
): t.Type<A, unknown> =>
  new t.Type(
    name,
    (u): u is A => codec.is(u) && accepts(u),
    (u, context) => {
      const decoded = codec.validate(u, context)
      if (E.isLeft(decoded)) return decoded
      return accepts(decoded.right) ? decoded : t.failure(u, context)
    },
    codec.encode,
  )
