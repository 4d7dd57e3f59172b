import { isObject, ownMember } from '../codec/strict.ts'

/** Gives the JSON pointer of what is wrong with a value at `path`; `null` when nothing is. */
export type Shape = (u: unknown, path: string) => string | null

/** What a guard such as that of a codec accepts. */
export const being =
  (isOne: (u: unknown) => boolean): Shape =>
  (u, path) =>
    isOne(u) ? null : path

export const text: Shape = being((u) => typeof u === 'string')
export const number: Shape = being((u) => Number.isFinite(u))

/** One of these words. */
export const word = (...words: readonly string[]): Shape => being((u) => words.includes(u as string))

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

/** An object of these members; others do not matter. */
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

/** An object whose member `tag` tells of which of these shapes it is. */
export const tagged =
  (tag: string, shapes: Readonly<Record<string, Shape>>): Shape =>
  (u, path) => {
    if (!isObject(u)) return path
    const name = ownMember(u, tag)
    const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined
    return shape === undefined ? `${path}/${tag}` : shape(u, path)
  }
