import { connect } from '@bank-connection/core'
import { createBankPort, type Send } from '@bank-connection/core/adapter'
import { cancel, submit, withPort } from '@bank-connection/core/machine'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { createWebSocketInspector } from '@statelyai/inspect'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { createActor } from 'xstate'
import { recordsOf, rowsOf, type ServerEvent, serveForTest, type TestInspector } from '../test-inspector.ts'

const LOGIN = 'canary-login'
const PASSWORD = 'canary-password'
const ANSWER = 'canary-answer'

/** A bank that repeats secrets in each of its texts. */
const leakyBank = () => {
  const bank = createMemoryBank()
  const send: Send = (request, signal) =>
    F.pipe(
      bank.send(request, signal),
      TE.map(({ status, body }) => ({ status, body: repeating(body) })),
    )
  return { port: createBankPort(send, bank.clock), userId: bank.userId }
}

const TEXTS = ['detail', 'description', 'name', 'shortName', 'loginIdCaption', 'passwordCaption', 'url']

const repeating = (u: unknown): unknown => {
  if (Array.isArray(u)) return u.map(repeating)
  if (typeof u !== 'object' || u === null) return u
  return Object.fromEntries(
    Object.entries(u).map(([name, member]) => [
      name,
      TEXTS.includes(name) && typeof member === 'string' ? `${LOGIN} ${PASSWORD} ${ANSWER}` : repeating(member),
    ]),
  )
}

const credentials = { loginId: LOGIN, password: PASSWORD }

/** The inspector client of a service, with every message that it sends. */
const attachService = ({ inspectorUrl }: TestInspector) => {
  const sent: string[] = []
  const inspector = createWebSocketInspector({
    url: inspectorUrl,
    serialize: (event) => {
      sent.push(JSON.stringify(event))
      return event
    },
  })
  onTestFinished(() => inspector.stop())
  return { ...inspector, sent }
}

/** A socket for handcrafted messages. */
const rawSocket = async (url: string): Promise<WebSocket> => {
  const socket = new WebSocket(url)
  onTestFinished(() => socket.terminate())
  await new Promise((resolve) => socket.once('open', resolve))
  return socket
}

const onlyRow = (status: string) => (events: readonly ServerEvent[]) =>
  [...rowsOf(events).values()].find((row) => row.status === status)

test('a connection of a service is shown from its first state to its end', async () => {
  const inspector = await serveForTest()
  const feed = await inspector.stream('/api/feed')
  const { inspect } = attachService(inspector)
  const { port, userId } = createMemoryBank()
  const connected = await connect(port, {
    ...{ userId, institutionId: 'AU00002', inspect },
    credentials: { loginId: 'gavinBelson', password: 'hooli2016' },
    onChallenge: async () => ['Hooli'],
  })()
  expect(E.isRight(connected)).toBe(true)
  const row = await feed.until(onlyRow('connected'))
  expect(row).toMatchObject({
    ...{ id: expect.stringMatching(/^s-1-x:\d+$/u), source: 'service', institutionId: 'AU00002' },
    ...{ institutionName: null, state: 'connected', attempts: 0, endedAt: expect.any(Number) },
  })
  const history = await inspector.stream(`/api/connections/${row.id}/history`)
  const records = await history.until((events) => recordsOf(events).length === row.records && recordsOf(events))
  const states = records.flatMap(({ entry }) => (entry.type === 'transition' ? [entry.snapshot.state] : []))
  expect(states).toStrictEqual(
    expect.arrayContaining([
      'preparing.asking',
      'creating',
      'following.challenged',
      'following.retrievingAccounts',
      'connected',
    ]),
  )
  expect(records.some(({ entry }) => entry.type === 'actor' && entry.actor === 'watchJob')).toBe(true)
  expect(feed.text()).toContain('"services":1')
  expect((await inspector.get(`/api/connections/${row.id}/trace`)).status).toBe(404)
  expect((await inspector.post(`/api/connections/${row.id}/cancel`)).status).toBe(404)
})

test.each(['safe', 'unsafe'])(
  'the server sends no secret of a service that is %s, at a bank that repeats every secret',
  async (kind) => {
    const inspector = await serveForTest()
    const feed = await inspector.stream('/api/feed')
    const { inspect, sent } = attachService(inspector)
    const { port, userId } = leakyBank()
    const request = { userId, institutionId: 'AU00002', credentials, onChallenge: async () => [ANSWER] }
    if (kind === 'safe') await connect(port, { ...request, inspect })()
    else {
      // Without `safeInspect` and `safeSerialize`.
      const input = { userId, intent: { type: 'create', institutionId: 'AU00002' }, at: port.clock.now() } as const
      const actor = createActor(withPort(port), { input: input as never, inspect })
      const ended = new Promise((resolve) => actor.subscribe({ complete: () => resolve(null) }))
      let given = 0
      actor.subscribe((snapshot) => {
        if (!snapshot.matches('collecting')) return
        given += 1
        actor.send(given > 2 ? cancel : submit(credentials, port.clock.now()))
      })
      actor.start()
      await ended
    }
    const row = await feed.until((events) => [...rowsOf(events).values()].find(({ status }) => status !== 'active'))
    const history = await inspector.stream(`/api/connections/${row.id}/history`)
    await history.until((events) => recordsOf(events).length === row.records)
    expect(row.records).toBeGreaterThan(5)
    expect(sent.some((text) => text.includes('canary'))).toBe(kind === 'unsafe')
    expect(history.text()).toContain('invalid-credentials')
    for (const text of [feed.text(), history.text()]) expect(text).not.toContain('canary')
  },
)

