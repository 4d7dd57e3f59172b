import { inspect } from 'node:util'
import {
  type BankPort,
  type ConnectionId,
  explain,
  type InstitutionId,
  type JobId,
  type PortError,
  type UserId,
} from '@bank-connection/core'
import { createVirtualClock } from '@bank-connection/core/adapter'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { createScriptedFetch, type FetchRequest, json, type Reply } from './scripted-fetch.ts'

/** Secrets that only the server may receive. */
const secrets = {
  apiKey: 'CanaryKey0001==',
  token: 'canary-token-0002.eyJ.sig',
  login: 'canary-login-0003',
  password: 'canary-Pa55word 0004',
  securityCode: 'canary-code-0005',
  secondary: 'canary-second-0006',
  userToken: 'canary-user-0007',
  answer: 'canary-answer-0008',
}

/** Matches all of them, in any encoding used here. */
const CANARY = /canary/i

const ids = { userId: 'user-1' as UserId, connectionId: 'c-1' as ConnectionId, jobId: 'j-1' as JobId }
const credentials = {
  loginId: secrets.login,
  password: secrets.password,
  securityCode: secrets.securityCode,
  secondaryLoginId: secrets.secondary,
  userToken: secrets.userToken,
}

/** Operations whose requests contain the secrets. */
const operations: Readonly<Record<string, (bank: BankPort) => Promise<E.Either<PortError, unknown>>>> = {
  create: (bank) => bank.createConnection({ ...ids, institutionId: 'AU00000' as InstitutionId, credentials })(),
  update: (bank) => bank.updateConnection({ ...ids, credentials })(),
  answer: (bank) => bank.answerMfa({ ...ids, answers: [secrets.answer, secrets.answer] })(),
  read: (bank) => bank.getJob(ids)(),
  list: (bank) => bank.listConnections(ids)(),
}

const sentBy = ({ headers, body }: FetchRequest): readonly string[] => {
  const strings: string[] = []
  const collect = (_: string, value: unknown): unknown => {
    if (typeof value === 'string' && CANARY.test(value)) strings.push(value)
    return value
  }
  if (headers['content-type'] === 'application/json') JSON.parse(body ?? 'null', collect)
  const [, credential = ''] = (headers['authorization'] ?? '').split(' ')
  return [...strings, credential]
}

const place = fc.constantFrom('code', 'title', 'detail', 'correlationId', 'page', 'header', 'error', 'cause', 'member')
type Place = typeof place extends fc.Arbitrary<infer A> ? A : never

/** A response that repeats a text where a hostile or careless server might. */
const echo = (text: string, where: Place, status: number): Reply => {
  const said = `we got "${text}", which is wrong`
  const refused = (item: object, more: object = {}): Reply =>
    json({ ...more, data: [{ code: 'x', ...item }] }, { status })
  switch (where) {
    case 'code':
      return refused({ code: text })
    case 'title':
      return refused({ title: said })
    case 'detail':
      return refused({ detail: `${'.'.repeat(280)}${said}` })
    case 'correlationId':
      return refused({}, { correlationId: text })
    case 'page':
      return { status, body: `<html>${said}`, headers: { 'content-type': 'text/html' } }
    case 'header':
      return { status, body: '{}', headers: { 'retry-after': text, 'content-type': text, 'x-request-id': text } }
    case 'error':
      return { kind: 'rejects', error: Object.assign(new TypeError(said), { code: text, detail: said }) }
    case 'cause':
      return {
        kind: 'rejects',
        error: new TypeError('fetch failed', { cause: Object.assign(new Error(said), { code: said }) }),
      }
    case 'member':
      return json({ [text]: { [text]: text }, id: { [text]: text }, data: { [text]: text } }, { status })
  }
}

