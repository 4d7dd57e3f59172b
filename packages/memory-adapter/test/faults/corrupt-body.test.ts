import { Account, connect, Institution, type InstitutionId } from '@bank-connection/core'
import { decodeWith } from '@bank-connection/core/adapter'
import { Connection, ErrorBody, Job, JobRef, listOf, TransactionPage, User } from '@bank-connection/core/codec'
import { changeNames, createMemoryBank } from '@bank-connection/memory-adapter'
import { describe, expect, test } from 'vitest'
import type { BodyChange } from '../../src/faults/corrupt-body.ts'
import { corruptBody } from '../../src/faults/corrupt-body.ts'
import {
  CONNECTIONS,
  connect as connectAt,
  createTestClient,
  deepFreeze,
  gavin,
  idOf,
  waitUntilOver,
} from '../test-client.ts'

type Json = Readonly<Record<string, unknown>>

/** One body of each kind, deeply frozen. */
const bodiesOf = (): Readonly<Record<string, Json>> => {
  const client = createTestClient()
  const finished = connectAt(client)
  waitUntilOver(client, finished)
  const running = connectAt(client, 'AU00000', { loginId: 'jared', password: 'django' })
  client.advance(1_500)
  const page = client.get('/users/user-1/transactions?limit=2').body as { readonly links: { readonly next: string } }
  const second = new URL(page.links.next)
  const bodies = {
    reference: client.post(CONNECTIONS, { ...gavin, institution: { id: 'AU00001' } }).body,
    finished: client.get(`/jobs/${finished}`).body,
    running: client.get(`/jobs/${running}`).body,
    jobs: client.get('/users/user-1/jobs').body,
    institutions: client.get('/institutions').body,
    institution: client.get('/institutions/AU00000').body,
    connections: client.get(CONNECTIONS).body,
    accounts: client.get('/users/user-1/accounts').body,
    page,
    secondPage: client.get(second.pathname + second.search).body,
    user: client.post('/users', { email: 'a@example.com' }).body,
    refusal: client.get('/jobs/none').body,
  }
  expect(idOf({ status: 200, headers: {}, body: bodies.finished })).toBe(finished)
  return deepFreeze(bodies) as Readonly<Record<string, Json>>
}

const bodies = bodiesOf()
const body = (name: string): Json => bodies[name] ?? {}
const jobIn = (change: BodyChange, name = 'running'): Json => corruptBody(change, body(name)) as Json
const stepsIn = (job: Json): readonly Json[] => job['steps'] as readonly Json[]
const titlesOf = (job: Json): readonly unknown[] => stepsIn(job).map((step) => step['title'])
const linksOf = (u: unknown): Json => (u as { readonly links: Json }).links

/** Which bodies each change leaves as they are. */
const untouched = (change: BodyChange): readonly string[] =>
  Object.entries(bodies)
    .filter(([, one]) => JSON.stringify(corruptBody(change, one)) === JSON.stringify(one))
    .map(([name]) => name)

const names = Object.keys(bodies)
const withSteps = ['finished', 'running', 'jobs']

describe('a change that does not apply leaves the body unchanged', () => {
  test.each<[BodyChange, readonly string[]]>([
    ['array', names],
    ['text', names],
    ['number', names],
    ['null-body', names],
    ['proto', names],
    ['deep', names],
    ['unknown-status', withSteps],
    ['unknown-step', withSteps],
    ['unknown-title', withSteps],
    ['steps-reversed', withSteps],
    ['steps-regressed', ['finished', 'jobs']],
    ['two-failed', withSteps],
    ['result-array', ['finished', 'jobs']],
    ['result-null', ['finished', 'jobs']],
    ['no-source', ['finished', 'jobs']],
    ['source-elsewhere', ['finished', 'jobs']],
    ['other-id', ['reference', 'finished', 'running', 'institution', 'user']],
    ['authorization-unknown', ['institutions', 'institution']],
    ['next-cycle', ['secondPage']],
    ['page-repeats', ['jobs', 'institutions', 'connections', 'accounts', 'page', 'secondPage', 'refusal']],
  ])('%s changes %j', (change, changed) => {
    expect(untouched(change)).toStrictEqual(names.filter((name) => !changed.includes(name)))
  })

  test.each(changeNames)(
    '%s leaves other values than objects unchanged, unless it replaces the whole body',
    (change) => {
      const replaced = { array: [null], text: 'OK', number: 42, 'null-body': null }
      const expected = Object.hasOwn(replaced, change) ? replaced[change as keyof typeof replaced] : null
      expect(corruptBody(change, null)).toStrictEqual(expected)
    },
  )
})

test.each(changeNames)('%s does not mutate its input, and returns JSON', (change) => {
  const before = JSON.stringify(bodies)
  for (const one of Object.values(bodies)) {
    const made = corruptBody(change, one)
    expect(JSON.stringify(JSON.parse(JSON.stringify(made)))).toBe(JSON.stringify(made))
  }
  expect(JSON.stringify(bodies)).toBe(before)
})

