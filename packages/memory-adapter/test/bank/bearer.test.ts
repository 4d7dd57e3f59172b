import { createMemoryBank, type MemoryBank } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { type Scope, statusWith, tokenIn, tokenRequest } from '../test-client.ts'

const tokenOf = async (bank: MemoryBank, scope?: Scope) => tokenIn(await bank.handle(tokenRequest(scope)))

test('a cached token is rejected once it has expired', async () => {
  const bank = createMemoryBank()
  const token = await tokenOf(bank)
  expect(await statusWith(bank, token)).toBe(200)
  await bank.advance(3_599_000)
  expect(await statusWith(bank, token)).toBe(200)
  await bank.advance(1_000)
  expect(await statusWith(bank, token)).toBe(403)
})

test('a token cached by one bank is rejected by another, and so is a modified one', async () => {
  const [bank, other] = [createMemoryBank(), createMemoryBank({ seed: 2 })]
  const token = await tokenOf(bank)
  expect(await statusWith(bank, token)).toBe(200)
  expect(await statusWith(other, token)).toBe(401)
  expect(await statusWith(bank, `${token}0`)).toBe(401)
})

test('many alternating tokens keep their scopes', async () => {
  const bank = createMemoryBank()
  const tokens: { readonly token: string; readonly status: number }[] = []
  for (let i = 0; i < 20; i++) {
    tokens.push({ token: await tokenOf(bank), status: 200 })
    tokens.push({ token: await tokenOf(bank, 'CLIENT_ACCESS'), status: 403 })
    await bank.advance(1_000)
  }
  for (const { token, status } of [...tokens, ...tokens]) expect(await statusWith(bank, token)).toBe(status)
})
