import type { BankLogin } from '@bank-connection/memory-adapter'
import { expectTypeOf, test } from 'vitest'

const rest = { holder: 'Me', challenge: null, failure: null } as const

test('a login has a password, and a user token has none', () => {
  expectTypeOf({ ...rest, loginId: 'me', password: 'p' }).toExtend<BankLogin>()
  expectTypeOf({ ...rest, userToken: 't' }).toExtend<BankLogin>()
  expectTypeOf(rest).not.toExtend<BankLogin>()
  expectTypeOf({ ...rest, loginId: 'me' }).not.toExtend<BankLogin>()
  expectTypeOf({ ...rest, loginId: 'me', userToken: 't' }).not.toExtend<BankLogin>()
  expectTypeOf({ ...rest, loginId: 'me', password: 'p', userToken: 't' }).not.toExtend<BankLogin>()
})

test('every login with a login id has a string password', () => {
  expectTypeOf<Extract<BankLogin, { readonly loginId: string }>['password']>().toEqualTypeOf<string>()
})
