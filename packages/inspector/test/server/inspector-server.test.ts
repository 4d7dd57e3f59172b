import { serveInspector } from '@bank-connection/inspector'
import { expect, test } from 'vitest'
import { serveForTest } from '../test-inspector.ts'

test('with speed 0 the time of the bank stays at the start time, to the millisecond', async () => {
  const { stream } = await serveForTest({ speed: 0, startAt: 7 })
  const feed = await stream('/api/feed')
  const status = await feed.until((events) => events.find(({ type }) => type === 'bank'))
  expect(status.data).toMatchObject({ bank: { speed: 0, now: 7 } })
})

test.each([
  ['seed', { seed: 0.5 }],
  ['speed', { speed: -1 }],
  ['startAt', { startAt: Number.NaN }],
])('an invalid %s rejects, and the error names the option', async (name, options) => {
  await expect(serveInspector({ port: 0, ...options })()).rejects.toThrow(name)
})
