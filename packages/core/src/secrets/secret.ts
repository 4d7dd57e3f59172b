/**
 * An opaque handle to something secret. Whatever copies, prints, saves or inspects the handle gets nothing: it has no
 * members, becomes `null` in JSON and `[sealed]` as text. Only {@link exposeSecret} opens it, in the process that sealed it.
 */
export interface Secret<A> {
  /** Exists in types only: it keeps handles to different things apart. */
  readonly _sealed?: (content: A) => A
  /** Gives null, so that no JSON holds the content. */
  readonly toJSON: () => null
}

const contents = new WeakMap<object, unknown>()

const redacted = (): string => '[sealed]'

const handle: object = Object.freeze(
  Object.defineProperties(Object.create(null) as object, {
    toJSON: { value: () => null },
    toString: { value: redacted },
    [Symbol.toPrimitive]: { value: redacted },
    [Symbol.for('nodejs.util.inspect.custom')]: { value: redacted },
  }),
)

/** Puts `content` behind an opaque handle. */
export const createSecret = <A>(content: A): Secret<A> => {
  const sealed = Object.freeze(Object.create(handle) as Secret<A>)
  contents.set(sealed, content)
  return sealed
}

/** What was sealed, or `null` when the handle is lost: saved and restored, copied, or from another process. */
export const exposeSecret = <A>(sealed: Secret<A> | null | undefined): A | null => {
  const known = typeof sealed === 'object' && sealed !== null && contents.has(sealed)
  return known ? (contents.get(sealed) as A) : null
}
