import * as fc from 'fast-check'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import { testService } from './test-service.ts'

/** A unique text with all kinds of characters. */
const secret = fc
  .tuple(fc.uuid(), fc.string({ unit: 'grapheme', maxLength: 20 }))
  .map(([id, rest]) => `s3cret-${id}${rest.replaceAll('\u0000', '')}`)

const TABLES = ['end_users', 'sessions', 'connections', 'saved_connections']

test('no login, password, code or answer appears in responses, streams, logs or the database', {
  timeout: 120_000,
}, async () => {
  const service = await testService({ limits: { perUserMax: 1_000, runningPerUserMax: 1_000 } })
  const ends = new Set<string>()
  const story = fc.record({
    login: fc.oneof({ weight: 3, arbitrary: fc.constant('gavinBelson') }, { weight: 2, arbitrary: secret }),
    password: fc.oneof({ weight: 2, arbitrary: fc.constant('hooli2016') }, { weight: 2, arbitrary: secret }),
    code: fc.option(secret, { freq: 1 }),
    answer: secret,
    institutionId: fc.constantFrom('AU00000', 'AU00002', 'AU00002', 'AU90001'),
  })
  await fc.assert(
    fc.asyncProperty(story, async ({ login, password, code, answer, institutionId }) => {
      const client = await service.openClient()
      const id = await client.startConnection(institutionId)
      await client.waitForView(id, 'Collecting')
      const streaming = client.stream('/api/events', (text) =>
        /"tag":"(?:Challenged|Failed|Connected)"|refusal":\{/.test(text),
      )
      const more = code === null ? {} : { securityCode: code, secondaryLoginId: code }
      const given = await client.post(`/api/connections/${id}/credentials`, {
        credentials: { loginId: login, password, ...more },
      })
      ends.add(String(given.status))
      if (given.status !== 202) await client.post(`/api/connections/${id}/cancel`)
      const text = await streaming
      ends.add(text.includes('refusal":{') ? 'refused' : 'accepted')
      const response = await client.post(`/api/connections/${id}/answers`, { answers: [answer] })
      ends.add(`answer ${response.status}`)
      await client.post(`/api/connections/${id}/cancel`)
      await client.waitForView(id, 'Failed', 'Connected')
      const rows = await Promise.all(
        TABLES.map((table) => service.database.query(t.unknown, `select * from ${table}`)()),
      )
      const everything = [...client.received, ...service.lines, JSON.stringify(rows)].join('\n')
      const secrets = [login, password, code ?? '', answer].filter((text) => text.startsWith('s3cret'))
      const found = secrets.flatMap((text) => [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)])
      expect(found.filter((text) => everything.includes(text))).toStrictEqual([])
    }),
    { numRuns: 40 },
  )
  // The test is only meaningful if all of these happened.
  expect([...ends]).toEqual(expect.arrayContaining(['202', '422', 'refused', 'accepted', 'answer 202']))
})
