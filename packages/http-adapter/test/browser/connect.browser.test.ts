import { type ConnectionView, connect, openConnection, restoreConnection, transactions } from '@bank-connection/core'
import { sandboxApiKey } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import {
  acrossOrigins,
  fastClock,
  longTimeouts,
  node,
  openBank,
  openFetchBank,
  openPageBank,
  POLL,
  sessionStorage,
  throughPage,
} from './page.ts'

const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
const institutionId = 'AU00002'

const rightOf = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

describe.each([
  ['through the server of the page', throughPage],
  ['across origins', acrossOrigins],
])('a page that connects %s', (_, urlOf) => {
  test('connects an account with a second factor, without the API key', async () => {
    const { port, userId } = await openBank()
    const bank = openPageBank(urlOf(port), port)
    const onChallenge = async () => ['Hooli']
    const end = await connect(bank, { userId, institutionId, credentials, onChallenge })()
    expect(end).toMatchObject(E.right({ userId, origin: 'created' }))
    expect(await node.connectionCount(port)).toBe(1)
  })

  test('shows the form, the form again, the challenge and the result', async () => {
    const { port, userId } = await openBank()
    const handle = rightOf(openConnection(openPageBank(urlOf(port), port), { userId, institutionId }))
    const seen: ConnectionView['_tag'][] = []
    handle.subscribe((view) => {
      if (view._tag !== seen.at(-1)) seen.push(view._tag)
      if (view._tag === 'Collecting')
        handle.submit({ ...credentials, password: view.rejection === null ? 'wrong' : credentials.password })
      if (view._tag === 'Challenged') handle.answer(view.challenge.prompts.map(() => 'Hooli'))
    })
    expect(await handle.ended()).toMatchObject(E.right({ userId }))
    expect(seen.filter((tag) => tag !== 'Working' && tag !== 'Creating')).toStrictEqual([
      'Preparing',
      'Collecting',
      'Collecting',
      'Challenged',
      'Connected',
    ])
  })

  test('reads every transaction, page by page', async () => {
    const { port, userId } = await openBank()
    const url = urlOf(port)
    const bank = openFetchBank({ apiKey: sandboxApiKey, baseUrl: url, clock: fastClock(), limits: longTimeouts })
    rightOf(await connect(bank, { userId, institutionId: 'AU00000', credentials })())
    const ids = new Set<string>()
    for await (const item of transactions(bank, { userId, limit: 100 })) ids.add(rightOf(item).id)
    const pages = (await node.exchanges(port)).filter((exchange) =>
      exchange.includes('GET /users/{userId}/transactions'),
    )
    expect(pages.length).toBeGreaterThan(1)
    expect(ids.size).toBeGreaterThan(100)
  })

  test('resumes from its storage after it was left at a challenge, and posts the login once', async () => {
    const { port, userId } = await openBank()
    const before = openPageBank(urlOf(port), port)
    const handle = rightOf(openConnection(before, { userId, institutionId }))
    await expect.poll(() => handle.view()._tag, POLL).toBe('Collecting')
    handle.submit(credentials)
    await expect.poll(() => handle.view()._tag, POLL).toBe('Challenged')
    const saved = handle.save()
    expect(structuredClone(saved)).toStrictEqual(saved)
    sessionStorage.setItem('connection', JSON.stringify(saved))
    handle.cancel()
    await before.close()

    const text = sessionStorage.getItem('connection') ?? ''
    sessionStorage.removeItem('connection')
    expect([credentials.loginId, credentials.password].filter((secret) => text.includes(secret))).toStrictEqual([])
    const restored = rightOf(restoreConnection(openPageBank(urlOf(port), port), JSON.parse(text)))
    await expect.poll(() => restored.view()._tag, POLL).toBe('Challenged')
    expect(restored.answer(['Hooli'])).toStrictEqual(E.right(undefined))
    expect(await restored.ended()).toMatchObject(E.right({ userId }))
    const logins = (await node.exchanges(port)).filter((one) => one.startsWith('POST /users/{userId}/connections'))
    expect(logins).toStrictEqual(['POST /users/{userId}/connections 202'])
  })
})
