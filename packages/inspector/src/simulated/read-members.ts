import { either as E } from 'fp-ts'
import type * as t from 'io-ts'
import { type CommandError, commandError } from './command-error.ts'

/** A member of a command's body. */
export interface Member<A> {
  readonly codec: t.Decoder<unknown, A>
  /** What to send instead, for the error message. */
  readonly remedy: string
}

type Read<Members> = { readonly [Name in keyof Members]: Members[Name] extends Member<infer A> ? A : never }

/** Reads the body of a command: an object with exactly these members. Left: names the invalid member and the remedy. */
export const readMembers =
  <Members extends Readonly<Record<string, Member<unknown>>>>(members: Members) =>
  (body: unknown): E.Either<CommandError, Read<Members>> => {
    const names = Object.keys(members)
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      return commandError(
        400,
        `body: give a JSON object${names.length === 0 ? ' without members' : ` of ${names.join(', ')}`}`,
      )
    if (Object.keys(body).some((name) => !Object.hasOwn(members, name)))
      return commandError(400, `body: give ${names.length === 0 ? 'no members' : `no members but ${names.join(', ')}`}`)
    const read: Record<string, unknown> = {}
    for (const [name, { codec, remedy }] of Object.entries(members)) {
      const given = Object.hasOwn(body, name) ? (body as Readonly<Record<string, unknown>>)[name] : undefined
      const decoded = codec.decode(given)
      if (E.isLeft(decoded)) return commandError(400, `${name}: ${remedy}`)
      read[name] = decoded.right
    }
    return E.right(read as Read<Members>)
  }