describe('of a job', () => {
  test('a status, a step and a title are unknown', () => {
    expect(stepsIn(jobIn('unknown-status')).at(-1)?.['status']).toBe('paused')
    expect(stepsIn(jobIn('unknown-step')).at(-1)).toStrictEqual({
      title: 'weigh-soul',
      status: 'in-progress',
      result: null,
    })
    expect(titlesOf(jobIn('unknown-title'))).toStrictEqual(['weigh-soul', 'retrieve-accounts', 'retrieve-transactions'])
  })

  test('the steps are reversed, and finished steps are pending', () => {
    expect(titlesOf(jobIn('steps-reversed'))).toStrictEqual([...titlesOf(body('running'))].reverse())
    const regressed = stepsIn(jobIn('steps-regressed', 'finished'))
    expect(new Set(regressed.map(({ status, result }) => `${status} ${result}`))).toStrictEqual(
      new Set(['pending null']),
    )
  })

  test('two steps have failed with different codes', () => {
    const failed = stepsIn(jobIn('two-failed')).filter(({ status }) => status === 'failed')
    const codes = failed.map(({ result }) => (result as Json)['code'])
    expect(codes).toStrictEqual(['account-not-accessible-requires-user-action', 'service-unavailable'])
  })

  test('results are wrapped in arrays, or removed', () => {
    const [first] = stepsIn(body('finished'))
    expect(stepsIn(jobIn('result-array', 'finished'))[0]?.['result']).toStrictEqual([first?.['result']])
    expect(stepsIn(jobIn('result-null', 'finished')).every(({ result }) => result === null)).toBe(true)
  })

  test('the link to the connection is removed, or has another origin', () => {
    const { source } = linksOf(body('finished'))
    expect(linksOf(jobIn('no-source', 'finished'))).not.toHaveProperty('source')
    expect(linksOf(jobIn('source-elsewhere', 'finished'))['source']).toBe(
      String(source).replace('https://au-api.basiq.io', 'https://elsewhere.invalid'),
    )
  })

  test('the steps are removed, or the id is changed', () => {
    expect(jobIn('member-missing')).not.toHaveProperty('steps')
    expect(jobIn('other-id')['id']).not.toBe(body('running')['id'])
  })
})

test('items of a list are removed or duplicated, and a page links to itself', () => {
  expect(corruptBody('member-missing', body('accounts'))).not.toHaveProperty('data')
  const { data } = body('page') as { readonly data: readonly Json[] }
  expect(corruptBody('page-repeats', body('page'))).toMatchObject({ data: [data[0], data[0], data[1], data[1]] })
  const links = linksOf(corruptBody('next-cycle', body('secondPage')))
  expect([links['next'], typeof links['self']]).toStrictEqual([links['self'], 'string'])
})

test('values are replaced by unexpected ones', () => {
  const text = (change: BodyChange, name: string): string => JSON.stringify(corruptBody(change, body(name)))
  expect(text('link-javascript', 'finished')).not.toContain('https:')
  expect(text('link-javascript', 'finished')).toContain('"source":"javascript:alert(1)"')
  expect(text('huge-numbers', 'accounts')).toMatch(/"balance":"9{400}"/u)
  expect(text('huge-numbers', 'page')).toContain('"count":1.7976931348623157e+308')
  expect(text('numeric-ids', 'running')).toMatch(/"id":1152921504606847000,/u)
  expect(text('dates-broken', 'running')).toMatch(/"created":"2026-02-31T25:61:00Z"/u)
  expect(text('authorization-unknown', 'institutions')).not.toContain('"authorization":"user')
})

test('a member __proto__ is an own property and does not set the prototype', () => {
  const made = jobIn('proto')
  expect([Object.hasOwn(made, '__proto__'), Object.getPrototypeOf(made)]).toStrictEqual([true, Object.prototype])
  expect(stepsIn(made).every((step) => Object.hasOwn(step, '__proto__'))).toBe(true)
  expect(JSON.stringify(made)).toContain('"__proto__":{"status":"success"')
})

const codecs = [
  Job,
  JobRef,
  User,
  Institution,
  TransactionPage,
  ErrorBody,
  listOf(Job),
  listOf(Institution),
  listOf(Connection),
  listOf(Account),
]

test.each(changeNames)('every codec decodes or rejects every body with %s', (change) => {
  for (const one of Object.values(bodies))
    for (const codec of codecs) expect(decodeWith<unknown>(codec)(corruptBody(change, one))).toHaveProperty('_tag')
})

test.each(changeNames)('a connection ends with %s', async (change) => {
  const bank = createMemoryBank({ faults: [{ fault: 'distorted', change, times: null }] })
  const credentials = { loginId: gavin.loginId, password: gavin.password }
  const institutionId = 'AU00000' as InstitutionId
  const ended = await connect(bank.port, { userId: bank.userId, institutionId, credentials })()
  expect(ended).toHaveProperty('_tag')
})
