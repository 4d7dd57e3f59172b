import { InstitutionId } from '@bank-connection/core'
import { checkTrace } from '@bank-connection/core/testing'
import { readTrace, replayTrace, type Trace, type TraceEvent, traceJson } from '@bank-connection/core/trace'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { createMemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { createBankHandler } from '@bank-connection/sandbox/handler'
import { either as E } from 'fp-ts'
import { beforeAll, expect, test } from 'vitest'
import { openRecorded } from '../src/testing/recorded-connection.ts'

const credentials = { loginId: 'canary-login', password: 'canary-password' }
const challenge = { method: 'token', description: 'A code', prompts: ['Code'], answers: ['canary-answer'] } as const

/** A connection over HTTP on a real clock, whose user mistypes once and is asked for a code. */
const record = async (): Promise<string> => {
  const logins = [{ ...credentials, holder: 'Canary Holder', challenge, failure: null }]
  const simulated = createMemoryBank({ time: { speed: 20 }, logins })
  const { clock, userId } = simulated
  const bank = createFetchBank({ apiKey: sandboxApiKey, clock, fetch: createBankHandler(simulated) })
  const events: TraceEvent[] = []
  const institutionId = E.getOrElseW(() => expect.fail('no id'))(InstitutionId.decode('AU00002'))
  const opened = openRecorded(bank, { userId, institutionId }, (event) => events.push(event))
  if (E.isLeft(opened)) return expect.fail(opened.left._tag)
  const handle = opened.right
  handle.subscribe((view) => {
    // After a moment, as a user would.
    if (view._tag === 'Collecting')
      setImmediate(() => handle.submit(view.rejection === null ? { ...credentials, password: 'wrong' } : credentials))
    if (view._tag === 'Challenged') setImmediate(() => handle.answer(['canary-answer']))
  })
  await handle.ended()
  // The end is recorded after everything that waited for it has run.
  await new Promise(setImmediate)
  return JSON.stringify(traceJson(events))
}

let file = ''
beforeAll(async () => {
  file = await record()
})

const read = (): Trace => {
  const trace = readTrace(JSON.parse(file))
  return E.isRight(trace) ? trace.right : expect.fail(`no trace: ${trace.left.reason} at ${trace.left.path}`)
}

test('a recording contains the prompts, but no credential, answer or name', () => {
  const secrets = [...Object.values(credentials), ...challenge.answers, 'Canary Holder']

  expect(secrets.filter((secret) => file.includes(secret))).toStrictEqual([])
  expect(file).toContain('A code')
})

test('a recording made on a real clock replays identically and keeps every law', async () => {
  const trace = read()

  expect(checkTrace(trace)).toStrictEqual(E.right('holds'))
  expect(await replayTrace(trace)).toStrictEqual(E.right('same'))
})

test('a version that polls at another time is reported with the first call that differs', async () => {
  const trace = read()
  const index = trace.findIndex((event) => event.type === 'called' && event.operation === 'getJob')
  // Simulates another version by changing the recording.
  const later = trace.map((event, i) => (i === index ? { ...event, at: event.at + 250 } : event))

  expect(await replayTrace(later)).toMatchObject(
    E.left({ index, difference: 'call 3 of getJob happens 250 ms earlier than recorded.' }),
  )
})

test('readTrace rejects a file that is not a trace, or of a later version, with the path', () => {
  expect(readTrace(JSON.parse(file.replace('"version":1', '"version":2')))).toStrictEqual(
    E.left({ _tag: 'TraceMalformed', reason: 'newer', path: '/version' }),
  )
})
