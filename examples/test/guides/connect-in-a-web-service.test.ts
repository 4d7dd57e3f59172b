import { type ConnectionStore, createMemoryStore, type KeptView } from '@bank-connection/core'
import { createMemoryBank, type MemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { connectionRoutes, type RouteOptions } from '../../src/guides/connect-in-a-web-service/connection-routes.ts'
import { readJson } from '../../src/guides/connect-in-a-web-service/read-json.ts'
import { shownView } from '../../src/guides/connect-in-a-web-service/shown-view.ts'
import { viewEvents } from '../../src/guides/connect-in-a-web-service/view-events.ts'

type Shown = Readonly<Record<string, unknown>> & { readonly show: string }

/** A service, its logged-in customers, and the requests of their pages. */
const service = (
  bank: MemoryBank = createMemoryBank({ time: { speed: 100 }, users: ['user-1', 'user-2'] }),
  store: ConnectionStore = createMemoryStore(),
  rows: Map<string, string> = new Map(),
) => {
  const options: RouteOptions = {
    bank: bank.port,
    store,
    owners: { add: async (id, userId) => void rows.set(id, userId), of: async (id) => rows.get(id) ?? null },
    userOf: async (request) => request.headers.get('x-user'),
  }
  const routes = connectionRoutes(options)
  const ask = (method: string, path: string, body?: unknown, user: string | null = 'user-1') =>
    routes.answer(
      new Request(`http://service.test/connections${path}`, {
        method,
        headers: user === null ? {} : { 'x-user': user },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    )
  const begin = async (institutionId = 'AU00002'): Promise<string> => {
    const response = await ask('POST', '', { institutionId })
    return ((await response.json()) as { readonly id: string }).id
  }
  return { bank, store, rows, routes, ask, begin }
}

/** The views in order, up to the first that matches. */
const readUntil = async (response: Response, wanted: string): Promise<readonly Shown[]> => {
  const seen: Shown[] = []
  let text = ''
  for await (const chunk of (response.body ?? expect.fail('no body')).pipeThrough(new TextDecoderStream())) {
    text += chunk
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) seen.push(JSON.parse(event.replace(/^data: /, '')) as Shown)
    if (seen.some(({ show }) => show === wanted)) break
  }
  return seen
}

const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }

test('a page connects an account through the routes: form, progress, challenge, end', async () => {
  const { ask, begin } = service()
  const id = await begin()
  const events = () => ask('GET', `/${id}/events`)

  const form = await readUntil(await events(), 'form')
  expect(form.at(-1)).toMatchObject({ fields: [{ field: 'loginId' }, { field: 'password' }], attemptsLeft: 3 })
  expect((await ask('POST', `/${id}/credentials`, credentials)).status).toBe(204)
  const challenge = await readUntil(await events(), 'challenge')
  expect(challenge.at(-1)).toMatchObject({ prompts: ["What's your first company?"], round: 1, why: null })
  expect((await ask('POST', `/${id}/answers`, { 'mfa-response': ['Hooli'] })).status).toBe(204)
  const end = await readUntil(await events(), 'connected')
  expect(end.map(({ show }) => show)).toContain('progress')
  expect(JSON.stringify([form, challenge, end])).not.toContain('hooli2016')
})

test('a page reloaded after the end receives the end again from the store', async () => {
  const { ask, begin } = service()
  const id = await begin('AU00000')
  await readUntil(await ask('GET', `/${id}/events`), 'form')
  await ask('POST', `/${id}/credentials`, credentials)
  const [first] = (await readUntil(await ask('GET', `/${id}/events`), 'connected')).slice(-1)

  expect(await readUntil(await ask('GET', `/${id}/events`), 'connected')).toStrictEqual([first])
})

test('the connection of another user returns 404 on every route', async () => {
  const { ask, begin } = service()
  const id = await begin()
  const asked = [
    await ask('GET', `/${id}/events`, undefined, 'user-2'),
    await ask('POST', `/${id}/credentials`, credentials, 'user-2'),
    await ask('DELETE', `/${id}`, undefined, 'user-2'),
    await ask('GET', '/no-such-id/events'),
    await ask('GET', `/${id}/events`, undefined, null),
  ]

  expect(asked.map(({ status }) => status)).toStrictEqual([404, 404, 404, 404, 401])
  expect((await ask('DELETE', `/${id}`)).status).toBe(204)
})

test('invalid input is distinguished: not JSON, too long, incomplete, and not expected', async () => {
  const { ask, begin } = service()
  const id = await begin()
  await readUntil(await ask('GET', `/${id}/events`), 'form')
  const missing = await ask('POST', `/${id}/credentials`, { loginId: 'gavinBelson' })

  expect((await ask('POST', `/${id}/credentials`, '{')).status).toBe(400)
  expect((await ask('POST', `/${id}/credentials`, { loginId: 'x'.repeat(20_000) })).status).toBe(400)
  expect((await ask('POST', '', { institutionId: '' })).status).toBe(400)
  expect((await ask('POST', `/${id}/answers`, { 'mfa-response': ['Hooli'] })).status).toBe(409)
  expect(missing.status).toBe(422)
  expect(await missing.json()).toMatchObject({ missing: ['password'] })
  expect((await ask('PATCH', `/${id}`)).status).toBe(404)
  expect((await ask('GET', '')).status).toBe(405)
})

test('each customer may have three connections in progress', async () => {
  const { ask, begin } = service()
  const ids = [await begin(), await begin(), await begin()]
  const body = { institutionId: 'AU00000' }

  expect((await ask('POST', '', body)).status).toBe(429)
  expect((await ask('POST', '', body, 'user-2')).status).toBe(201)
  await ask('DELETE', `/${ids[0]}`)
  await readUntil(await ask('GET', `/${ids[0]}/events`), 'failed')
  expect((await ask('POST', '', body)).status).toBe(201)
})

test('after a restart the next process resumes what was stored, and the old one can do nothing more', async () => {
  const before = service()
  const id = await before.begin()
  await readUntil(await before.ask('GET', `/${id}/events`), 'form')
  const after = service(before.bank, before.store, before.rows)

  expect(await after.routes.resume('user-1', id)).toHaveProperty('ended')
  expect(await after.routes.resume('user-2', id)).toBe(404)
  expect((await after.ask('POST', `/${id}/credentials`, credentials)).status).toBe(204)
  await before.ask('POST', `/${id}/credentials`, credentials)
  const lost = await readUntil(await before.ask('GET', `/${id}/events`), 'failed')
  expect(lost.at(-1)).toMatchObject({ messageKey: 'continued-elsewhere' })
  expect(Object.keys(before.bank.world().jobs)).toHaveLength(1)
})

test('when the store or the table of owners fails, the request fails and nothing starts', async () => {
  const broken = { ...createMemoryStore(), save: () => async () => E.left({ _tag: 'StoreUnavailable' } as never) }
  const { ask } = service(createMemoryBank(), broken)
  expect((await ask('POST', '', { institutionId: 'AU00000' })).status).toBe(503)

  const store = createMemoryStore()
  const owners = { add: () => Promise.reject(new Error('down')), of: async () => null }
  const { port } = createMemoryBank()
  const { answer } = connectionRoutes({ bank: port, store, owners, userOf: async () => 'user-1' })
  const request = () =>
    new Request('http://s.test/connections', { method: 'POST', body: '{"institutionId":"AU00000"}' })
  for (let i = 0; i < 4; i++) await expect(answer(request())).rejects.toThrow('down')
  expect(await store.list()()).toStrictEqual(E.right([]))
})

test('a page that leaves receives nothing more, and its connection continues', async () => {
  const listeners = new Set<(view: KeptView) => void>()
  const subscribe = (listener: (view: KeptView) => void) => {
    listeners.add(listener)
    listener({ _tag: 'Preparing' })
    return () => void listeners.delete(listener)
  }
  const response = viewEvents({ subscribe } as never)
  const reader = response.body?.getReader() ?? expect.fail('no body')
  await reader.read()
  expect(listeners.size).toBe(1)
  await reader.cancel()

  expect(listeners.size).toBe(0)
})

test('a body is read as UTF-8 JSON, however it is split', async () => {
  const bytes = new TextEncoder().encode('{"a":"ä"}')
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
      controller.close()
    },
  })

  expect(await readJson({ body } as Request)).toStrictEqual({ a: 'ä' })
  expect(await readJson({ body: null } as Request)).toBeUndefined()
})

test('a page receives advice on a failure, and no code, text or id of the server', () => {
  const shown = shownView({
    _tag: 'Failed',
    failure: { _tag: 'Refused', status: 403, code: 'access-denied', detail: 'Access denied.', correlationId: 'c-1' },
    jobId: null,
    steps: [],
  })

  expect(shown).toStrictEqual({
    show: 'failed',
    actor: 'support',
    retry: { when: 'afterAction' },
    messageKey: 'our-fault',
    text: expect.stringContaining('our side'),
  })
})
