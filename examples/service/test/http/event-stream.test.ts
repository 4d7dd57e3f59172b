import { taskEither as TE } from 'fp-ts'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { createConnectionEvents } from '../../src/connections/connection-events.ts'
import { eventStream } from '../../src/http/event-stream.ts'
import type { RequestEnv, ServiceContext } from '../../src/http/service-context.ts'
import { createStreams } from '../../src/http/streams.ts'
import { testService } from '../test-service.ts'

test('a client that does not read cannot keep a stream open beyond its maximum age', async () => {
  const streams = createStreams({ streamsPerUserMax: 1, streamsMax: 1 })
  const connections = ['c_1', 'c_2', 'c_3', 'c_4'].map((id) => ({ id }))
  const context = {
    streams,
    events: createConnectionEvents(),
    bank: { clock: { now: () => 0 } },
    connections: { list: () => TE.right(connections) },
    limits: { streamMs: 5, heartbeatMs: 1 },
  } as unknown as ServiceContext
  const app = new Hono<RequestEnv>().get('/', (c) => {
    c.set('user', { id: 'u_1', bankUserId: null })
    return eventStream(c, context, null)
  })
  const response = await app.request('/')
  expect(response.status).toBe(200)
  expect(streams.count()).toBe(1)
  await expect.poll(streams.count, { timeout: 20_000 }).toBe(0)
})

test('a client that reconnects receives the connections that were removed meanwhile', async () => {
  const client = await (await testService()).openClient()
  const [removed, kept] = [await client.startConnection('AU00000'), await client.startConnection('AU00001')]
  for (const id of [removed, kept]) await client.post(`/api/connections/${id}/cancel`)
  for (const id of [removed, kept]) await client.waitForView(id, 'Failed')
  const received = await client.stream('/api/events', (text) => text.includes(removed) && text.includes(kept))
  const last = [...received.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? ''
  await client.removeConnection(removed)
  const resumed = await client.stream('/api/events', (text) => text.includes('event: '), last)
  expect(resumed).toContain(`event: removed\ndata: {"id":"${removed}"}`)
  expect(resumed).not.toContain(`{"id":"${kept}"}`)
})
