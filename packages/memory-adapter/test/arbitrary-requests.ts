import {
  type BankResponse,
  sandboxInstitutions,
  sandboxLogins,
  type WorldOptions,
} from '@bank-connection/memory-adapter'
import fc from 'fast-check'
import { CONNECTIONS, createTestClient, dataOf, type JobBody, MONDAY, type TestClient } from './test-client.ts'

/** An action of a client: how long to wait, and what to do then, with one of the existing records. */
export interface ClientAction {
  readonly waitMs: number
  readonly act: 'create' | 'read' | 'list' | 'answer' | 'refresh' | 'refreshAll' | 'update' | 'delete' | 'data' | 'odd'
  readonly pick: number
  readonly isValid: boolean
}

const clientAction: fc.Arbitrary<ClientAction> = fc.record(
  {
    waitMs: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 7_200_000 }) },
    ),
    act: fc.oneof(
      { weight: 3, arbitrary: fc.constant('create' as const) },
      { weight: 3, arbitrary: fc.constant('answer' as const) },
      { weight: 2, arbitrary: fc.constant('refresh' as const) },
      {
        weight: 6,
        arbitrary: fc.constantFrom('read', 'list', 'refresh', 'refreshAll', 'update', 'delete', 'data', 'odd'),
      },
    ),
    // 3: always the same login at the first bank; 20 to 25: valid logins at the bank that always has a challenge.
    pick: fc.oneof(fc.constant(3), fc.integer({ min: 20, max: 25 }), fc.nat({ max: 1_000 })),
    isValid: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  },
  { noNullPrototype: true },
)

export const clientActions = fc.array(clientAction, { minLength: 1, maxLength: 25 })

const outage = fc
  .record({
    institutionId: fc.constantFrom('AU00000', 'AU00002', 'AU00003'),
    from: fc.nat({ max: 7_200_000 }),
    ms: fc.nat({ max: 10_800_000 }),
  })
  .map(({ institutionId, from, ms }) => ({ institutionId, from: MONDAY + from, until: MONDAY + from + ms }))

export const worldOptions: fc.Arbitrary<WorldOptions> = fc.record(
  {
    seed: fc.nat({ max: 10_000 }),
    outages: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(outage, { maxLength: 3 }) },
    ),
    undocumented: fc.record(
      {
        wrongAnswer: fc.constantFrom('fails', 'asks-again', 'refused'),
        expiredChallenge: fc.constantFrom('fails', 'times-out', 'stays'),
        repeatedAnswer: fc.constantFrom('ignored', 'refused'),
        deletedJob: fc.constantFrom('goes-on', 'vanishes'),
        duplicateBody: fc.constantFrom('reference', 'job'),
        roundsMax: fc.integer({ min: 1, max: 4 }),
        failedChallengeStatus: fc.constantFrom('kept', 'invalid'),
        sameCredentialsPause: fc.constantFrom('user', 'everyone', 'never'),
      },
      { noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
)

const at = <A>(items: readonly A[], pick: number): A | undefined => items[pick % Math.max(1, items.length)]

const malformedRequests: readonly (readonly [string, string, unknown])[] = [
  ['GET', '/', null],
  ['GET', '/jobs/__proto__', null],
  ['POST', '/users', '{'],
  ['POST', CONNECTIONS, { institution: null }],
  ['POST', CONNECTIONS, { loginId: {}, password: [], institution: { id: 5 } }],
  ['GET', '/users/user-1/transactions?limit=3&next=WyJhIiwxLDEsbnVsbF0', null],
  ['GET', "/users/user-1/accounts?filter=account.id.ne('constructor')", null],
  ['DELETE', '/users/user-1/connections/toString', null],
]

/** Part of every wrong password and wrong answer. */
export const CANARY = 'canary-7b1f'

const perform = (client: TestClient, { act: kind, pick, isValid }: ClientAction): BankResponse => {
  const jobs = dataOf<JobBody>(client.get('/users/user-1/jobs'))
  const connections = dataOf<{ readonly id: string }>(client.get(CONNECTIONS))
  const path = `${CONNECTIONS}/${at(connections, pick)?.id ?? 'none'}`
  const job = at(jobs, pick)
  switch (kind) {
    case 'create': {
      const login = at(sandboxLogins, pick)
      const institution = { id: at(sandboxInstitutions, Math.floor(pick / 10))?.id }
      const secrets = {
        password: isValid ? login?.password : `${CANARY}-password`,
        userToken: login?.userToken ?? `${CANARY}-token`,
      }
      const extras = { securityCode: `${CANARY}-code`, secondaryLoginId: `${CANARY}-second` }
      return client.post(CONNECTIONS, { loginId: login?.loginId, ...secrets, ...extras, institution })
    }
    case 'answer': {
      const asked = jobs.find(({ steps }) => steps.some(({ result }) => result?.['type'] === 'mfa')) ?? job
      const prompts = asked?.steps.find(({ result }) => result?.['type'] === 'mfa')?.result?.['input'] as
        | readonly string[]
        | undefined
      const right = sandboxLogins.find(
        ({ challenge }) => JSON.stringify(challenge?.prompts) === JSON.stringify(prompts),
      )
      const answers = isValid ? (right?.challenge?.answers ?? []) : (prompts ?? ['']).map(() => `${CANARY}-answer`)
      return client.post(`/jobs/${asked?.id ?? 'none'}/mfa`, { 'mfa-response': answers }, 'CLIENT_ACCESS')
    }
    case 'read':
      return client.get(`/jobs/${job?.id ?? 'none'}`, isValid ? 'SERVER_ACCESS' : 'CLIENT_ACCESS')
    case 'list':
      return client.get(isValid ? '/users/user-1' : path)
    case 'refresh':
      return client.post(`${path}/refresh`)
    case 'refreshAll':
      return client.post(`${CONNECTIONS}/refresh`)
    case 'update':
      return client.post(path, { password: isValid ? 'hooli2016' : `${CANARY}-password` })
    case 'delete':
      return client.remove(path)
    case 'data':
      return client.get(`/users/user-1/${isValid ? 'accounts' : `transactions?limit=${(pick % 20) + 1}`}`)
    case 'odd': {
      const [method, oddPath, body] = malformedRequests[pick % malformedRequests.length] ?? ['GET', '/', null]
      return method === 'POST'
        ? client.post(oddPath, body)
        : method === 'GET'
          ? client.get(oddPath)
          : client.remove(oddPath)
    }
  }
}

/** Runs the actions; returns all responses as text, and the client. */
export const runActions = (
  options: WorldOptions,
  turns: readonly ClientAction[],
): { readonly responses: readonly string[]; readonly client: TestClient } => {
  const client = createTestClient(options)
  const responses = turns.map((one) => {
    client.advance(one.waitMs)
    return JSON.stringify(perform(client, one))
  })
  return { responses, client }
}
