/**
 * An opaque handle to a secret. Copying, printing, saving or inspecting it reveals nothing: it has no members, and
 * becomes `null` in JSON and `[sealed]` as text. Only {@link exposeSecret} reads it, in the process that created it.
 */
export interface Secret<A> {
  /** Exists in types only, to distinguish handles of different contents. */
  readonly _sealed?: (content: A) => A
  /** Returns null, so that JSON never contains the secret. */
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

/** The secret, or `null` if the handle is lost: saved and restored, copied, or from another process. */
export const exposeSecret = <A>(sealed: Secret<A> | null | undefined): A | null => {
  const known = typeof sealed === 'object' && sealed !== null && contents.has(sealed)
  return known ? (contents.get(sealed) as A) : null
}
