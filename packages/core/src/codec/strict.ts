import { either as E } from 'fp-ts'
import * as t from 'io-ts'

type Members<P extends t.Props> = { readonly [K in keyof P]: t.TypeOf<P[K]> }
type Written<P extends t.Props> = { readonly [K in keyof P]: t.OutputOf<P[K]> }

/**
 * Creates a codec of an object with the named members; others are dropped. Unlike `t.strict`, it reads each member
 * once, and only own members. `t.strict` copies a body that has a member `__proto__` onto an object with that
 * prototype, reads absent members from it, and leaves them `undefined` in the result.
 */
export const strict = <P extends t.Props>(
  props: P,
  name: string,
): t.Type<{ readonly [K in keyof P]: t.TypeOf<P[K]> }, { readonly [K in keyof P]: t.OutputOf<P[K]> }> => {
  const codecs = Object.entries<t.Mixed>(props)
  return new t.Type<Members<P>, Written<P>>(
    name,
    (u): u is Members<P> => isObject(u) && codecs.every(([key, codec]) => codec.is(ownMember(u, key))),
    (u, context) => {
      if (!isObject(u)) return t.failure(u, context)
      const read: Record<string, unknown> = {}
      const errors: t.ValidationError[] = []
      for (const [key, codec] of codecs) {
        const member = ownMember(u, key)
        const result = codec.validate(member, t.appendContext(context, key, codec, member))
        if (E.isRight(result)) read[key] = result.right
        else for (const error of result.left) errors.push(error)
      }
      return errors.length === 0 ? t.success(read as Members<P>) : t.failures(errors)
    },
    (value) => {
      const written: Record<string, unknown> = {}
      for (const [key, codec] of codecs) written[key] = codec.encode(value[key])
      return written as Written<P>
    },
  )
}

/** Whether `u` is an object that is not an array. */
export const isObject = (u: unknown): u is object => typeof u === 'object' && u !== null && !Array.isArray(u)

/** The object's own member; `undefined` if it has none of that name. */
export const ownMember = (u: object, name: string): unknown =>
  Object.hasOwn(u, name) ? (u as Readonly<Record<string, unknown>>)[name] : undefined
