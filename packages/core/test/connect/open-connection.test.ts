import { type ConnectionHandle, type ConnectionView, openConnection } from '@bank-connection/core'
import { createVirtualClock, neverAborted } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { asking, checking, denied, done, scriptedPort, verifying } from '../scripted-port.ts'

const SECRET = 'canary-5e64fa5c'
const institution = {
  id: 'AU00002',
  name: 'A bank',
  authorization: 'user-mfa',
  loginIdCaption: 'Customer number',
  passwordCaption: null,
  userTokenCaption: null,
  securityCodeCaption: 'PIN',
  secondaryLoginIdCaption: null,
  stats: null,
}
const CREDENTIALS = { loginId: 'jared', password: SECRET, securityCode: SECRET }

const open = async (jobs: readonly unknown[]) => {
  let reads = 0
  let created = 0
  const bank = scriptedPort({
    getInstitution: () => E.right(institution),
    createConnection: () => E.right({ outcome: 'created', jobId: `job-${++created}` }),
    getJob: () => E.right({ ...(jobs[Math.min(reads++, jobs.length - 1)] as object), id: `job-${created}` }),
    answerMfa: () => E.right(undefined),
  })
  const opened = openConnection(bank.port, { userId: 'user-1', institutionId: 'AU00002' })
  const handle = E.getOrElse((): ConnectionHandle => Object.create(null))(opened)
  const views: ConnectionView[] = []
  handle.subscribe((view) => views.push(view))
  const pass = (ms: number) => bank.clock.sleep(ms, neverAborted)
  await pass(1)
  return { bank, handle, views, pass, calls: () => bank.asked.map(({ call }) => call) }
}

