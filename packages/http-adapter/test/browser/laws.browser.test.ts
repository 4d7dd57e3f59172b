import { InstitutionId } from '@bank-connection/core'
import { bankPortLaws } from '@bank-connection/core/testing'
import { sandboxApiKey } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { acrossOrigins, openBank, openFetchBank, servedNow, throughPage } from './page.ts'

describe.each([
  ['through the server of the page', throughPage],
  ['across origins', acrossOrigins],
])('a bank used by a page %s', (_, urlOf) => {
  test.each(bankPortLaws)('$name', async ({ check }) => {
    const { port, userId } = await openBank(1)
    const bank = openFetchBank({ apiKey: sandboxApiKey, baseUrl: urlOf(port) })
    const institutionId = InstitutionId.decode('AU00000')
    if (E.isLeft(institutionId)) throw new Error('not an institution id')
    const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
    const served = () => servedNow(port)
    const subject = { port: bank, served, userId, institutionId: institutionId.right, credentials }
    expect(await check(subject)).toStrictEqual(E.right('holds'))
  })
})
