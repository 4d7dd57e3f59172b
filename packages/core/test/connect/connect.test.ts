import {
  type Challenge,
  type ConnectOptions,
  connect,
  createCancelSource,
  neverCancelled,
  type Progress,
  unreachable,
} from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { asking, checking, denied, done, jobOf, queued, retrieving, scriptedPort, verifying } from '../scripted-port.ts'

const SECRET = 'canary-5e64fa5c'
const institution = {
  id: 'AU00002',
  name: 'A bank',
  authorization: 'user-mfa-intermittent',
  loginIdCaption: 'Login',
  passwordCaption: 'Password',
  userTokenCaption: null,
  securityCodeCaption: null,
  secondaryLoginIdCaption: null,
  stats: {
    averageDurationMs: {
      verifyCredentials: 1_000,
      retrieveAccounts: 1_000,
      retrieveTransactions: 1_000,
      retrieveMeta: null,
      total: null,
    },
  },
}

/** A bank whose job shows this, one reading after the other, the last for ever. */
const bankOf = (jobs: readonly unknown[], script: Parameters<typeof scriptedPort>[0] = {}) => {
  let reads = 0
  return scriptedPort({
    getInstitution: () => E.right(institution),
    createConnection: () => E.right({ outcome: 'created', jobId: 'job-1' }),
    getJob: () => E.right(jobs[Math.min(reads++, jobs.length - 1)]),
    answerMfa: () => E.right(undefined),
    ...script,
  })
}

const OPTIONS: ConnectOptions = {
  userId: 'user-1',
  institutionId: 'AU00002',
  credentials: { loginId: 'jared', password: SECRET },
}

const calls = ({ asked }: ReturnType<typeof scriptedPort>): readonly string[] => asked.map(({ call }) => call)