describe('an open connection', () => {
  test.each([null, undefined, 'user-1', 7])('is not opened for %s instead of a request', (request) => {
    const { port } = scriptedPort({})
    expect(openConnection(port, request as never)).toMatchObject(E.left({ _tag: 'InputInvalid', fields: ['request'] }))
  })

  test.each(['other', 'by-letter'])(
    'ends at once, without a request, if the known institution takes %s',
    async (authorization) => {
      const { port, asked } = scriptedPort({})
      const known = {
        ...institution,
        authorization,
        shortName: null,
        country: null,
        institutionType: null,
        serviceName: null,
        serviceType: null,
        tier: null,
        stage: null,
        status: null,
        forgottenPasswordUrl: null,
        features: null,
        logo: null,
      }
      const opened = openConnection(port, { userId: 'user-1', institution: known as never })
      const handle = E.getOrElse((): ConnectionHandle => Object.create(null))(opened)
      expect(await handle.ended()).toStrictEqual(
        E.left({ _tag: 'AuthorizationUnsupported', authorization, intent: 'create' }),
      )
      expect(asked).toStrictEqual([])
    },
  )

  test("keeps the server's text about a failure short and on one line", async () => {
    const noisy = {
      ...denied,
      steps: denied.steps.map((step) =>
        step.status === 'failed'
          ? {
              ...step,
              result: {
                _tag: 'Problem',
                code: 'invalid\nlogin',
                title: null,
                detail: `Try\u001b[31m\r\nagain, jared: ${'later '.repeat(1_000)}`,
              },
            }
          : step,
      ),
    }
    const { handle } = await open([noisy])
    handle.submit(CREDENTIALS)
    const ended = await handle.ended()
    const failure = E.isLeft(ended) && ended.left._tag === 'StepFailed' ? ended.left : null
    expect(failure?.code).toBe('invalid login')
    expect(failure?.detail).toMatch(/^Try … again, …: (later )+/)
    expect(failure?.detail?.length).toBeLessThanOrEqual(300)
  })

  test("shows the institution's form, in order, with its captions", async () => {
    const { handle } = await open([done])
    expect(handle.view()).toMatchObject({
      _tag: 'Collecting',
      fields: [
        { field: 'loginId', caption: 'Customer number' },
        { field: 'password', caption: null },
        { field: 'securityCode', caption: 'PIN' },
      ],
      incomplete: null,
      rejection: null,
      attemptsLeft: 3,
    })
  })

  test('says what a submit lacks, stays at the form, and accepts a complete one', async () => {
    const { handle, calls, pass } = await open([verifying])
    const incomplete = { _tag: 'CredentialsIncomplete', missing: ['securityCode'], unexpected: ['userToken'] }
    const { securityCode: _, ...rest } = CREDENTIALS
    expect(handle.submit({ ...rest, userToken: SECRET })).toStrictEqual(E.left(incomplete))
    expect(handle.view()).toMatchObject({ _tag: 'Collecting', incomplete })
    expect(calls()).not.toContain('createConnection')
    expect(handle.submit(CREDENTIALS)).toStrictEqual(E.right(undefined))
    await pass(1)
    expect(calls()).toContain('createConnection')
  })

  test('asks again after wrong credentials, gives the reason, and stops before the account is locked', async () => {
    const { handle, pass, calls } = await open([denied])
    const left: unknown[] = []
    for (const _ of [1, 2, 3]) {
      const view = handle.view()
      left.push(view._tag === 'Collecting' ? [view.attemptsLeft, view.rejection?._tag ?? null] : view._tag)
      handle.submit(CREDENTIALS)
      await pass(60_000)
    }
    expect(left).toStrictEqual([
      [3, null],
      [2, 'StepFailed'],
      [1, 'StepFailed'],
    ])
    expect(await handle.ended()).toMatchObject(E.left({ _tag: 'StepFailed', code: 'invalid-credentials' }))
    expect(calls().filter((call) => call === 'createConnection')).toHaveLength(3)
  })

  test('clears the steps of the previous attempt when the next one starts', async () => {
    const { handle, pass, views } = await open([denied, verifying])
    handle.submit(CREDENTIALS)
    await pass(60_000)
    handle.submit(CREDENTIALS)
    await pass(1)
    expect(handle.view()).toMatchObject({ _tag: 'Working', stage: 'verifying', steps: [] })
    expect(views.some((view) => view._tag === 'Collecting' && view.rejection !== null)).toBe(true)
    handle.cancel()
  })

  test('asks for a new password when a refresh is refused, and sends it as an update of the same connection', async () => {
    const refused = {
      _tag: 'Refused',
      status: 400,
      code: 'invalid-credentials',
      detail: null,
      correlationId: null,
    } as const
    const bank = scriptedPort({
      getConnection: () => E.right({ id: 'c-9', institution: { id: 'AU00002' } }),
      getInstitution: () => E.right({ ...institution, securityCodeCaption: null }),
      refreshConnection: () => E.left(refused),
      updateConnection: () => E.right({ outcome: 'created', jobId: 'job-1' }),
      getJob: () => E.right(done),
    })
    const opened = openConnection(bank.port, { userId: 'user-1', intent: 'refresh', connectionId: 'c-9' })
    const handle = E.getOrElse((): ConnectionHandle => Object.create(null))(opened)
    await bank.clock.sleep(1, neverAborted)
    expect(handle.view()).toMatchObject({
      _tag: 'Collecting',
      fields: [{ field: 'password' }],
      rejection: refused,
      attemptsLeft: 2,
    })
    handle.submit({ password: SECRET })
    expect(await handle.ended()).toMatchObject(E.right({ jobId: 'job-1' }))
    expect(bank.asked.find(({ call }) => call === 'updateConnection')?.input).toStrictEqual({
      userId: 'user-1',
      connectionId: 'c-9',
      credentials: { password: SECRET },
    })
  })

  test('does not ask again when the account is locked', async () => {
    const locked = {
      ...denied,
      steps: denied.steps.map((step) =>
        step.status === 'failed'
          ? {
              ...step,
              result: { _tag: 'Problem', code: 'invalid-credentials', title: null, detail: 'Account is locked' },
            }
          : step,
      ),
    }
    const { handle, pass } = await open([locked])
    handle.submit(CREDENTIALS)
    await pass(60_000)
    expect(handle.view()).toMatchObject({
      _tag: 'Failed',
      failure: { _tag: 'StepFailed', detail: 'Account is locked' },
    })
  })

  test('shows the challenge with its deadline, and rejects a wrong number of answers', async () => {
    const { handle, pass, calls } = await open([asking, checking, done])
    handle.submit(CREDENTIALS)
    await pass(5_000)
    const view = handle.view()
    const challenge = view._tag === 'Challenged' ? view.challenge : null
    expect(challenge).toMatchObject({ prompts: ['Code'], round: 1 })
    expect((challenge?.expiresAt ?? 0) - (challenge?.since ?? 0)).toBe(120_000)
    expect(handle.answer([])).toStrictEqual(E.left({ _tag: 'AnswersIncomplete', expected: 1, given: 0 }))
    expect(calls()).not.toContain('answerMfa')
    expect(handle.answer([SECRET])).toStrictEqual(E.right(undefined))
    expect(await handle.ended()).toMatchObject(E.right({ connectionId: 'c-1' }))
  })

  test('sends an answer once if it is given twice', async () => {
    const { handle, pass, calls } = await open([asking, checking, done])
    handle.submit(CREDENTIALS)
    await pass(5_000)
    expect(handle.answer([SECRET])).toStrictEqual(E.right(undefined))
    expect(handle.answer([SECRET])).toMatchObject(E.left({ _tag: 'NotExpected', call: 'answer', view: 'Working' }))
    await handle.ended()
    expect(calls().filter((call) => call === 'answerMfa')).toHaveLength(1)
  })

  test('rejects a late answer even before its alarm has fired, and sends none', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    let slept = 0
    const bank = scriptedPort(
      {
        getInstitution: () => E.right(institution),
        createConnection: () => E.right({ outcome: 'created', jobId: 'job-1' }),
        getJob: () => E.right(asking),
      },
      { ...clock, now: () => clock.now() + slept },
    )
    const opened = openConnection(bank.port, { userId: 'user-1', institutionId: 'AU00002' })
    const handle = E.getOrElse((): ConnectionHandle => Object.create(null))(opened)
    await clock.sleep(1, neverAborted)
    handle.submit(CREDENTIALS)
    await clock.sleep(5_000, neverAborted)
    slept = 3_600_000
    expect(handle.view()._tag).toBe('Challenged')
    expect(handle.answer([SECRET])).toMatchObject(E.left({ _tag: 'ChallengeExpired', jobId: 'job-1' }))
    expect(bank.asked.map(({ call }) => call)).not.toContain('answerMfa')
    handle.cancel()
  })

  test('reports no running job if it is cancelled after the last one was rejected', async () => {
    const { handle, pass } = await open([denied])
    handle.submit(CREDENTIALS)
    await pass(60_000)
    handle.cancel()
    expect(await handle.ended()).toStrictEqual(E.left({ _tag: 'Cancelled', jobId: null, mayHaveStarted: false }))
  })

  test('reports that a job may be running if it is cancelled while its request is in flight', async () => {
    const bank = scriptedPort({
      getInstitution: () => E.right(institution),
      createConnection: () => new Promise(() => undefined),
    })
    const opened = openConnection(bank.port, { userId: 'user-1', institutionId: 'AU00002' })
    const handle = E.getOrElse((): ConnectionHandle => Object.create(null))(opened)
    await bank.clock.sleep(1, neverAborted)
    handle.submit(CREDENTIALS)
    handle.cancel()
    expect(await handle.ended()).toStrictEqual(E.left({ _tag: 'Cancelled', jobId: null, mayHaveStarted: true }))
  })

  test('returns to the form when the request was certainly not sent', async () => {
    let tries = 0
    const offline = { _tag: 'Unreachable', reason: 'offline', delivered: 'no' } as const
    const bank = scriptedPort({
      getInstitution: () => E.right(institution),
      createConnection: () => (++tries === 1 ? E.left(offline) : E.right({ outcome: 'created', jobId: 'job-1' })),
      getJob: () => E.right(done),
    })
    const opened = openConnection(bank.port, { userId: 'user-1', institutionId: 'AU00002' })
    const handle = E.getOrElse((): ConnectionHandle => Object.create(null))(opened)
    await bank.clock.sleep(1, neverAborted)
    handle.submit(CREDENTIALS)
    await bank.clock.sleep(1, neverAborted)
    expect(handle.view()).toMatchObject({ _tag: 'Collecting', rejection: offline, attemptsLeft: 3 })
    handle.submit(CREDENTIALS)
    expect(await handle.ended()).toMatchObject(E.right({ jobId: 'job-1' }))
  })

  test('accepts one of two simultaneous submits, and rejects the other', async () => {
    const bank = scriptedPort({
      getInstitution: () => E.right(institution),
      createConnection: () => new Promise(() => undefined),
    })
    const opened = openConnection(bank.port, { userId: 'user-1', institutionId: 'AU00002' })
    const handle = E.getOrElse((): ConnectionHandle => Object.create(null))(opened)
    const told: unknown[] = []
    handle.subscribe(({ _tag }) => {
      if (_tag === 'Collecting')
        told.push(handle.submit(CREDENTIALS), handle.submit({ ...CREDENTIALS, loginId: 'other' }))
    })
    await bank.clock.sleep(1, neverAborted)
    expect(told).toMatchObject([E.right(undefined), E.left({ _tag: 'NotExpected', call: 'submit' })])
    expect(bank.asked.filter(({ call }) => call === 'createConnection')).toHaveLength(1)
  })

  test('is not affected by later changes to the credentials object', async () => {
    const { bank, handle, pass } = await open([done])
    const mine = { ...CREDENTIALS }
    handle.submit(mine)
    mine.password = ''
    await pass(1)
    expect(bank.asked.find(({ call }) => call === 'createConnection')?.input).toMatchObject({
      credentials: CREDENTIALS,
    })
  })

  test('treats an empty answer as missing', async () => {
    const { handle, pass, calls } = await open([asking])
    handle.submit(CREDENTIALS)
    await pass(5_000)
    expect(handle.answer([''])).toStrictEqual(E.left({ _tag: 'AnswersIncomplete', expected: 1, given: 0 }))
    expect(calls()).not.toContain('answerMfa')
    handle.cancel()
  })

  test('shows the new words of a challenge with its old deadline', async () => {
    const worded = (description: string) => ({
      ...asking,
      steps: asking.steps.map((step) =>
        step.result === null ? step : { ...step, result: { ...step.result, description } },
      ),
    })
    const { handle, pass } = await open([worded('Your mother?'), worded('Your pet?')])
    handle.submit(CREDENTIALS)
    await pass(5_000)
    const before = handle.view()
    await pass(30_000)
    const after = handle.view()
    expect([before, after]).toMatchObject([
      { challenge: { description: 'Your mother?', round: 1 } },
      { challenge: { description: 'Your pet?', round: 1 } },
    ])
    expect(
      before._tag === 'Challenged' &&
        after._tag === 'Challenged' &&
        before.challenge.expiresAt === after.challenge.expiresAt,
    ).toBe(true)
    handle.cancel()
  })

  test('names the job, so that another process can follow it', async () => {
    const { handle, pass } = await open([asking])
    handle.submit(CREDENTIALS)
    await pass(500)
    expect(handle.view()).toMatchObject({ _tag: 'Working', jobId: 'job-1', connectionId: null })
    await pass(5_000)
    expect(handle.view()).toMatchObject({ _tag: 'Challenged', jobId: 'job-1', connectionId: 'c-1' })
    handle.cancel()
    expect(await handle.ended()).toStrictEqual(E.left({ _tag: 'Cancelled', jobId: 'job-1', mayHaveStarted: true }))
  })

  test('rejects unexpected input, and stays unchanged', async () => {
    const { handle } = await open([done])
    expect(handle.answer(['1'])).toStrictEqual(E.left({ _tag: 'NotExpected', call: 'answer', view: 'Collecting' }))
    handle.cancel()
    expect(handle.submit(CREDENTIALS)).toStrictEqual(E.left({ _tag: 'NotExpected', call: 'submit', view: 'Failed' }))
  })

  test.each([
    [
      'credentials that are no texts',
      (handle: ConnectionHandle) => handle.submit({ loginId: 1 } as never),
      'credentials',
    ],
    ['credentials that are nothing', (handle: ConnectionHandle) => handle.submit(undefined as never), 'credentials'],
  ])('refuses %s by name', async (_, act, field) => {
    const { handle } = await open([done])
    expect(act(handle)).toMatchObject(E.left({ _tag: 'InputInvalid', fields: [field] }))
    expect(handle.view()._tag).toBe('Collecting')
  })

  test('ends once for all waiters, and ignores a second cancel', async () => {
    const { handle } = await open([done])
    handle.cancel()
    handle.cancel()
    const cancelled = E.left({ _tag: 'Cancelled', jobId: null, mayHaveStarted: false })
    expect([await handle.ended(), await handle.ended()]).toStrictEqual([cancelled, cancelled])
  })

  test('reports each view to its listeners, without secrets', async () => {
    const { handle, views, pass } = await open([verifying, asking, checking, done])
    handle.submit(CREDENTIALS)
    await pass(8_000)
    handle.answer([SECRET])
    await handle.ended()
    expect(views.map((view) => (view._tag === 'Working' ? view.stage : view._tag))).toStrictEqual([
      'Preparing',
      'Collecting',
      'Creating',
      'verifying',
      'verifying',
      'Challenged',
      'answering',
      'verifyingAnswer',
      'verifyingAnswer',
      'Connected',
    ])
    expect(JSON.stringify(views)).not.toContain(SECRET)
  })

  test('calls no listener after it has unsubscribed', async () => {
    const { handle } = await open([done])
    let told = 0
    const unsubscribe = handle.subscribe(() => {
      told += 1
    })
    unsubscribe()
    handle.cancel()
    expect(told).toBe(1)
  })
})
