import type { BankPort } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { createBankUsers } from '../../src/database/bank-users.ts'
import { createSessions } from '../../src/database/sessions.ts'
import { memoryDatabase } from '../test-database.ts'
import { right } from '../test-service.ts'

test('creates one user at the bank for an end user, also for concurrent requests and old sessions', async () => {
  const database = await memoryDatabase()
  const { port } = createMemoryBank()
  let created = 0
  const counting: BankPort = {
    ...port,
    createUser: (user) => {
      created += 1
      return port.createUser(user)
    },
  }
  const { user } = right(await createSessions(database, 'test:users').open(0)())
  const bankUserOf = createBankUsers(database, counting)
  const together = await Promise.all([bankUserOf(user)(), bankUserOf(user)()])
  const ids = [...together, await bankUserOf(user)()].map(right)
  expect(created).toBe(1)
  expect(new Set(ids).size).toBe(1)
})
