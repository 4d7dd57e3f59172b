import { InstitutionId } from '@bank-connection/core'
import { type BankPortLawSubject, bankPortLaws } from '@bank-connection/core/testing'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { bankTransports } from './bank-transports.ts'

describe.each(Object.entries(bankTransports))('a bank %s', (_, reach) => {
  test.each(bankPortLaws)('$name', async ({ check }) => {
    // Real time: no law waits for a job, and a job must outlast some requests over a socket.
    const bank = createMemoryBank({ time: { speed: 1 } })
    const { port, close } = await reach(bank)
    const institutionId = 'AU00000'
    if (!InstitutionId.is(institutionId)) throw new Error('not an institution id')
    const { served, userId } = bank
    const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
    const subject: BankPortLawSubject = { port, served, userId, institutionId, credentials }
    try {
      expect(await check(subject)).toStrictEqual(E.right('holds'))
    } finally {
      await close()
    }
  })
})
