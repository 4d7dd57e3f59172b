import type { BankPort } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { createBankUsers } from '../../src/database/bank-users.ts'
import { createSessions } from '../../src/database/sessions.ts'
import { memoryDatabase } from '../test-database.ts'
import { right } from '../test-service.ts'

test('of one end user one user is made at the bank, also for a request that knows of none yet', async () => {
  const database = await memoryDatabase()
  const { port } = createMemoryBank()
  let made = 0
  const counting: BankPort = {
    ...port,
    createUser: (user) => {
      made += 1
      return port.createUser(user)
    },
  }
  const { user } = right(await createSessions(database, 'test:users').open(0)())
  const bankUserOf = createBankUsers(database, counting)
  const together = await Promise.all([bankUserOf(user)(), bankUserOf(user)()])
  const ids = [...together, await bankUserOf(user)()].map(right)
  expect([made, new Set(ids).size]).toStrictEqual([1, 1])
})
