import { createMemoryBank, type MemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'

const tokenOf = async (bank: MemoryBank, scope: string): Promise<string> => {
  const headers = { authorization: `Basic ${sandboxApiKey}`, 'basiq-version': '2.1' }
  const { body } = await bank.handle({ method: 'POST', path: '/token', headers, body: { scope } })
  return (body as { readonly access_token: string }).access_token
}

const statusWith = async (bank: MemoryBank, token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}` }
  return (await bank.handle({ method: 'GET', path: '/users/user-1/jobs', headers, body: null })).status
}

test('a cached token is rejected once it has expired', async () => {
  const bank = createMemoryBank()
  const token = await tokenOf(bank, 'SERVER_ACCESS')
  const before = await statusWith(bank, token)
  await bank.advance(3_599_000)
  const atLast = await statusWith(bank, token)
  await bank.advance(1_000)
  expect([before, atLast, await statusWith(bank, token)]).toStrictEqual([200, 200, 403])
})

test('a token cached by one bank is rejected by another, and so is a modified one', async () => {
  const [bank, other] = [createMemoryBank(), createMemoryBank({ seed: 2 })]
  const token = await tokenOf(bank, 'SERVER_ACCESS')
  expect([await statusWith(bank, token), await statusWith(other, token)]).toStrictEqual([200, 401])
  expect(await statusWith(bank, `${token}0`)).toBe(401)
})

test('many alternating tokens keep their scopes', async () => {
  const bank = createMemoryBank()
  const tokens: { readonly token: string; readonly status: number }[] = []
  for (let i = 0; i < 20; i++) {
    tokens.push({ token: await tokenOf(bank, 'SERVER_ACCESS'), status: 200 })
    tokens.push({ token: await tokenOf(bank, 'CLIENT_ACCESS'), status: 403 })
    await bank.advance(1_000)
  }
  for (const { token, status } of [...tokens, ...tokens]) expect(await statusWith(bank, token)).toBe(status)
})
