import type { createBankHandler } from '@bank-connection/memory-adapter/handler'
import { expectTypeOf, test } from 'vitest'

test('a handler stands in place of fetch', () => {
  expectTypeOf<ReturnType<typeof createBankHandler>>().toExtend<typeof fetch>()
})
