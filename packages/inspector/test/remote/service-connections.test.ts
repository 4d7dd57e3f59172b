import { connect } from '@bank-connection/core'
import { createBankPort, type Send } from '@bank-connection/core/adapter'
import { cancel, submit, withPort } from '@bank-connection/core/machine'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { createWebSocketInspector } from '@statelyai/inspect'
import { either as E, taskEither as TE } from 'fp-ts'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { createActor } from 'xstate'
import { recordsOf, rowsOf, serveForTest, type TestInspector, type ToldEvent } from '../test-inspector.ts'

const LOGIN = 'canary-login'
const PASSWORD = 'canary-password'
const ANSWER = 'canary-answer'

/** A bank that repeats what it was given wherever a text of its own may stand. */
const indiscreetBank = () => {
  const bank = createMemoryBank()
  const send: Send = (request, signal) =>
    TE.map(({ status, body }: { readonly status: number; readonly body: unknown }) => ({
      status,
      body: repeating(body),
    }))(bank.send(request, signal))
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

/** A socket as a service opens it, and every message that it sends. */
const attached = ({ inspectorUrl }: TestInspector) => {
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

/** A socket for messages of our own making. */
const rawSocket = async (url: string): Promise<WebSocket> => {
  const socket = new WebSocket(url)
  onTestFinished(() => socket.terminate())
  await new Promise((resolve) => socket.once('open', resolve))
  return socket
}

const onlyRow = (standing: string) => (events: readonly ToldEvent[]) =>
  [...rowsOf(events).values()].find((row) => row.standing === standing)

test('a service that attaches is shown from its first state to its end', async () => {
  const inspector = await serveForTest()
  const feed = await inspector.stream('/api/feed')
  const { inspect } = attached(inspector)
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
  const states = records.flatMap(({ happening }) => (happening.type === 'transition' ? [happening.snapshot.state] : []))
  expect(states).toStrictEqual(
    expect.arrayContaining([
      'preparing.asking',
      'creating',
      'following.challenged',
      'following.retrievingAccounts',
      'connected',
    ]),
  )
  expect(records.some(({ happening }) => happening.type === 'actor' && happening.actor === 'watchJob')).toBe(true)
  expect(feed.text()).toContain('"services":1')
  expect((await inspector.get(`/api/connections/${row.id}/trace`)).status).toBe(404)
  expect((await inspector.post(`/api/connections/${row.id}/cancel`)).status).toBe(404)
})

test.each(['safe', 'unsafe'])(
  'of a service that is %s, at a bank that repeats every secret, no secret is in any byte that the server sends',
  async (kind) => {
    const inspector = await serveForTest()
    const feed = await inspector.stream('/api/feed')
    const { inspect, sent } = attached(inspector)
    const { port, userId } = indiscreetBank()
    const request = { userId, institutionId: 'AU00002', credentials, onChallenge: async () => [ANSWER] }
    if (kind === 'safe') await connect(port, { ...request, inspect })()
    else {
      // Neither `safeInspect` nor `safeSerialize` stands between.
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
    const row = await feed.until((events) => [...rowsOf(events).values()].find(({ standing }) => standing !== 'active'))
    const history = await inspector.stream(`/api/connections/${row.id}/history`)
    await history.until((events) => recordsOf(events).length === row.records)
    expect([row.records > 5, sent.some((text) => text.includes('canary'))]).toStrictEqual([true, kind === 'unsafe'])
    expect(history.text()).toContain('invalid-credentials')
    for (const text of [feed.text(), history.text()]) expect(text).not.toContain('canary')
  },
)

test.each([
  ['no JSON', 'canary {'],
  ['no object', '"canary"'],
  ['nothing known', '{"type":"canary","sessionId":"x:1","canary":"canary"}'],
  [
    'another machine',
    JSON.stringify({ type: '@xstate.actor', sessionId: 'x:1', name: 'canary', definition: '{"id":"canary"}' }),
  ],
  [
    'the state of another machine',
    JSON.stringify({
      ...{ type: '@xstate.snapshot', sessionId: 'x:1', event: { type: 'canary' } },
      snapshot: { status: 'active', value: 'connected', context: { canary: 'canary' } },
    }),
  ],
  [
    'a session of no form',
    JSON.stringify({ type: '@xstate.actor', sessionId: 'canary', definition: '{"id":"connection"}' }),
  ],
])('of a message with %s nothing is shown, and the next one is taken', async (_, message) => {
  const inspector = await serveForTest()
  const feed = await inspector.stream('/api/feed')
  const socket = await rawSocket(inspector.inspectorUrl)
  socket.send(message)
  socket.send(Buffer.from(message), { binary: true })
  const { port, userId } = createMemoryBank()
  const actor = createActor(withPort(port), {
    input: { userId, intent: { type: 'create', institutionId: 'AU00000' }, at: port.clock.now() } as never,
    inspect: attached(inspector).inspect,
  })
  onTestFinished(() => void actor.stop())
  actor.start()
  await feed.until((events) => rowsOf(events).size > 0)
  expect([rowsOf(feed.events).size, feed.text().includes('canary')]).toStrictEqual([1, false])
})

/** Messages of a connection whose every text is a secret. */
const poisoned = [
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

test('what a service had better not sent is shown to nobody, and its connection is lost when it goes', async () => {
  const inspector = await serveForTest()
  const feed = await inspector.stream('/api/feed')
  const socket = await rawSocket(inspector.inspectorUrl)
  for (const message of poisoned) socket.send(JSON.stringify(message))
  const history = await feed
    .until((events) => rowsOf(events).get('s-1-x:7')?.state === 'following.challenged')
    .then(() => inspector.stream('/api/connections/s-1-x:7/history'))
  expect(await history.until((events) => recordsOf(events).length === 3 && recordsOf(events))).toMatchObject([
    { happening: { type: 'actor', actor: 'watchJob', event: 'xstate.init' } },
    { happening: { type: 'actor', actor: 'watchJob', event: 'unlisted' } },
    { happening: { type: 'transition', event: 'unlisted', snapshot: { context: { attempts: 2 } } } },
  ])
  socket.close()
  await feed.until((events) => rowsOf(events).get('s-1-x:7')?.standing === 'lost')
  await feed.until(
    (events) => JSON.stringify(events.at(-1)).includes('"services":0') || feed.text().includes('"services":0'),
  )
  for (const text of [feed.text(), history.text()]) expect(text).not.toContain('canary')
})

test('two services whose connections have the same names are kept apart', async () => {
  const inspector = await serveForTest()
  const feed = await inspector.stream('/api/feed')
  for (let i = 0; i < 2; i++) (await rawSocket(inspector.inspectorUrl)).send(JSON.stringify(poisoned[0]))
  await feed.until((events) => rowsOf(events).has('s-1-x:7') && rowsOf(events).has('s-2-x:7'))
})

test('a message that is too long ends its socket, and no other', async () => {
  const inspector = await serveForTest({ limits: { messageMaxBytes: 1_000, updateMs: 1 } })
  const [guilty, other] = [await rawSocket(inspector.inspectorUrl), await rawSocket(inspector.inspectorUrl)]
  const closed = new Promise((resolve) => guilty.once('close', resolve))
  guilty.on('error', () => undefined)
  guilty.send('x'.repeat(1_001))
  expect(await closed).toBe(1_009)
  other.send(JSON.stringify(poisoned[0]))
  const feed = await inspector.stream('/api/feed')
  await feed.until((events) => rowsOf(events).has('s-2-x:7'))
})
