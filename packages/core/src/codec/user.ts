import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { AccountId, ConnectionId, UserId } from './ids.ts'
import { listOf } from './list.ts'
import { blankable, nullable } from './nullable.ts'
import { strict } from './strict.ts'

/**
 * A user of the API, whose bank accounts are connected.
 *
 * @source Basiq API v2.1, POST /users and GET /users/{userId}; only the second names connections and accounts
 */
export const User = strict(
  {
    id: UserId,
    email: nullable(t.string),
    mobile: nullable(t.string),
    firstName: nullable(t.string),
    lastName: nullable(t.string),
    /** `null` if the server doesn't say. */
    connections: nullable(listOf(strict({ id: ConnectionId }, 'ConnectionRef'))),
    /** `null` if the server doesn't say. */
    accounts: nullable(listOf(strict({ id: AccountId }, 'AccountRef'))),
  },
  'User',
)
export type User = t.TypeOf<typeof User>

interface Names {
  readonly firstName?: string
  readonly lastName?: string
}

/**
 * Input for creating a user: an e-mail address, a mobile number, or both.
 *
 * @source Basiq API v2.1, POST /users: "One of 'email' or 'mobile' is required."; neither needs to be unique
 */
export type NewUser = Names &
  ({ readonly email: string; readonly mobile?: string } | { readonly email?: string; readonly mobile: string })

const Members = strict(
  {
    email: blankable(t.string),
    mobile: blankable(t.string),
    firstName: blankable(t.string),
    lastName: blankable(t.string),
  },
  'NewUser',
)

/** Reads and writes the members that are given; absent, `null` and empty ones are left out. */
export const NewUser = new t.Type<NewUser, NewUser>(
  'NewUser',
  (u): u is NewUser => {
    const read = Members.decode(u)
    return E.isRight(read) && newUserOf(read.right) !== null
  },
  (u, context) =>
    F.pipe(
      Members.validate(u, context),
      E.chain((members) => {
        const user = newUserOf(members)
        return user === null ? t.failures(unreachableBy(context)) : t.success(user)
      }),
    ),
  (user) => user,
)

const newUserOf = ({ email, mobile, firstName, lastName }: t.TypeOf<typeof Members>): NewUser | null => {
  const names: Names = { ...(firstName === null ? {} : { firstName }), ...(lastName === null ? {} : { lastName }) }
  if (email !== null) return { email, ...(mobile === null ? {} : { mobile }), ...names }
  return mobile === null ? null : { mobile, ...names }
}

/** Reports both members, since either would do. */
const unreachableBy = (context: t.Context): t.Errors =>
  ['email', 'mobile'].map((key) => ({ value: undefined, context: t.appendContext(context, key, t.string) }))
