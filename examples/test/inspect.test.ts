import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { connect, type WatchOptions } from '@bank-connection/core'
import { safeSerialize } from '@bank-connection/core/inspect'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { createWebSocketInspector, type StatelyInspectionEvent } from '@statelyai/inspect'
import { afterEach, describe, expect, test } from 'vitest'
import { runNode } from './run-node.ts'

interface Socket {
  readonly on: (event: 'message', listener: (data: Buffer) => void) => void
}
interface SocketServer {
  readonly on: (event: 'connection', listener: (socket: Socket) => void) => void
}

/** The WebSocket server that the inspector's package depends on. */
const { WebSocketServer } = createRequire(createRequire(import.meta.url).resolve('@statelyai/inspect/server'))(
  'ws',
) as { readonly WebSocketServer: new (options: { readonly server: unknown }) => SocketServer }

const SECRETS = { loginId: 'canary-login-70e1', password: 'canary-password-c4f2' }
const ANSWER = 'canary-answer-b8d3'

/** The connection may end before the socket is open; the inspector keeps 200 messages by default. */
const maxDeferredEvents = 10_000

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** Listens as the official inspector does, and keeps every message. */
const listen = async () => {
  const messages: string[] = []
  const http = createServer()
  const heard = new Set<() => void>()
  new WebSocketServer({ server: http }).on('connection', (socket) =>
    socket.on('message', (data) => {
      messages.push(data.toString())
      for (const each of heard) each()
    }),
  )
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  open.push(
    () => http.closeAllConnections(),
    () => http.close(),
  )
  const { port } = http.address() as AddressInfo
  /** Resolves when one message contains all these texts. */
  const until = (...texts: readonly string[]): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (messages.some((message) => texts.every((text) => message.includes(text)))) resolve()
      }
      heard.add(look)
      look()
    })
  return { url: `ws://127.0.0.1:${port}`, messages, until }
}

const watched = async (options: WatchOptions) => {
  const challenge = { method: 'token', description: 'A code', prompts: ['Code'], answers: [ANSWER] } as const
  const logins = [{ ...SECRETS, holder: 'A Holder', challenge, failure: null }]
  const bank = createMemoryBank({ logins })
  const request = {
    userId: bank.userId,
    institutionId: 'AU00002',
    credentials: SECRETS,
    onChallenge: async () => [ANSWER],
  }
  const result = await connect(bank.port, { ...request, ...options })()
  return { result, bank }
}

const statesIn = (messages: readonly string[]): readonly string[] => [
  ...new Set(
    messages.flatMap((message) => {
      const { snapshot } = JSON.parse(message) as { snapshot?: { value?: unknown } }
      return snapshot?.value === undefined ? [] : [JSON.stringify(snapshot.value)]
    }),
  ),
]

const STATES = [
  '{"preparing":"asking"}',
  '"collecting"',
  '"creating"',
  '{"following":"verifying"}',
  '{"following":"challenged"}',
  '{"following":"answering"}',
  '"connected"',
]

describe('the official inspector', () => {
  test('receives every state, the steps and the chart of a connection, and no secret', async () => {
    const { url, messages, until } = await listen()
    const inspector = createWebSocketInspector({ url, maxDeferredEvents })
    open.push(inspector.stop)
    const { result, bank } = await watched({ inspect: inspector.inspect })
    await until('"@xstate.snapshot"', '"value":"connected"')
    const all = messages.join('\n')

    expect(result._tag).toBe('Right')
    expect(STATES.filter((state) => !statesIn(messages).includes(state))).toStrictEqual([])
    expect(all).toContain('retrieve-transactions')
    expect(all).toContain('Waits for credentials that fit the authorization type')
    expect(all).not.toMatch(/canary|A code/)
    expect(JSON.stringify(bank.world())).not.toContain('canary')
  })

  test('receives no secret with safeSerialize alone, whichever actor it watches', async () => {
    const { url, messages, until } = await listen()
    const inspector = createWebSocketInspector({ url, maxDeferredEvents, serialize: safeSerialize })
    open.push(inspector.stop)
    await watched({ inspect: inspector.inspect })
    inspector.actor('my-own', { status: 'active', context: { password: SECRETS.password } })
    inspector.event('my-own', { type: SECRETS.password, password: SECRETS.password })
    inspector.snapshot('my-own', { context: { password: SECRETS.password }, output: SECRETS.password })
    inspector.event('last', 'cancel')
    await until('"type":"cancel"')
    await until('"@xstate.snapshot"', '"value":"connected"')

    expect(statesIn(messages)).toContain('"connected"')
    expect(messages.join('\n')).not.toContain('canary')
  })

  test('accepts the messages that safeSerialize returns, also by type', () => {
    const serialize: (event: StatelyInspectionEvent) => StatelyInspectionEvent = safeSerialize
    const message = { type: '@xstate.unheard-of', password: SECRETS.password } as unknown as StatelyInspectionEvent
    expect(serialize(message)).toStrictEqual({ type: 'unlisted' })
  })
})

test('the example connects while inspected, and exits by itself', { timeout: 60_000 }, async () => {
  const { url, messages } = await listen()
  const { code, out, err } = await runNode(['src/inspecting/inspect.ts'], { env: { INSPECTOR_URL: url } })

  expect([code, err]).toStrictEqual([0, ''])
  expect(out).toMatch(/^connection [0-9a-f-]{36}\n$/)
  expect(statesIn(messages)).toContain('"connected"')
  expect(messages.join('\n')).not.toMatch(/gavinBelson|hooli2016|Hooli\b/)
})
