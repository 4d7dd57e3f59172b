import { sandboxApiKey } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { serveForTest } from './served-bank.ts'

// An independent client, written from the API's public pages: it has a base URL and a key, and follows links.

interface Linked {
  readonly id: string
  readonly links: Readonly<Record<string, string>>
}

interface Step {
  readonly title: string
  readonly status: string
  readonly result: {
    readonly type?: string
    readonly url?: string
    readonly links?: { readonly response: string }
  } | null
}

const createIndependentClient = (baseUrl: string) => {
  const token = async (scope: string): Promise<string> => {
    const response = await fetch(`${baseUrl}/token`, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${sandboxApiKey}`,
        'Content-Type': 'application/x-www-form-urlencoded',
        'basiq-version': '2.1',
      },
      body: `scope=${scope}`,
    })
    return ((await response.json()) as { readonly access_token: string }).access_token
  }
  const call = async <A>(method: string, url: string, body?: unknown, scope = 'SERVER_ACCESS') => {
    const response = await fetch(url, {
      method,
      headers: {
        Authorization: `Bearer ${await token(scope)}`,
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (response.status === 204 ? null : await response.json()) as A }
  }
  return call
}

const isDone = (steps: readonly Step[]): boolean =>
  steps.some(({ status }) => status === 'failed') ||
  steps.every(({ status }) => ['success', 'skipped'].includes(status))

test('an independent client completes the whole lifecycle with only a base URL and a key', async () => {
  const { url, bank } = await serveForTest()
  const call = createIndependentClient(url)
  const user = await call<Linked>('POST', `${url}/users`, { email: 'gavin@hooli.com', mobile: '+61410888666' })
  const institutions = await call<{ readonly data: readonly Linked[] }>('GET', `${url}/institutions`)
  const institution = await call<Linked>('GET', institutions.body.data[2]?.links['self'] ?? '')
  expect(user.status).toBe(201)
  expect(institutions.status).toBe(200)
  expect(institution.body.id).toBe('AU00002')

  const connections = `${user.body.links['self']}/connections`
  const credentials = { loginId: 'gavinBelson', password: 'hooli2016', institution: { id: institution.body.id } }
  const created = await call<Linked>('POST', connections, credentials)
  const again = await call<Linked>('POST', connections, credentials)
  expect(created.status).toBe(202)
  expect(again).toMatchObject({ status: 200, body: { id: created.body.id } })

  const seen = new Set<string>()
  const answerStatuses: number[] = []
  for (let i = 0; i < 100; i++) {
    const { body } = await call<{ readonly steps: readonly Step[] }>('GET', created.body.links['self'] ?? '')
    for (const { title, status } of body.steps) seen.add(`${title} ${status}`)
    const challenge = body.steps.find(({ result }) => result?.type === 'mfa')?.result
    if (challenge?.links !== undefined) {
      const answered = await call('POST', challenge.links.response, { 'mfa-response': ['Hooli'] }, 'CLIENT_ACCESS')
      answerStatuses.push(answered.status)
    }
    if (isDone(body.steps)) break
    await bank.advance(1_000)
  }
  expect(answerStatuses).toStrictEqual([202])
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'verify-credentials success',
      'mfa-challenge success',
      'retrieve-accounts success',
      'retrieve-transactions success',
    ]),
  )

  const listed = await call<{ readonly data: readonly Linked[] }>('GET', connections)
  const [connection] = listed.body.data
  const accounts = await call<{ readonly data: readonly Linked[] }>('GET', connection?.links['accounts'] ?? '')
  expect(accounts.body.data.length).toBeGreaterThanOrEqual(3)

  interface Page {
    readonly count: number
    readonly size: number
    readonly data: readonly Linked[]
    readonly links: { readonly next?: string }
  }
  const ids = new Set<string>()
  const sizes = new Set<number>()
  let pages = 0
  for (
    let next: string | undefined = `${user.body.links['self']}/transactions?limit=200`;
    next !== undefined;
    pages++
  ) {
    const page: { readonly body: Page } = await call<Page>('GET', next)
    for (const { id } of page.body.data) ids.add(id)
    sizes.add(page.body.size)
    next = page.body.links.next
  }
  expect([...sizes]).toStrictEqual([ids.size])
  expect(pages).toBe(Math.ceil(ids.size / 200))
  expect(pages).toBeGreaterThan(1)

  const deleted = await call('DELETE', connection?.links['self'] ?? '')
  const gone = await call('GET', connection?.links['self'] ?? '')
  expect(deleted.status).toBe(204)
  expect(gone.status).toBe(404)
})

test('GET /_sandbox/world returns the world in memory, byte for byte', async () => {
  const { url, bank } = await serveForTest({ control: true })
  const call = createIndependentClient(url)
  const body = { loginId: 'gavinBelson', password: 'hooli2016', institution: { id: 'AU00000' } }
  await call('POST', `${url}/users/user-1/connections`, body)
  const world = await fetch(`${url}/_sandbox/world`)
  const text = await world.text()
  expect(text).toBe(JSON.stringify(bank.world()))
  expect(text).not.toContain(url)
})
