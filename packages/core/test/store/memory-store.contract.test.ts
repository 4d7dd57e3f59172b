import { createMemoryStore } from '@bank-connection/core'
import { storeLaws } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'

test.each(storeLaws)('a store in memory $name', async ({ check }) => {
  const store = createMemoryStore()
  expect(await check({ store, other: store })).toStrictEqual(E.right('holds'))
})
