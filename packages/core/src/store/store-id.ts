import { either as E } from 'fp-ts'
import type { InputInvalid } from '../failure/connection-failure.ts'

/** ASCII letters, digits, `-` and `_`: nothing that a store would interpret or encode. */
const STORE_ID = /^[A-Za-z0-9_-]{1,100}$/

/**
 * Checks the id of a stored connection: 1 to 100 ASCII letters, digits, `-` or `_`. Ids that differ in case are
 * different. Every store calls this first.
 */
export const checkStoreId = (id: unknown): E.Either<InputInvalid, string> =>
  typeof id === 'string' && STORE_ID.test(id)
    ? E.right(id)
    : E.left({ _tag: 'InputInvalid', fields: ['id'], remedy: 'give an id of 1 to 100 letters, digits, - or _' })
