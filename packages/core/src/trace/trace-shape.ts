import { isObject, ownMember } from '../codec/strict.ts'

/** Returns the JSON pointer to the first invalid member of a value at `path`; `null` when it is valid. */
export type Shape = (u: unknown, path: string) => string | null

/** Values that a type guard accepts. */
export const matching =
  (isOne: (u: unknown) => boolean): Shape =>
  (u, path) =>
    isOne(u) ? null : path

export const text: Shape = matching((u) => typeof u === 'string')
export const number: Shape = matching((u) => Number.isFinite(u))

/** One of these words. */
export const oneOf = (...words: readonly string[]): Shape => matching((u) => words.includes(u as string))

export const orNull =
  (shape: Shape): Shape =>
  (u, path) =>
    u === null ? null : shape(u, path)

/** Absent and `undefined` are the same. */
export const orAbsent =
  (shape: Shape): Shape =>
  (u, path) =>
    u === undefined ? null : shape(u, path)

export const listOf =
  (shape: Shape): Shape =>
  (u, path) => {
    if (!Array.isArray(u)) return path
    for (const [i, each] of u.entries()) {
      const wrong = shape(each, `${path}/${i}`)
      if (wrong !== null) return wrong
    }
    return null
  }

/** An object with these members; others are ignored. */
export const members =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (u, path) => {
    if (!isObject(u)) return path
    for (const [name, shape] of Object.entries(shapes)) {
      const wrong = shape(ownMember(u, name), `${path}/${name}`)
      if (wrong !== null) return wrong
    }
    return null
  }

/** An object whose member `tag` selects its shape. */
export const tagged =
  (tag: string, shapes: Readonly<Record<string, Shape>>): Shape =>
  (u, path) => {
    if (!isObject(u)) return path
    const name = ownMember(u, tag)
    const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined
    return shape === undefined ? `${path}/${tag}` : shape(u, path)
  }
