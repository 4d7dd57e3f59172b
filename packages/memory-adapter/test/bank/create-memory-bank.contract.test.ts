import { InstitutionId } from '@bank-connection/core'
import { type BankPortLawSubject, bankPortLaws } from '@bank-connection/core/testing'
import { createMemoryBank, type MemoryBankOptions } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const subject = (options: MemoryBankOptions): BankPortLawSubject => {
  const { port, served, userId } = createMemoryBank(options)
  const institutionId = 'AU00000'
  if (!InstitutionId.is(institutionId)) throw new Error('no institution')
  return { port, served, userId, institutionId, credentials: { loginId: 'gavinBelson', password: 'hooli2016' } }
}

describe.each([
  ['a bank without latency', {}],
  ['a bank with latency', { latencyMs: 120 }],
  ['a bank in real time', { time: { speed: 20 } }],
] as const)('%s', (_, options) => {
  test.each(bankPortLaws)('$name', async ({ check }) => {
    expect(await check(subject(options))).toStrictEqual(E.right('holds'))
  })
})
