import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { InstitutionId } from '@bank-connection/core'
import { submit } from '@bank-connection/core/machine'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createInspectedActor, createSafeInspector } from '../src/inspecting/inspect-own.ts'
import { createRelay } from '../src/inspecting/inspect-relay.ts'
import { runNode } from './run-node.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

const listen = async () => {
  const relay = createRelay()
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  open.push(() => relay.close())
  return `127.0.0.1:${(relay.address() as AddressInfo).port}`
}

/** A socket, its messages, and a promise of the first message that contains all these texts. */
const socketTo = (host: string, headers: Readonly<Record<string, string>> = {}) => {
  const socket = new WebSocket(`ws://${host}`, { headers })
  open.push(() => socket.terminate())
  const heard: string[] = []
  const opened = new Promise<string>((resolve) => {
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (_, response) => resolve(String(response.statusCode)))
    socket.on('error', () => undefined)
  })
  const until = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => (heard.some((each) => each.includes(text)) ? resolve() : undefined)
      socket.on('message', (data) => {
        heard.push(String(data))
        look()
      })
      look()
    })
  return { socket, heard, opened, until }
}

describe('the relay to the hosted inspector', () => {
  test('forwards messages of a process to its own page, including those sent before it opened', async () => {
    const host = await listen()
    const service = socketTo(host)
    await service.opened
    service.socket.send('{"first":1}')
    const page = socketTo(host, { origin: `http://${host}` })
    const both = page.until('{"second":2}')
    await page.opened
    service.socket.send('{"second":2}')
    await both

    expect(page.heard).toStrictEqual(['{"first":1}', '{"second":2}'])
    expect(service.heard).toStrictEqual([])
  })

  test('accepts no page but its own, under any host name', async () => {
    const host = await listen()
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'http://evil.example', host: 'evil.example' },
      { origin: 'null' },
    ]
    const answers = await Promise.all(foreign.map((headers) => socketTo(host, headers).opened))
    expect(answers).toStrictEqual(['401', '401', '401'])
  })

  test('serves a page that shows the hosted inspector and posts only to its origin', async () => {
    const page = await (await fetch(`http://${await listen()}/`)).text()
    expect(page).toContain('<iframe src="https://stately.ai/inspect"')
    expect(page).toContain("const origin = 'https://stately.ai'")
    expect(page).not.toContain("'*'")
  })
})

test('the relay serves its page until it is stopped', { timeout: 60_000 }, async () => {
  const run = { env: { RELAY_PORT: '0' }, interruptAfter: 'http://127.0.0.1' }
  const { out, err } = await runNode(['src/inspecting/inspect-hosted.ts'], run)
  expect([out, err]).toStrictEqual(['http://127.0.0.1:0\n', ''])
})

const SECRETS = { loginId: 'canary-login-70e1', password: 'canary-password-c4f2' }

describe('your own actors and inspectors', () => {
  /** The page of a relay, and the address for processes. */
  const watch = async () => {
    const host = await listen()
    const page = socketTo(host, { origin: `http://${host}` })
    await page.opened
    return { page, url: `ws://${host}` }
  }

  test('an actor of your own shows its states, but no secrets, and no input or output of calls', async () => {
    const { page, url } = await watch()
    const { port, userId } = createMemoryBank({
      logins: [{ ...SECRETS, holder: 'A Holder', challenge: null, failure: null }],
    })
    const intent = {
      type: 'create',
      institutionId: E.getOrElseW(() => expect.fail('no id'))(InstitutionId.decode('AU00000')),
    } as const
    const { actor, inspector } = createInspectedActor(port, { userId, intent, at: port.clock.now() }, url)
    open.push(inspector.stop, () => actor.stop())
    const shown = page.until('"value":"connected"')
    actor.subscribe((snapshot) => {
      if (snapshot.matches('collecting')) actor.send(submit(SECRETS, port.clock.now()))
    })
    actor.start()
    await shown

    expect(page.heard.join('\n')).toContain('"value":"collecting"')
    expect(page.heard.join('\n')).not.toMatch(/canary|"given"|"output"|"input"/)
  })

  test('an inspector of all machines shows only the names of their events', async () => {
    const { page, url } = await watch()
    const inspector = createSafeInspector(url)
    open.push(inspector.stop)
    const shown = page.until('"type":"cancel"')
    inspector.snapshot('shop', { value: 'paying', context: { card: SECRETS.password } })
    inspector.event('shop', { type: 'pay', card: SECRETS.password })
    inspector.event('shop', { type: 'cancel' })
    await shown

    expect(page.heard.join('\n')).toContain('unlisted')
    expect(page.heard.join('\n')).not.toMatch(/canary|paying/)
  })
})
