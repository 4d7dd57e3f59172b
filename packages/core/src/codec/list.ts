import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { isObject, ownMember } from './strict.ts'

/** How many failures are reported at most: a page of 500 empty rows would give thousands. */
export const PATHS_MAX = 20

/** A list as the server sends it. */
export interface ListEnvelope<O> {
  readonly type: 'list'
  readonly data: readonly O[]
}

/**
 * Creates a codec of an array. Unlike `t.readonlyArray`, it stops at the twentieth failure: no more are reported, and a
 * body of a million bad elements must not cost a million failures.
 */
export const arrayOf = <A, O>(codec: t.Type<A, O>): t.Type<readonly A[], readonly O[]> =>
  new t.Type<readonly A[], readonly O[]>(
    `readonly ${codec.name}[]`,
    (u): u is readonly A[] => Array.isArray(u) && u.every(codec.is),
    (u, context) => {
      if (!Array.isArray(u)) return t.failure(u, context)
      const read: A[] = []
      const errors: t.ValidationError[] = []
      for (let i = 0; i < u.length && errors.length < PATHS_MAX; i++) {
        const element: unknown = u[i]
        const result = codec.validate(element, t.appendContext(context, String(i), codec, element))
        if (E.isRight(result)) read.push(result.right)
        else for (const error of result.left) errors.push(error)
      }
      return errors.length === 0 ? t.success(read) : t.failures(errors)
    },
    (values) => values.map(codec.encode),
  )

/**
 * Creates a codec of the server's list envelope: `{ "type": "list", "data": […] }` on the wire, an array in the
 * program. Only `data` is read.
 *
 * @source Basiq API v2.1: the envelope is the same for every list; `count`, `size` and `totalCount` are on some of them
 */
export const listOf = <A, O>(codec: t.Type<A, O>): t.Type<readonly A[], ListEnvelope<O>> => {
  const elements = arrayOf(codec)
  return new t.Type<readonly A[], ListEnvelope<O>>(
    `list of ${codec.name}`,
    elements.is,
    (u, context) => {
      if (!isObject(u)) return t.failure(u, context)
      const data = ownMember(u, 'data')
      return elements.validate(data, t.appendContext(context, 'data', elements, data))
    },
    (values) => ({ type: 'list', data: elements.encode(values) }),
  )
}
