import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { PATHS_MAX } from '../codec/list.ts'
import { type MalformedResponse, malformedResponse } from '../failure/port-error.ts'

/**
 * Decodes a value from outside, or returns where it is invalid. Total: it never throws.
 *
 * @param codec - the shape expected; its `name` appears in the failure
 * @example
 * decodeWith(JobId)('') // => left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'JobId', paths: [''] })
 */
export const decodeWith =
  <A>(codec: t.Decoder<unknown, A>) =>
  (u: unknown): E.Either<MalformedResponse, A> =>
    F.pipe(
      attempt(codec, u),
      E.mapLeft((errors) => malformedResponse(codec.name, pathsOf(errors))),
    )

const attempt = <A>(codec: t.Decoder<unknown, A>, u: unknown): t.Validation<A> => {
  try {
    return codec.decode(u)
  } catch {
    return E.left(unreadable())
  }
}

/** Replaces the exception of a getter or a proxy; values parsed from JSON never throw. */
const unreadable = (): t.Errors => [{ value: undefined, context: [] }]

const pathsOf = (errors: t.Errors): readonly string[] => {
  const paths = new Set<string>()
  for (const error of errors) {
    paths.add(pathOf(error))
    if (paths.size === PATHS_MAX) break
  }
  return [...paths]
}

/** JSON pointer to the invalid member. io-ts also counts the branches of a union as steps; those are left out. */
const pathOf = ({ context }: t.ValidationError): string =>
  context
    .filter((_, i) => i > 0 && !isBranching(context[i - 1]?.type))
    .map(({ key }) => `/${escapeKey(key)}`)
    .join('')

const isBranching = (type: unknown): boolean => type instanceof t.UnionType || type instanceof t.IntersectionType

/** @source RFC 6901, section 3 */
const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
