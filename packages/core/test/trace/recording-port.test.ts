import { createVirtualClock, neverAborted, unreachable } from '@bank-connection/core/adapter'
import { killablePort, recordingPort, type TraceEvent } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { scriptedPort, verifying } from '../scripted-port.ts'
import { createLoginBank } from '../testing/login-bank.ts'

const USER = { userId: 'user-1' } as never
const JOB = { jobId: 'job-1' } as never
const CREATE = {
  userId: 'user-1',
  institutionId: 'AU00002',
  credentials: { loginId: 'jared', password: 's3cret' },
} as never

const turns = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await undefined
}

describe('a recording port', () => {
  test('records a call when it runs and when it settles, and returns the result of the port', async () => {
    const { port, clock } = scriptedPort({
      getJob: async (_, signal) => {
        await clock.sleep(70, signal)
        return E.right(verifying)
      },
    })
    const told: TraceEvent[] = []
    const task = recordingPort(port, (event) => told.push(event)).getJob(JOB, neverAborted)
    expect(told).toStrictEqual([])
    expect(await task()).toStrictEqual(E.right(verifying))
    expect(told).toStrictEqual([
      { type: 'called', at: 0, call: 1, operation: 'getJob', about: { jobId: 'job-1' } },
      { type: 'settled', at: 70, call: 1, operation: 'getJob', result: E.right({ ...verifying, links: null }) },
    ])
  })

  test('records the names of credentials and the number of answers, but not their values or their echoes', async () => {
    const told: TraceEvent[] = []
    const repeats = { _tag: 'Refused', status: 400, code: 's3cret', detail: 's3cret is wrong', correlationId: 's3cret' }
    const { port } = scriptedPort({
      createConnection: () => E.left(repeats as never),
      answerMfa: () => E.right('s3cret'),
      listAccounts: () => E.right(['s3cret']),
      getConnection: () => E.right({ id: 'c-1', profile: { fullName: 's3cret' }, accounts: ['s3cret'] }),
    })
    const recorded = recordingPort(port, (event) => told.push(event))
    await recorded.createConnection(CREATE, neverAborted)()
    await recorded.answerMfa({ jobId: 'job-1', answers: ['s3cret', 's3cret'] } as never, neverAborted)()
    await recorded.listAccounts(USER, neverAborted)()
    await recorded.getConnection({ userId: 'user-1', connectionId: 'c-1' } as never, neverAborted)()
    expect(JSON.stringify(told)).not.toContain('s3cret')
    expect(told[0]).toMatchObject({ about: { given: ['loginId', 'password'], institutionId: 'AU00002' } })
    expect(told[2]).toMatchObject({ about: { jobId: 'job-1', answers: 2 } })
  })

  test('records `rejected` if the port throws or returns an invalid job, and passes that on', async () => {
    const told: TraceEvent[] = []
    const { port } = scriptedPort({ getJob: () => E.right(7), listJobs: () => Promise.reject(new Error('s3cret')) })
    const recorded = recordingPort(
      port,
      (event) => told.push(event),
      () => 9,
    )
    expect(await recorded.getJob(JOB, neverAborted)()).toStrictEqual(E.right(7))
    await expect(recorded.listJobs(USER, neverAborted)()).rejects.toThrow('s3cret')
    expect(told.map((event) => [event.type, 'call' in event && event.call])).toStrictEqual([
      ['called', 9],
      ['settled', 9],
      ['called', 9],
      ['settled', 9],
    ])
    expect(told.flatMap((event) => (event.type === 'settled' ? [event.result] : []))).toStrictEqual([
      'rejected',
      'rejected',
    ])
  })

  test('does not record a call that was aborted before it ran', async () => {
    const told: TraceEvent[] = []
    const { port } = scriptedPort({})
    const aborted = { ...neverAborted, aborted: true }
    const result = await recordingPort(port, (event) => told.push(event)).getJob(JOB, aborted)()
    expect([result, told]).toStrictEqual([E.left(unreachable('cancelled', 'no')), []])
  })
})

describe('a killable port', () => {
  const slowPort = () => {
    const clock = createVirtualClock()
    const scripted = scriptedPort(
      {
        getJob: async (_, signal) => {
          await clock.sleep(1_000, signal)
          return signal.aborted ? E.left(unreachable('cancelled', 'unknown')) : E.right(verifying)
        },
      },
      clock,
    )
    return { ...scripted, ...killablePort(scripted.port), below: scripted }
  }

  test('behaves like the wrapped port until it is killed, and leaves nothing pending', async () => {
    const { port, below } = slowPort()
    expect(await port.getJob(JOB, neverAborted)()).toStrictEqual(E.right(verifying))
    const before = port.clock.now()
    await port.clock.sleep(50, neverAborted)
    expect([port.clock.now() - before, below.clock.sleepers(), below.inFlight()]).toStrictEqual([50, 0, 0])
  })

  test('aborts a call when its caller does', async () => {
    const { port, below } = slowPort()
    let listener = (): void => undefined
    const signal = {
      aborted: false,
      addEventListener: (_: 'abort', own: () => void) => (listener = own),
      removeEventListener: () => undefined,
    }
    const reading = port.getJob(JOB, signal)()
    await turns()
    listener()
    expect(await reading).toStrictEqual(E.left(unreachable('cancelled', 'unknown')))
    expect(below.clock.sleepers()).toBe(0)
  })

  test('when killed, aborts pending calls at the wrapped port and settles none of them', async () => {
    const { port, below, kill } = slowPort()
    const settled: string[] = []
    void port
      .getJob(JOB, neverAborted)()
      .then(() => settled.push('call'))
    void port.clock.sleep(5_000, neverAborted).then(() => settled.push('sleep'))
    await undefined
    kill()
    kill()
    await turns()
    expect([below.inFlight(), below.clock.sleepers(), settled]).toStrictEqual([0, 0, []])
  })

  test('once killed, passes no call on, and `now` still works', async () => {
    const { port, below, kill } = slowPort()
    kill()
    const settled: string[] = []
    void port
      .getJob(JOB, neverAborted)()
      .then(() => settled.push('call'))
    void port.clock.sleep(5, neverAborted).then(() => settled.push('sleep'))
    void port.clock.sleep(0, neverAborted).then(() => settled.push('no sleep'))
    await turns()
    expect([below.asked, below.clock.sleepers(), settled]).toStrictEqual([[], 0, []])
    expect(port.clock.now()).toBe(below.clock.now())
  })

  test('passes on what the wrapped port throws, synchronously or not', async () => {
    const throwing = {
      ...createLoginBank().port,
      getJob: () => () => {
        throw new Error('at once')
      },
    }
    await expect(killablePort(throwing as never).port.getJob(JOB, neverAborted)()).rejects.toThrow('at once')
    const { port } = scriptedPort({ getJob: () => Promise.reject(new Error('later')) })
    await expect(killablePort(port).port.getJob(JOB, neverAborted)()).rejects.toThrow('later')
  })
})
