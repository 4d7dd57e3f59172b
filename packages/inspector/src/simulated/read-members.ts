import { either as E } from 'fp-ts'
import type * as t from 'io-ts'
import { type Trouble, trouble } from './command-problem.ts'

/** One member of a command. */
export interface Member<A> {
  readonly codec: t.Decoder<unknown, A>
  /** What to give. */
  readonly remedy: string
}

type Read<Members> = { readonly [Name in keyof Members]: Members[Name] extends Member<infer A> ? A : never }

/** Reads the body of a command: an object with these members and no others. Left: which does not fit, and what would. */
export const readMembers =
  <Members extends Readonly<Record<string, Member<unknown>>>>(members: Members) =>
  (body: unknown): E.Either<Trouble, Read<Members>> => {
    const names = Object.keys(members)
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      return trouble(
        400,
        `body: give a JSON object${names.length === 0 ? ' without members' : ` of ${names.join(', ')}`}`,
      )
    if (Object.keys(body).some((name) => !Object.hasOwn(members, name)))
      return trouble(400, `body: leave out all members but ${names.length === 0 ? 'none' : names.join(', ')}`)
    const read: Record<string, unknown> = {}
    for (const [name, { codec, remedy }] of Object.entries(members)) {
      const given = Object.hasOwn(body, name) ? (body as Readonly<Record<string, unknown>>)[name] : undefined
      const decoded = codec.decode(given)
      if (E.isLeft(decoded)) return trouble(400, `${name}: ${remedy}`)
      read[name] = decoded.right
    }
    return E.right(read as Read<Members>)
  }
