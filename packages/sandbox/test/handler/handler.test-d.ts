import type { createBankHandler } from '@bank-connection/sandbox/handler'
import { expectTypeOf, test } from 'vitest'

test('a handler stands in place of fetch', () => {
  expectTypeOf<ReturnType<typeof createBankHandler>>().toExtend<typeof fetch>()
})