test('no output contains a secret that the server or the platform repeats, and requests contain secrets only where they belong', async () => {
  const counts: Record<string, number> = { refused: 0, unreachable: 0, malformed: 0, noToken: 0, reported: 0 }
  const what = fc.record({
    operation: fc.constantFrom(...Object.keys(operations)),
    where: place,
    pick: fc.nat({ max: 20 }),
    status: fc.constantFrom(200, 202, 302, 400, 403, 404, 409, 429, 500, 503),
    isTokenRefused: fc.boolean(),
    echoesAtToken: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  })
  await fc.assert(
    fc.asyncProperty(what, async ({ operation, where, pick, status, isTokenRefused, echoesAtToken }) => {
      const clock = createVirtualClock()
      const events: unknown[] = []
      let refusals = isTokenRefused ? 1 : 0
      const scripted = createScriptedFetch(clock, (seen) => {
        const [first = ''] = sentBy(seen)
        const text = sentBy(seen)[pick % Math.max(1, sentBy(seen).length)] ?? first
        if (seen.path === '/token')
          return echoesAtToken ? echo(text, where, status) : json({ access_token: secrets.token, expires_in: 3_600 })
        refusals -= 1
        return echo(text, where, refusals >= 0 ? 401 : status)
      })
      const bank = createFetchBank({
        apiKey: secrets.apiKey,
        clock,
        fetch: scripted.fetch,
        hooks: { onRequest: (event) => events.push(event), onResponse: (event) => events.push(event) },
      })
      const result = await operations[operation]?.(bank)
      const failure = result !== undefined && E.isLeft(result) ? result.left : null
      counts['refused'] = (counts['refused'] ?? 0) + (failure?._tag === 'Refused' ? 1 : 0)
      counts['unreachable'] = (counts['unreachable'] ?? 0) + (failure?._tag === 'Unreachable' ? 1 : 0)
      counts['malformed'] = (counts['malformed'] ?? 0) + (failure?._tag === 'MalformedResponse' ? 1 : 0)
      counts['noToken'] = (counts['noToken'] ?? 0) + (failure?._tag === 'TokenUnavailable' ? 1 : 0)
      counts['reported'] = (counts['reported'] ?? 0) + (events.length > 3 ? 1 : 0)
      const sinks = {
        json: JSON.stringify(failure),
        inspected: inspect(failure, { depth: null, showHidden: true }),
        explained: failure === null ? '' : explain(failure),
        events: inspect(events, { depth: null, showHidden: true }),
        bank: inspect(bank, { depth: null, showHidden: true }),
      }
      expect(Object.entries(sinks).filter(([, text]) => CANARY.test(text))).toStrictEqual([])

      const misplaced = scripted.requests.flatMap(({ url, method, path, headers, body }) => {
        const { authorization, ...others } = headers
        const isToken = path === '/token'
        const mayHoldSecrets = method === 'POST' && !isToken
        return [
          ...(url.startsWith('https://au-api.basiq.io/') && !CANARY.test(url) ? [] : [`url ${url}`]),
          ...(CANARY.test(JSON.stringify(others)) ? [`headers of ${path}`] : []),
          ...(authorization === (isToken ? `Basic ${secrets.apiKey}` : `Bearer ${secrets.token}`) ? [] : [path]),
          ...(CANARY.test(body ?? '') && !mayHoldSecrets ? [`body of ${path}`] : []),
          ...([secrets.apiKey, secrets.token].some((text) => body?.includes(text)) ? [`token in body of ${path}`] : []),
        ]
      })
      expect(misplaced).toStrictEqual([])
    }),
    { numRuns: 600 },
  )
  expect(Object.entries(counts).filter(([, times]) => times < 10)).toStrictEqual([])
})

test('an API key too short for redaction is not part of the failure when the server repeats it', async () => {
  const clock = createVirtualClock()
  const scripted = createScriptedFetch(clock, () => echo('Kk7', 'detail', 404))
  const bank = createFetchBank({ apiKey: 'Kk7', clock, fetch: scripted.fetch })
  const result = await bank.getJob(ids)()
  expect(result).toMatchObject(E.left({ _tag: 'TokenUnavailable', reason: 'keyRejected' }))
  expect(JSON.stringify(result)).not.toContain('Kk7')
})
