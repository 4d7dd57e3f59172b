import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { isObject } from './strict.ts'

export interface UnknownValueBrand {
  readonly UnknownValue: unique symbol
}

/** A value from the server that this version doesn't know. It is kept as is, and never treated as a known one. */
export type UnknownValue = t.Branded<string, UnknownValueBrand>

/**
 * Creates a codec of an enumeration that the server may extend: it accepts any string; known values are literals,
 * others are {@link UnknownValue}.
 */
export const openKeyof = <Keys extends Readonly<Record<string, null>>>(
  keys: Keys,
  name: string,
): t.Type<Extract<keyof Keys, string> | UnknownValue, string> & { readonly keys: Keys } =>
  Object.assign(
    new t.Type<Extract<keyof Keys, string> | UnknownValue, string>(
      name,
      (u): u is Extract<keyof Keys, string> | UnknownValue => typeof u === 'string',
      (u, context) =>
        typeof u === 'string' ? t.success(u as Extract<keyof Keys, string> | UnknownValue) : t.failure(u, context),
      (value) => value,
    ),
    { keys },
  )

/** Whether a value of an open enumeration is known to this version. */
export const isKnown = <Keys extends Readonly<Record<string, null>>>(
  codec: { readonly keys: Keys },
  value: string,
): value is Extract<keyof Keys, string> => Object.hasOwn(codec.keys, value)

/**
 * Creates a codec of an object with arbitrary member names. A member called `__proto__` is dropped, because objects
 * don't reliably keep it.
 */
export const openRecord = <A, O>(
  codec: t.Type<A, O>,
  name: string,
): t.Type<Readonly<Record<string, A>>, Readonly<Record<string, O>>> =>
  new t.Type<Readonly<Record<string, A>>, Readonly<Record<string, O>>>(
    name,
    (u): u is Readonly<Record<string, A>> => isObject(u) && Object.values(u).every(codec.is),
    (u, context) => {
      if (!isObject(u)) return t.failure(u, context)
      const read: Record<string, A> = {}
      for (const [key, member] of Object.entries(u)) {
        if (key === '__proto__') continue
        const result = codec.validate(member, t.appendContext(context, key, codec, member))
        if (E.isLeft(result)) return result
        read[key] = result.right
      }
      return t.success(read)
    },
    (value) => {
      const written: Record<string, O> = {}
      for (const [key, member] of Object.entries(value)) written[key] = codec.encode(member)
      return written
    },
  )