test.each([
  ['invalid JSON', 'canary {'],
  ['a string', '"canary"'],
  ['an unknown type', '{"type":"canary","sessionId":"x:1","canary":"canary"}'],
  [
    'another machine',
    JSON.stringify({ type: '@xstate.actor', sessionId: 'x:1', name: 'canary', definition: '{"id":"canary"}' }),
  ],
  [
    'a snapshot of another machine',
    JSON.stringify({
      ...{ type: '@xstate.snapshot', sessionId: 'x:1', event: { type: 'canary' } },
      snapshot: { status: 'active', value: 'connected', context: { canary: 'canary' } },
    }),
  ],
  [
    'an invalid session id',
    JSON.stringify({ type: '@xstate.actor', sessionId: 'canary', definition: '{"id":"connection"}' }),
  ],
])('a message with %s is ignored, and the next one is read', async (_, message) => {
  const inspector = await serveForTest()
  const feed = await inspector.stream('/api/feed')
  const socket = await rawSocket(inspector.inspectorUrl)
  socket.send(message)
  socket.send(Buffer.from(message), { binary: true })
  const { port, userId } = createMemoryBank()
  const actor = createActor(withPort(port), {
    input: { userId, intent: { type: 'create', institutionId: 'AU00000' }, at: port.clock.now() } as never,
    inspect: attachService(inspector).inspect,
  })
  onTestFinished(() => void actor.stop())
  actor.start()
  await feed.until((events) => rowsOf(events).size > 0)
  expect(rowsOf(feed.events).size).toBe(1)
  expect(feed.text()).not.toContain('canary')
})

/** Messages of a connection with secrets in every text. */
const leakyMessages = [
  {
    type: '@xstate.actor',
    sessionId: 'x:7',
    name: 'canary',
    parentId: 'canary',
    definition: '{"id":"connection","canary":1}',
  },
  { type: '@xstate.actor', sessionId: 'x:8', name: 'watchJob', parentId: 'x:7', definition: '{"canary":"canary"}' },
  { type: '@xstate.event', sessionId: 'x:7', sourceId: 'x:8', event: { type: 'canary', job: 'canary' } },
  {
    ...{ type: '@xstate.snapshot', sessionId: 'x:7', createdAt: 'canary', _version: 'canary', canary: 'canary' },
    event: { type: 'canary', credentials: { password: 'canary' } },
    snapshot: {
      ...{ status: 'active', value: { following: 'challenged' }, output: 'canary', error: 'canary' },
      context: {
        ...{ attempts: 2, credentials: { password: 'canary' }, answers: ['canary'], canary: 'canary' },
        challenge: { method: 'canary', prompts: ['canary'], since: 1, expiresAt: 2, round: 1, description: 'canary' },
        rejection: { _tag: 'Refused', code: 'canary', title: 'canary', detail: 'canary' },
        steps: [{ title: 'canary', status: 'canary', since: 1 }],
      },
    },
  },
]

test('secrets that a service sends are removed, and its connection is lost when it disconnects', async () => {
  const inspector = await serveForTest()
  const feed = await inspector.stream('/api/feed')
  const socket = await rawSocket(inspector.inspectorUrl)
  for (const message of leakyMessages) socket.send(JSON.stringify(message))
  const history = await feed
    .until((events) => rowsOf(events).get('s-1-x:7')?.state === 'following.challenged')
    .then(() => inspector.stream('/api/connections/s-1-x:7/history'))
  expect(await history.until((events) => recordsOf(events).length === 3 && recordsOf(events))).toMatchObject([
    { entry: { type: 'actor', actor: 'watchJob', event: 'xstate.init' } },
    { entry: { type: 'actor', actor: 'watchJob', event: 'unlisted' } },
    { entry: { type: 'transition', event: 'unlisted', snapshot: { context: { attempts: 2 } } } },
  ])
  socket.close()
  await feed.until((events) => rowsOf(events).get('s-1-x:7')?.status === 'lost')
  await feed.until(
    (events) => JSON.stringify(events.at(-1)).includes('"services":0') || feed.text().includes('"services":0'),
  )
  for (const text of [feed.text(), history.text()]) expect(text).not.toContain('canary')
})

test('connections of two services with the same session ids are separate rows', async () => {
  const inspector = await serveForTest()
  const feed = await inspector.stream('/api/feed')
  for (let i = 0; i < 2; i++) (await rawSocket(inspector.inspectorUrl)).send(JSON.stringify(leakyMessages[0]))
  await feed.until((events) => rowsOf(events).has('s-1-x:7') && rowsOf(events).has('s-2-x:7'))
})

test('an oversized message closes its socket, and no other', async () => {
  const inspector = await serveForTest({ limits: { messageMaxBytes: 1_000, updateMs: 1 } })
  const [offender, other] = [await rawSocket(inspector.inspectorUrl), await rawSocket(inspector.inspectorUrl)]
  const closed = new Promise((resolve) => offender.once('close', resolve))
  offender.on('error', () => undefined)
  offender.send('x'.repeat(1_001))
  expect(await closed).toBe(1_009)
  other.send(JSON.stringify(leakyMessages[0]))
  const feed = await inspector.stream('/api/feed')
  await feed.until((events) => rowsOf(events).has('s-2-x:7'))
})
