import { profileOf } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { answer, type ConnectionInput, cancel, submit, withPort } from '@bank-connection/core/machine'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createActor, type Snapshot } from 'xstate'
import { asking, done, scriptedPort } from '../scripted-port.ts'

const SECRET = 'canary-5e64fa5c'

const institution = profileOf({
  id: 'AU00002',
  name: 'A bank of some name',
  authorization: 'user-mfa',
  loginIdCaption: 'Login',
  passwordCaption: 'Password',
  userTokenCaption: null,
  securityCodeCaption: null,
  secondaryLoginIdCaption: null,
  stats: null,
} as never)

const input = {
  userId: 'user-1',
  at: 0,
  intent: { type: 'create', institutionId: 'AU00002' },
  institution,
} as ConnectionInput

/** Runs a connection until a request that never settles, and records everything that an inspector receives. */
const run = async (script: Parameters<typeof scriptedPort>[0], restored?: Snapshot<unknown>) => {
  const bank = scriptedPort(script)
  const inspected: unknown[] = []
  const actor = createActor(withPort(bank.port), {
    input,
    ...(restored === undefined ? {} : { snapshot: restored }),
    inspect: (event) => inspected.push({ ...event, actorRef: null, rootId: null, _transitions: null }),
  })
  actor.subscribe({ error: () => undefined })
  actor.start()
  return { bank, actor, inspected, pass: (ms: number) => bank.clock.sleep(ms, neverAborted) }
}

const never = () => new Promise<never>(() => undefined)
const created = () => E.right({ outcome: 'created', jobId: 'job-1' })

const text = (value: unknown): string =>
  JSON.stringify(value, (key, member: unknown) =>
    ['actorRef', 'self', 'system', 'machine', '_parent'].includes(key) ? null : member,
  ) ?? ''

describe('a saved connection', () => {
  test('contains no secret while credentials are being sent, and neither does the inspection', async () => {
    const { actor, inspected } = await run({ createConnection: never })
    actor.send(submit({ loginId: SECRET, password: SECRET }, 0))
    expect(actor.getSnapshot().value).toBe('creating')
    expect(JSON.stringify(actor.getPersistedSnapshot())).not.toContain(SECRET)
    expect(text(inspected)).not.toContain(SECRET)
    expect(inspected.length).toBeGreaterThan(3)
    actor.stop()
  })

  test('contains no secret while an answer is being sent, and is smaller than 2 KB', async () => {
    const { actor, inspected, pass } = await run({
      createConnection: created,
      getJob: () => E.right(asking),
      answerMfa: never,
    })
    actor.send(submit({ loginId: SECRET, password: SECRET }, 0))
    await pass(5_000)
    actor.send(answer([SECRET], 5_000))
    expect(actor.getSnapshot().value).toStrictEqual({ following: 'answering' })
    const saved = JSON.stringify(actor.getPersistedSnapshot())
    expect(saved).not.toContain(SECRET)
    expect(saved.length).toBeLessThan(2_048)
    expect(text(inspected)).not.toContain(SECRET)
    actor.stop()
  })

  test('searches for the job instead of sending a second create if it is restored during one', async () => {
    const before = await run({ createConnection: never })
    before.actor.send(submit({ loginId: 'jared', password: SECRET }, 0))
    const saved = JSON.parse(JSON.stringify(before.actor.getPersistedSnapshot())) as Snapshot<unknown>
    before.actor.stop()
    const after = await run(
      {
        listJobs: () => E.right([{ ...done, created: 1, institution: { id: 'AU00002' } }]),
        getJob: () => E.right(done),
      },
      saved,
    )
    await after.pass(60_000)
    expect(after.actor.getSnapshot().output).toMatchObject(E.right({ origin: 'adopted' }))
    expect(after.bank.asked.map(({ call }) => call)).toStrictEqual(['listJobs', 'getJob'])
  })

  test('polls the job instead of sending a second answer if it is restored during one', async () => {
    const before = await run({ createConnection: created, getJob: () => E.right(asking), answerMfa: never })
    before.actor.send(submit({ loginId: 'jared', password: SECRET }, 0))
    await before.pass(5_000)
    before.actor.send(answer([SECRET], 5_000))
    const saved = JSON.parse(JSON.stringify(before.actor.getPersistedSnapshot())) as Snapshot<unknown>
    before.actor.stop()
    const after = await run({ getJob: () => E.right(asking) }, saved)
    await after.pass(10_000)
    expect(after.bank.asked.map(({ call }) => call)).not.toContain('answerMfa')
    expect(after.actor.getSnapshot().value).toStrictEqual({ following: 'challenged' })
    after.actor.send(cancel)
  })
})
