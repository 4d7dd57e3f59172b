import { connect, type JobProgress } from '@bank-connection/core'
import { createAbortController, malformedResponse, neverAborted, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { asking, denied, done, queued, retrieving, verifying } from '../scripted-port.ts'
import { bankOf, calls, institution, OPTIONS, SECRET } from './scripted-bank.ts'

describe('connect', () => {
  test('does nothing until its task runs', () => {
    const bank = bankOf([done])
    connect(bank.port, OPTIONS)
    expect(bank.asked).toStrictEqual([])
  })

  test('returns the connection when the job is done', async () => {
    const result = await connect(bankOf([verifying, retrieving, done]).port, OPTIONS)()
    expect(result).toMatchObject(E.right({ userId: 'user-1', connectionId: 'c-1', jobId: 'job-1', origin: 'created' }))
  })

  test('sends the create once, with the credentials, and polls one job', async () => {
    const bank = bankOf([verifying, retrieving, done])
    await connect(bank.port, OPTIONS)()
    expect(calls(bank)).toStrictEqual(['getInstitution', 'createConnection', 'getJob', 'getJob', 'getJob'])
    expect(bank.asked[1]?.input).toStrictEqual({
      userId: 'user-1',
      institutionId: 'AU00002',
      credentials: { loginId: 'jared', password: SECRET },
    })
  })

  test('reports each change of the job once, with the step and the end expected by the averages', async () => {
    const told: JobProgress[] = []
    const bank = bankOf([verifying, verifying, retrieving, retrieving, done])
    await connect(bank.port, { ...OPTIONS, onProgress: (progress) => told.push(progress) })()
    expect(told.map(({ stage, step }) => [stage, step?.title ?? null])).toStrictEqual([
      ['verifying', null],
      ['verifying', 'verify-credentials'],
      ['retrievingAccounts', 'retrieve-accounts'],
    ])
    expect(told.at(-1)?.expectedEndAt).toBe((told.at(-1)?.step?.since ?? 0) + 2_000)
  })

  test("ends with the job's failure, without a second attempt", async () => {
    const bank = bankOf([denied])
    expect(await connect(bank.port, OPTIONS)()).toMatchObject(
      E.left({ _tag: 'StepFailed', step: 'verify-credentials', code: 'invalid-credentials' }),
    )
    expect(calls(bank).filter((call) => call === 'createConnection')).toHaveLength(1)
  })

  test.each([
    ['no credentials', undefined, ['loginId', 'password'], []],
    ['no password', { loginId: 'jared' }, ['password'], []],
    ['an empty password', { loginId: 'jared', password: '' }, ['password'], []],
    ['a token too much', { loginId: 'jared', password: SECRET, userToken: SECRET }, [], ['userToken']],
  ])('sends no create with %s, and names the fields', async (_, credentials, missing, unexpected) => {
    const bank = bankOf([done])
    const { credentials: __, ...rest } = OPTIONS
    const result = await connect(bank.port, { ...rest, ...(credentials === undefined ? {} : { credentials }) })()
    expect(result).toStrictEqual(E.left({ _tag: 'CredentialsIncomplete', missing, unexpected }))
    expect(calls(bank)).toStrictEqual(['getInstitution'])
  })

  test.each([
    ['userId', { userId: 'a/b' }],
    ['userId', { userId: 7 }],
    ['institutionId', { institutionId: '../users' }],
    ['limits.jobTimeoutMs', { limits: { jobTimeoutMs: Number.NaN } }],
    ['limits.attemptsMax', { limits: { attemptsMax: -1 } }],
    ['intent', { intent: 'destroy' }],
    ['connectionId', { intent: 'refresh' }],
    ['jobId', { intent: 'follow', jobId: '' }],
    ['credentials', { credentials: { loginId: 1, password: 2 } }],
    ['institution', { institution: { id: 'AU00000' } }],
  ])('rejects an invalid %s by name, and creates nothing', async (field, wrong) => {
    const bank = bankOf([done])
    const result = await connect(bank.port, { ...OPTIONS, ...wrong } as never)()
    expect(result).toMatchObject(E.left({ _tag: 'InputInvalid', fields: [field] }))
    expect(calls(bank)).not.toContain('createConnection')
  })

  test('shows no step going back when the job does, and reports the anomaly', async () => {
    const told: JobProgress[] = []
    const bank = bankOf([retrieving, verifying, done])
    const result = await connect(bank.port, { ...OPTIONS, onProgress: (progress) => told.push(progress) })()
    expect(result).toMatchObject(E.right({ anomalies: ['step-regressed'] }))
    expect(told.map(({ stage }) => stage)).toStrictEqual(['verifying', 'retrievingAccounts'])
  })

  test('shows no step going back when a finished step gets another name', async () => {
    const renamed = {
      ...retrieving,
      steps: retrieving.steps.map((step, i) => (i === 0 ? { ...step, title: 'other' } : step)),
    }
    const told: JobProgress[] = []
    const bank = bankOf([retrieving, renamed, verifying, retrieving, done])
    const result = await connect(bank.port, { ...OPTIONS, onProgress: (progress) => told.push(progress) })()
    expect(result).toMatchObject(E.right({ anomalies: ['step-regressed', 'value-unrecognised'] }))
    expect(new Set(told.slice(1).map(({ stage }) => stage))).toStrictEqual(new Set(['retrievingAccounts']))
  })

  test('ends as a defect when onProgress returns a promise that rejects', async () => {
    const onProgress = async () => Promise.reject(new Error(SECRET))
    expect(await connect(bankOf([verifying]).port, { ...OPTIONS, onProgress })()).toStrictEqual(
      E.left({ _tag: 'Defect', operation: 'onProgress' }),
    )
  })

  test('sends no credentials if the response is about another institution', async () => {
    const bank = bankOf([done], { getInstitution: () => E.right({ ...institution, id: 'AU00003' }) })
    expect(await connect(bank.port, OPTIONS)()).toStrictEqual(E.left(malformedResponse('Institution', ['/id'])))
    expect(calls(bank)).toStrictEqual(['getInstitution'])
  })

  test('sends nothing about a connection if the response is about another one', async () => {
    const bank = bankOf([done], { getConnection: () => E.right({ id: 'c-2', institution: { id: 'AU00002' } }) })
    const request = { userId: 'user-1', connectionId: 'c-1', intent: 'refresh' } as const
    expect(await connect(bank.port, request)()).toStrictEqual(E.left(malformedResponse('Connection', ['/id'])))
    expect(calls(bank)).toStrictEqual(['getConnection'])
  })

  test('ends when its signal aborts during the start', async () => {
    const source = createAbortController()
    const bank = bankOf([done], {
      getInstitution: () => {
        source.abort()
        return E.right(institution)
      },
    })
    expect(await connect(bank.port, { ...OPTIONS, signal: source.signal })()).toMatchObject(
      E.left({ _tag: 'Cancelled' }),
    )
    expect(calls(bank)).toStrictEqual(['getInstitution'])
  })

  test("leaves no listener on the caller's signal", async () => {
    let listeners = 0
    const signal = {
      aborted: false,
      addEventListener: () => {
        listeners += 1
      },
      removeEventListener: () => {
        listeners -= 1
      },
    }
    await connect(bankOf([done]).port, { ...OPTIONS, signal })()
    expect(listeners).toBe(0)
  })

  test("does not adopt another connection's job", async () => {
    const bank = bankOf([{ ...done, id: 'job-999' }])
    expect(await connect(bank.port, OPTIONS)()).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'Job', paths: ['/id'] }),
    )
  })

  test.each([
    ['onChallenge', { onChallenge: () => Promise.reject(new Error(SECRET)) }],
    [
      'onProgress',
      {
        onProgress: () => {
          throw new Error(SECRET)
        },
      },
    ],
  ])('ends as a defect when %s throws, and drops the exception', async (operation, options) => {
    const result = await connect(bankOf([asking]).port, { ...OPTIONS, ...options })()
    expect(result).toStrictEqual(E.left({ _tag: 'Defect', operation }))
  })

  test.each(['getInstitution', 'createConnection', 'getJob'])(
    "ends as a defect when the port's %s throws, and drops the exception",
    async (name) => {
      const bank = bankOf([asking], {
        [name]: () => {
          throw new Error(SECRET)
        },
      })
      const result = await connect(bank.port, OPTIONS)()
      expect(result).toMatchObject(E.left({ _tag: 'Defect' }))
      expect(JSON.stringify(result)).not.toContain(SECRET)
    },
  )

  test('sends nothing if its signal has already aborted', async () => {
    const source = createAbortController()
    source.abort()
    const bank = bankOf([done])
    expect(await connect(bank.port, { ...OPTIONS, signal: source.signal })()).toStrictEqual(
      E.left({ _tag: 'Cancelled', jobId: null, mayHaveStarted: false }),
    )
    expect(bank.asked).toStrictEqual([])
  })

  test('ends at once when its signal aborts, and sends nothing more', async () => {
    const source = createAbortController()
    const bank = bankOf([verifying])
    const running = connect(bank.port, { ...OPTIONS, signal: source.signal })()
    await bank.clock.sleep(5_000, neverAborted)
    source.abort()
    expect(await running).toStrictEqual(E.left({ _tag: 'Cancelled', jobId: 'job-1', mayHaveStarted: true }))
    const sent = bank.asked.length
    await bank.clock.sleep(600_000, neverAborted)
    expect(bank.asked).toHaveLength(sent)
    expect(bank.clock.sleepers()).toBe(0)
  })

  test('adopts the job of a create whose response was lost, and sends no second create', async () => {
    const adopted = { ...done, institution: { id: 'AU00002' }, created: 5 }
    const bank = bankOf([done], {
      createConnection: () => E.left(unreachable('timeout', 'unknown')),
      listJobs: () => E.right([adopted]),
    })
    expect(await connect(bank.port, OPTIONS)()).toMatchObject(E.right({ origin: 'adopted', jobId: 'job-1' }))
    expect(calls(bank).filter((call) => call === 'createConnection')).toHaveLength(1)
  })

  test('reports the lost response when no job is found, and sends no second create', async () => {
    const bank = bankOf([done], {
      createConnection: () => E.left(unreachable('timeout', 'unknown')),
      listJobs: () => E.right([]),
    })
    expect(await connect(bank.port, OPTIONS)()).toStrictEqual(E.left(unreachable('timeout', 'unknown')))
    expect(calls(bank).filter((call) => call === 'createConnection')).toHaveLength(1)
  })

  test('follows the running job instead of a new one if one is already running', async () => {
    const bank = bankOf([done], { createConnection: () => E.right({ outcome: 'alreadyRunning', jobId: 'job-1' }) })
    expect(await connect(bank.port, OPTIONS)()).toMatchObject(E.right({ origin: 'alreadyRunning' }))
  })

  test('waits one hour for a bank that is down, and no longer', async () => {
    const bank = bankOf([queued])
    expect(await connect(bank.port, OPTIONS)()).toMatchObject(E.left({ _tag: 'JobTimedOut', deadlineAt: 3_600_000 }))
  })

  test('refreshes without credentials, and updates with a password', async () => {
    const running = { outcome: 'created', jobId: 'job-1' }
    const bank = bankOf([done], {
      getConnection: () => E.right({ id: 'c-1', institution: { id: 'AU00002' } }),
      refreshConnection: () => E.right(running),
      updateConnection: () => E.right(running),
    })
    const base = { userId: 'user-1', connectionId: 'c-1' }
    expect(E.isRight(await connect(bank.port, { ...base, intent: 'refresh' })())).toBe(true)
    expect(
      E.isRight(await connect(bank.port, { ...base, intent: 'update', credentials: { password: SECRET } })()),
    ).toBe(true)
    expect(calls(bank).filter((call) => call.endsWith('Connection'))).toStrictEqual([
      'getConnection',
      'refreshConnection',
      'getConnection',
      'updateConnection',
    ])
  })

  test('follows a job that was started elsewhere, and polls it at once', async () => {
    const bank = bankOf([retrieving, done])
    expect(await connect(bank.port, { intent: 'follow', userId: 'user-1', jobId: 'job-1' })()).toMatchObject(
      E.right({ origin: 'followed', connectionId: 'c-1' }),
    )
    expect(bank.asked[0]).toMatchObject({ call: 'getJob', at: 0 })
  })
})
