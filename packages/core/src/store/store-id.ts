import { either as E } from 'fp-ts'
import type { InputInvalid } from '../failure/connection-failure.ts'

/** Letters, digits, `-` and `_` of ASCII: nothing that leads a store elsewhere, or that one writes otherwise. */
const STORE_ID = /^[A-Za-z0-9_-]{1,100}$/

/**
 * Checks the id of a stored connection: 1 to 100 letters, digits, `-` or `_` of ASCII. Ids that differ in case are
 * different ids. Every store checks with this before it does anything.
 */
export const checkStoreId = (id: unknown): E.Either<InputInvalid, string> =>
  typeof id === 'string' && STORE_ID.test(id)
    ? E.right(id)
    : E.left({ _tag: 'InputInvalid', fields: ['id'], remedy: 'give an id of 1 to 100 letters, digits, - or _' })