describe('connect', () => {
  test('does nothing until it is run', () => {
    const bank = bankOf([done])
    connect(bank.port, OPTIONS)
    expect(bank.asked).toStrictEqual([])
  })

  test('gives the connection when the job is done', async () => {
    const result = await connect(bankOf([verifying, retrieving, done]).port, OPTIONS)()
    expect(result).toMatchObject(E.right({ userId: 'user-1', connectionId: 'c-1', jobId: 'job-1', origin: 'created' }))
  })

  test('sends the create once, with the credentials, and reads one job', async () => {
    const bank = bankOf([verifying, retrieving, done])
    await connect(bank.port, OPTIONS)()
    expect(calls(bank)).toStrictEqual(['getInstitution', 'createConnection', 'getJob', 'getJob', 'getJob'])
    expect(bank.asked[1]?.input).toStrictEqual({
      userId: 'user-1',
      institutionId: 'AU00002',
      credentials: { loginId: 'jared', password: SECRET },
    })
  })

  test('asks for the answers once a round, and sends each once', async () => {
    const rounds: Challenge[] = []
    const bank = bankOf([asking, checking, asking, checking, done])
    const onChallenge = async (challenge: Challenge) => {
      rounds.push(challenge)
      return [`answer ${challenge.round}`]
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(rounds.map(({ round }) => round)).toStrictEqual([1, 2])
    expect(bank.asked.filter(({ call }) => call === 'answerMfa').map(({ input }) => input)).toStrictEqual([
      { jobId: 'job-1', answers: ['answer 1'] },
      { jobId: 'job-1', answers: ['answer 2'] },
    ])
  })

  test('never has two requests in flight, not even while an answer takes longer than the gap between looks', async () => {
    let most = 0
    const taking =
      (ms: number) =>
      <A>(value: A) =>
      async () => {
        most = Math.max(most, bank.inFlight())
        await bank.clock.sleep(ms, neverCancelled)
        most = Math.max(most, bank.inFlight())
        return E.right(value)
      }
    const jobs = [verifying, asking, checking, retrieving, done]
    let reads = 0
    const bank = bankOf([], {
      getJob: () => taking(700)(jobs[Math.min(reads++, jobs.length - 1)])(),
      answerMfa: taking(45_000)(undefined),
      createConnection: taking(700)({ outcome: 'created', jobId: 'job-1' }),
    })
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })())).toBe(true)
    expect(most).toBe(1)
  })

  test('asks again when the server refuses an answer on the spot', async () => {
    let answers = 0
    const bank = bankOf([asking, asking, asking, checking, done], {
      answerMfa: () => {
        answers += 1
        return answers === 1
          ? E.left({ _tag: 'Refused', status: 400, code: 'parameter-not-valid', detail: null, correlationId: null })
          : E.right(undefined)
      },
    })
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })())).toBe(true)
    expect(answers).toBe(2)
  })

  test('tells each change of the job once, with the step, and the end expected from the means', async () => {
    const told: Progress[] = []
    const bank = bankOf([verifying, verifying, retrieving, retrieving, done])
    await connect(bank.port, { ...OPTIONS, onProgress: (progress) => told.push(progress) })()
    expect(told.map(({ stage, step }) => [stage, step?.title ?? null])).toStrictEqual([
      ['verifying', null],
      ['verifying', 'verify-credentials'],
      ['retrievingAccounts', 'retrieve-accounts'],
    ])
    expect(told.at(-1)?.expectedEndAt).toBe((told.at(-1)?.step?.since ?? 0) + 2_000)
  })

  test('ends with the failure of the job, without a second attempt', async () => {
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
  ])('sends no create with %s, and names what is wrong', async (_, credentials, missing, unwanted) => {
    const bank = bankOf([done])
    const { credentials: __, ...rest } = OPTIONS
    const result = await connect(bank.port, { ...rest, ...(credentials === undefined ? {} : { credentials }) })()
    expect(result).toStrictEqual(E.left({ _tag: 'CredentialsIncomplete', missing, unwanted }))
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
  ])('refuses a bad %s by name, and creates nothing', async (field, wrong) => {
    const bank = bankOf([done])
    const result = await connect(bank.port, { ...OPTIONS, ...wrong } as never)()
    expect(result).toMatchObject(E.left({ _tag: 'InputInvalid', fields: [field] }))
    expect(calls(bank)).not.toContain('createConnection')
  })

  test('ends when the bank asks and there is nobody to answer', async () => {
    const bank = bankOf([asking])
    expect(await connect(bank.port, OPTIONS)()).toStrictEqual(E.left({ _tag: 'ChallengeUnanswered', jobId: 'job-1' }))
    const sent = calls(bank).length
    await bank.clock.sleep(600_000, neverCancelled)
    expect(calls(bank)).toHaveLength(sent)
    expect(calls(bank)).not.toContain('answerMfa')
  })

  test('sends nothing to a bank that always asks when there is nobody to answer', async () => {
    const bank = bankOf([asking], { getInstitution: () => E.right({ ...institution, authorization: 'user-mfa' }) })
    expect(await connect(bank.port, OPTIONS)()).toMatchObject(E.left({ _tag: 'InputInvalid', fields: ['onChallenge'] }))
    expect(calls(bank)).toStrictEqual(['getInstitution'])
  })

  test.each([401, 403])('ends with the refusal when an answer may not be sent at all (%s)', async (status) => {
    const refused = { _tag: 'Refused', status, code: 'forbidden-access', detail: null, correlationId: null } as const
    const bank = bankOf([asking], { answerMfa: () => E.left(refused) })
    expect(await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })()).toStrictEqual(E.left(refused))
    expect(calls(bank).filter((call) => call === 'answerMfa')).toHaveLength(1)
  })

  test('sends at most five answers, whatever becomes of them', async () => {
    const unavailable = { _tag: 'Refused', status: 503, code: 'service-unavailable', detail: null, correlationId: null }
    const refused = { ...unavailable, status: 400 }
    for (const reply of [
      E.left(unavailable),
      E.left(refused),
      E.left(unreachable('timeout', 'unknown')),
      E.right(undefined),
    ]) {
      const bank = bankOf([asking], { answerMfa: () => reply as never })
      const result = await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })()
      expect(result).toStrictEqual(E.left({ _tag: 'AnswersRefused', jobId: 'job-1', attempts: 5 }))
      expect(calls(bank).filter((call) => call === 'answerMfa')).toHaveLength(5)
    }
  })

  test('does not count an answer that never left, and asks again', async () => {
    let tries = 0
    const bank = bankOf([asking, checking, done], {
      answerMfa: () => {
        tries += 1
        return tries <= 7 ? E.left(unreachable('offline', 'no')) : E.right(undefined)
      },
    })
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })())).toBe(true)
  })

  test('does not answer without end, or without a pause, when the answer never leaves', async () => {
    const bank = bankOf([asking], { answerMfa: () => E.left(unreachable('offline', 'no')) })
    const result = await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })()
    const times = bank.asked.filter(({ call }) => call === 'answerMfa').map(({ at }) => at)
    expect(result).toMatchObject(E.left({ _tag: 'ChallengeExpired' }))
    expect(times.length).toBeGreaterThan(10)
    expect(Math.min(...times.slice(1).map((at, i) => at - (times[i] ?? 0)))).toBeGreaterThanOrEqual(2_000)
  })

  test('sends an accepted answer once, though the job shows the challenge for some seconds more', async () => {
    let asked = 0
    const bank = bankOf([asking, asking, asking, asking, asking, asking, checking, retrieving, done])
    const onChallenge = async () => {
      asked += 1
      return ['1234']
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(asked).toBe(1)
    expect(calls(bank).filter((call) => call === 'answerMfa')).toHaveLength(1)
  })

  test('takes a challenge that is still there long after an answer for a new round', async () => {
    const rounds: number[] = []
    const bank = bankOf([...Array.from({ length: 14 }, () => asking), checking, done])
    const onChallenge = async ({ round }: Challenge) => {
      rounds.push(round)
      return ['1234']
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(rounds).toStrictEqual([1, 2])
  })

  test('gives a new round its own time, after an answer that seemed lost has arrived', async () => {
    const seen: number[] = []
    const answeredAt: number[] = []
    const bank = bankOf([], {
      getJob: ({ at }) => {
        const since = at - (answeredAt.at(-1) ?? at)
        if (answeredAt.length === 0) return E.right(asking)
        if (since < 40_000) return E.right(checking)
        return E.right(answeredAt.length === 1 ? asking : done)
      },
      answerMfa: ({ at }) => {
        answeredAt.push(at)
        return answeredAt.length === 1 ? E.left(unreachable('timeout', 'unknown')) : E.right(undefined)
      },
    })
    const onChallenge = async ({ expiresAt, since, round }: Challenge) => {
      seen.push(round, expiresAt - since)
      await bank.clock.sleep(round === 1 ? 100_000 : 1_000, neverCancelled)
      return ['1234']
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(seen).toStrictEqual([1, 120_000, 2, 120_000])
  })

  test('keeps the deadline of a challenge whose answer got lost, while the bank still asks', async () => {
    const deadlines: number[] = []
    const bank = bankOf([asking], { answerMfa: () => E.left(unreachable('timeout', 'unknown')) })
    const onChallenge = async ({ expiresAt }: Challenge) => {
      deadlines.push(expiresAt)
      return ['1234']
    }
    await connect(bank.port, { ...OPTIONS, onChallenge })()
    expect(deadlines.length).toBeGreaterThan(1)
    expect(new Set(deadlines).size).toBe(1)
  })

  test('shows no step backward when the job does, and tells it', async () => {
    const told: Progress[] = []
    const bank = bankOf([retrieving, verifying, done])
    const result = await connect(bank.port, { ...OPTIONS, onProgress: (progress) => told.push(progress) })()
    expect(result).toMatchObject(E.right({ anomalies: ['step-regressed'] }))
    expect(told.map(({ stage }) => stage)).toStrictEqual(['verifying', 'retrievingAccounts'])
  })

  test('is broken by a progress that is told by a function whose promise rejects', async () => {
    const onProgress = async () => Promise.reject(new Error(SECRET))
    expect(await connect(bankOf([verifying]).port, { ...OPTIONS, onProgress })()).toStrictEqual(
      E.left({ _tag: 'Broken', operation: 'onProgress' }),
    )
  })

  test('stops when its signal aborts while it starts', async () => {
    const source = createCancelSource()
    const bank = bankOf([done], {
      getInstitution: () => {
        source.cancel()
        return E.right(institution)
      },
    })
    expect(await connect(bank.port, { ...OPTIONS, signal: source.signal })()).toMatchObject(
      E.left({ _tag: 'Cancelled' }),
    )
    expect(calls(bank)).toStrictEqual(['getInstitution'])
  })

  test('leaves no listener on the signal of its caller', async () => {
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

  test('does not take the job of another for its own', async () => {
    const bank = bankOf([{ ...done, id: 'job-999' }])
    expect(await connect(bank.port, OPTIONS)()).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', expected: 'Job', paths: ['/id'] }),
    )
  })

  test('does not give the answer to one challenge to the next', async () => {
    const other = jobOf(['success', 'in-progress', 'pending', 'pending'], { asks: ['Word'] })
    const bank = bankOf([asking, other, other, checking, done])
    const onChallenge = async ({ prompts }: Challenge) => {
      await bank.clock.sleep(30_000, neverCancelled)
      return [`answer to ${prompts[0]}`]
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(bank.asked.filter(({ call }) => call === 'answerMfa').map(({ input }) => input)).toStrictEqual([
      { jobId: 'job-1', answers: ['answer to Word'] },
    ])
  })

  test('ends with the wrong number of answers, and sends none', async () => {
    const bank = bankOf([asking])
    const result = await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1', '2'] })()
    expect(result).toMatchObject(E.left({ _tag: 'InputInvalid', fields: ['answers'] }))
    expect(calls(bank)).not.toContain('answerMfa')
  })

  test('ends with ChallengeExpired when the user walks away', async () => {
    const bank = bankOf([asking])
    const never = () => new Promise<readonly string[]>(() => undefined)
    expect(await connect(bank.port, { ...OPTIONS, onChallenge: never })()).toMatchObject(
      E.left({ _tag: 'ChallengeExpired', jobId: 'job-1' }),
    )
  })

  test('sends no answer that comes after the deadline', async () => {
    const bank = bankOf([asking])
    const late = async () => {
      await bank.clock.sleep(121_000, neverCancelled)
      return ['1234']
    }
    await connect(bank.port, { ...OPTIONS, onChallenge: late })()
    await bank.clock.sleep(600_000, neverCancelled)
    expect(calls(bank)).not.toContain('answerMfa')
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
  ])('is broken by %s that throws, and keeps nothing of what it threw', async (operation, options) => {
    const result = await connect(bankOf([asking]).port, { ...OPTIONS, ...options })()
    expect(result).toStrictEqual(E.left({ _tag: 'Broken', operation }))
  })

  test.each(['getInstitution', 'createConnection', 'getJob'])(
    'is broken by a port whose %s throws, and keeps nothing of what it threw',
    async (name) => {
      const bank = bankOf([asking], {
        [name]: () => {
          throw new Error(SECRET)
        },
      })
      const result = await connect(bank.port, OPTIONS)()
      expect(result).toMatchObject(E.left({ _tag: 'Broken' }))
      expect(JSON.stringify(result)).not.toContain(SECRET)
    },
  )

  test('sends nothing when its signal has aborted already', async () => {
    const source = createCancelSource()
    source.cancel()
    const bank = bankOf([done])
    expect(await connect(bank.port, { ...OPTIONS, signal: source.signal })()).toStrictEqual(
      E.left({ _tag: 'Cancelled', jobId: null, mayHaveStarted: false }),
    )
    expect(bank.asked).toStrictEqual([])
  })

  test('stops when its signal aborts: nothing more is sent, and nothing is waited for', async () => {
    const source = createCancelSource()
    const bank = bankOf([verifying])
    const running = connect(bank.port, { ...OPTIONS, signal: source.signal })()
    await bank.clock.sleep(5_000, neverCancelled)
    source.cancel()
    expect(await running).toStrictEqual(E.left({ _tag: 'Cancelled', jobId: 'job-1', mayHaveStarted: true }))
    const sent = bank.asked.length
    await bank.clock.sleep(600_000, neverCancelled)
    expect(bank.asked).toHaveLength(sent)
    expect(bank.clock.sleepers()).toBe(0)
  })

  test('adopts the job of a create whose answer was lost, and sends no second create', async () => {
    const adopted = { ...done, institution: { id: 'AU00002' }, created: 5 }
    const bank = bankOf([done], {
      createConnection: () => E.left(unreachable('timeout', 'unknown')),
      listJobs: () => E.right([adopted]),
    })
    expect(await connect(bank.port, OPTIONS)()).toMatchObject(E.right({ origin: 'adopted', jobId: 'job-1' }))
    expect(calls(bank).filter((call) => call === 'createConnection')).toHaveLength(1)
  })

  test('gives the loss when no job is found, and sends no second create', async () => {
    const bank = bankOf([done], {
      createConnection: () => E.left(unreachable('timeout', 'unknown')),
      listJobs: () => E.right([]),
    })
    expect(await connect(bank.port, OPTIONS)()).toStrictEqual(E.left(unreachable('timeout', 'unknown')))
    expect(calls(bank).filter((call) => call === 'createConnection')).toHaveLength(1)
  })

  test('gives the original job up for its own when one is running already', async () => {
    const bank = bankOf([done], { createConnection: () => E.right({ outcome: 'alreadyRunning', jobId: 'job-1' }) })
    expect(await connect(bank.port, OPTIONS)()).toMatchObject(E.right({ origin: 'alreadyRunning' }))
  })

  test('waits an hour for a bank that is down, and no longer', async () => {
    const bank = bankOf([queued])
    expect(await connect(bank.port, OPTIONS)()).toMatchObject(E.left({ _tag: 'OutOfTime', deadlineAt: 3_600_000 }))
  })

  test('does not look at an answered challenge as a new one while the bank is slow to take it', async () => {
    const bank = bankOf([asking, jobOf(['success', 'in-progress', 'pending', 'pending']), retrieving, done])
    let asked = 0
    const onChallenge = async () => {
      asked += 1
      return ['1234']
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(asked).toBe(1)
  })

  test('refreshes without credentials, and updates with a password', async () => {
    const running = { outcome: 'created', jobId: 'job-1' }
    const bank = bankOf([done], {
      getConnection: () => E.right({ institution: { id: 'AU00002' } }),
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

  test('follows a job that was started elsewhere, and looks at it at once', async () => {
    const bank = bankOf([retrieving, done])
    expect(await connect(bank.port, { intent: 'follow', userId: 'user-1', jobId: 'job-1' })()).toMatchObject(
      E.right({ origin: 'followed', connectionId: 'c-1' }),
    )
    expect(bank.asked[0]).toMatchObject({ call: 'getJob', at: 0 })
  })
})
