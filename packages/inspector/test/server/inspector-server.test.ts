import { serveInspector } from '@bank-connection/inspector'
import { expect, test } from 'vitest'
import { serveForTest } from '../test-inspector.ts'

test('a bank that is to stand still stands where it began, to the millisecond', async () => {
  const { stream } = await serveForTest({ speed: 0, startAt: 7 })
  const feed = await stream('/api/feed')
  const told = await feed.until((events) => events.find(({ type }) => type === 'bank'))
  expect(told.data).toMatchObject({ bank: { speed: 0, now: 7 } })
})

test.each([
  ['seed', { seed: 0.5 }],
  ['speed', { speed: -1 }],
  ['startAt', { startAt: Number.NaN }],
])('an inspector whose %s is not good is not served, and the option is named', async (name, options) => {
  await expect(serveInspector({ port: 0, ...options })()).rejects.toThrow(name)
})
