import { connect } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { applyEvent, type BankEvent, type MemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { retriesExhausted } from '../../src/errors/step-error.ts'
import { createPortClient } from '../port-client.ts'
import { deepFreeze, statusWith, tokenIn, tokenRequest } from '../test-client.ts'

const MINUTE = 60_000
const HOUR = 3_600_000

describe('a job that is stuck', () => {
  test('stays where it is, and continues when the bank recovers', async () => {
    const { bank, startScripted, observe, read } = createPortClient()
    const usual = createPortClient()
    const [jobId, other] = [await startScripted({ does: 'works' }), await usual.startScripted({ does: 'works' })]
    await bank.advance(2_000)
    await usual.bank.advance(2_000)
    bank.applyEvent({ event: 'job-stuck', jobId })
    const before = await read(jobId)
    await bank.advance(5 * HOUR)
    expect(await read(jobId)).toStrictEqual(before)
    bank.applyEvent({ event: 'recovers' })
    const stuckAt = bank.clock.now()
    const seen = await observe(jobId, MINUTE)
    const usualAt = usual.bank.clock.now()
    expect(seen).toStrictEqual(await usual.observe(other, MINUTE))
    expect(bank.clock.now() - stuckAt).toBe(usual.bank.clock.now() - usualAt)
  })

  test('accepts an answer, which takes effect when it continues', async () => {
    const { bank, startScripted, observe, answer } = createPortClient()
    const jobId = await startScripted({ does: 'works' }, 'AU00002')
    expect((await observe(jobId, 20_000)).at(-1)).toBe('+ asks - -')
    bank.applyEvent({ event: 'job-stuck', jobId: null })
    await bank.advance(HOUR)
    expect(await answer(jobId, '1234')).toMatchObject({ _tag: 'Right' })
    await bank.advance(HOUR)
    expect(await observe(jobId, 0)).toStrictEqual(['+ ~ - -'])
    bank.applyEvent({ event: 'recovers' })
    expect((await observe(jobId, MINUTE)).at(-1)).toBe('+ + + +')
  })

  test('is not affected by a second event, nor is a finished job', async () => {
    const { bank, startScripted, observe } = createPortClient()
    const done = await startScripted({ does: 'works' }, 'AU00001')
    await observe(done, MINUTE)
    const jobId = await startScripted({ does: 'works' })
    bank.applyEvent({ event: 'job-stuck', jobId: null })
    bank.applyEvent({ event: 'job-stuck', jobId: null })
    expect(await observe(jobId, HOUR)).toStrictEqual(['- - -'])
    expect(await observe(done, 0)).toStrictEqual(['+ + +'])
    bank.applyEvent({ event: 'recovers' })
    expect((await observe(jobId, MINUTE)).at(-1)).toBe('+ + +')
  })
})

describe('a job that vanishes', () => {
  test('is not found until it returns, but continues meanwhile', async () => {
    const { bank, startScripted, observe, read } = createPortClient()
    const [jobId, other] = [await startScripted({ does: 'works' }), await startScripted({ does: 'works' }, 'AU00001')]
    bank.applyEvent({ event: 'job-vanishes', jobId })
    expect(await read(jobId)).toMatchObject(E.left({ _tag: 'Refused', status: 404 }))
    expect((await observe(other, MINUTE)).at(-1)).toBe('+ + +')
    bank.applyEvent({ event: 'job-returns', jobId: null })
    expect(await observe(jobId, 0)).toStrictEqual(['+ + +'])
  })

  test('is not returned for the same connection again, which gets a new job', async () => {
    const { bank, startScripted } = createPortClient()
    const jobId = await startScripted({ does: 'works' })
    expect(await startScripted({ does: 'works' })).toBe(jobId)
    bank.applyEvent({ event: 'job-vanishes', jobId })
    expect(await startScripted({ does: 'works' })).not.toBe(jobId)
  })

  test('is found again when the bank recovers, also the one of a scripted login', async () => {
    const { bank, startScripted, observe } = createPortClient()
    const jobs = [
      await startScripted({ does: 'vanishes', at: 'verify-credentials' }),
      await startScripted({ does: 'works' }, 'AU00001'),
    ]
    await bank.advance(1_000)
    bank.applyEvent({ event: 'job-vanishes', jobId: null })
    bank.applyEvent({ event: 'recovers' })
    for (const jobId of jobs) expect((await observe(jobId, MINUTE)).at(-1)).toBe('+ + +')
  })
})

describe('a job that fails', () => {
  const fails = async (event: BankEvent, afterMs: number): Promise<readonly string[]> => {
    const { bank, startScripted, observe } = createPortClient({
      durations: { logSd: 0, shareLogSd: 0, medianMs: 10_000 },
    })
    const jobId = await startScripted({ does: 'works' })
    await bank.advance(afterMs)
    bank.applyEvent(event)
    return observe(jobId, MINUTE)
  }
  const code = 'maintenance-error'

  test('fails at once at the current step', async () => {
    expect(await fails({ event: 'job-fails', jobId: null, code, step: null }, 4_000)).toStrictEqual([`+ ${code} -`])
    expect(await fails({ event: 'job-fails', jobId: null, code, step: 'retrieve-accounts' }, 4_000)).toStrictEqual([
      `+ ${code} -`,
    ])
  })

  test('fails at a later step when that would have ended', async () => {
    expect(await fails({ event: 'job-fails', jobId: null, code, step: 'retrieve-transactions' }, 4_000)).toStrictEqual([
      '+ ~ -',
      '+ + ~',
      `+ + ${code}`,
    ])
  })

  test('continues when the step is finished', async () => {
    const seen = await fails({ event: 'job-fails', jobId: null, code, step: 'verify-credentials' }, 4_000)
    expect(seen.at(-1)).toBe('+ + +')
  })
})

describe('an outage', () => {
  test('queues new jobs at one institution or at all, and ends after its time', async () => {
    const { bank, startScripted, observe } = createPortClient()
    bank.applyEvent({ event: 'outage', institutionId: 'AU00000', ms: 3 * HOUR })
    const [queued, other] = [await startScripted({ does: 'works' }), await startScripted({ does: 'works' }, 'AU00001')]
    expect((await observe(other, MINUTE)).at(-1)).toBe('+ + +')
    expect(await observe(queued, MINUTE)).toStrictEqual(['temporary-unavailable-queued - -'])
    await bank.advance(4 * HOUR)
    expect(await observe(queued, MINUTE)).toStrictEqual(['+ + +'])
    bank.applyEvent({ event: 'outage', institutionId: null, ms: HOUR })
    expect(await observe(await startScripted({ does: 'works' }, 'AU00004'), MINUTE)).toStrictEqual([
      'temporary-unavailable-queued - -',
    ])
  })

  test('that is planned does not happen after `recovers`', async () => {
    const startAt = Date.UTC(2026, 0, 5)
    const outages = [{ institutionId: 'AU00000', from: startAt + HOUR, until: startAt + 9 * HOUR }]
    const { bank, startScripted, observe } = createPortClient({ startAt, outages })
    bank.applyEvent({ event: 'recovers' })
    await bank.advance(2 * HOUR)
    expect((await observe(await startScripted({ does: 'works' }), MINUTE)).at(-1)).toBe('+ + +')
  })

  test('does not affect a job that is stuck at its start', async () => {
    const { bank, startScripted, observe } = createPortClient()
    const jobId = await startScripted({ does: 'works' })
    bank.applyEvent({ event: 'job-stuck', jobId })
    await bank.advance(MINUTE)
    bank.applyEvent({ event: 'outage', institutionId: null, ms: 300 * HOUR })
    await bank.advance(HOUR)
    expect(await observe(jobId, 0)).toStrictEqual(['- - -'])
    bank.applyEvent({ event: 'everything-finishes' })
    expect(await observe(jobId, 0)).toStrictEqual(['+ + +'])
  })

  test('ends when the bank recovers: new jobs run, queued ones at the next retry', async () => {
    const { bank, startScripted, observe } = createPortClient({
      outages: [{ institutionId: 'AU00001', from: 0, until: Number.MAX_SAFE_INTEGER }],
    })
    bank.applyEvent({ event: 'outage', institutionId: 'AU00000', ms: 1_000 * HOUR })
    const queued = await startScripted({ does: 'works' })
    const parked = await startScripted({ does: 'waits', hours: 900 }, 'AU00002')
    await bank.advance(HOUR)
    bank.applyEvent({ event: 'recovers' })
    for (const institutionId of ['AU00000', 'AU00001'])
      expect((await observe(await startScripted({ does: 'drags', factor: 1 }, institutionId), MINUTE)).at(-1)).toBe(
        '+ + +',
      )
    await bank.advance(HOUR + MINUTE)
    expect(await observe(queued, 0)).toStrictEqual(['+ + +'])
    expect((await observe(parked, 3 * MINUTE, ['1234'])).at(-1)).toBe('+ + + +')
  })
})

describe('events that affect all requests', () => {
  const tokenOf = async (bank: MemoryBank): Promise<string> => tokenIn(await bank.handle(tokenRequest()))

  test('issued tokens expire and new ones work, repeatedly', async () => {
    const { bank } = createPortClient()
    const first = await tokenOf(bank)
    expect(await statusWith(bank, first)).toBe(200)
    bank.applyEvent({ event: 'tokens-expire' })
    const second = await tokenOf(bank)
    expect(await statusWith(bank, first)).toBe(403)
    expect(await statusWith(bank, second)).toBe(200)
    bank.applyEvent({ event: 'tokens-expire' })
    const third = await tokenOf(bank)
    for (const token of [first, second]) expect(await statusWith(bank, token)).toBe(403)
    expect(await statusWith(bank, third)).toBe(200)
  })

  test('a clock skew affects written times but not jobs, until the bank recovers', async () => {
    const { bank, startScripted, observe, read } = createPortClient()
    const old = await tokenOf(bank)
    bank.applyEvent({ event: 'clock-skew', ms: HOUR })
    expect(await statusWith(bank, old)).toBe(403)
    expect(await statusWith(bank, await tokenOf(bank))).toBe(200)
    bank.applyEvent({ event: 'clock-skew', ms: -30 * MINUTE })
    expect(await statusWith(bank, old)).toBe(200)
    const startedAt = bank.clock.now()
    const jobId = await startScripted({ does: 'works' })
    expect(await read(jobId)).toMatchObject(E.right({ created: Math.floor((startedAt - 30 * MINUTE) / 1_000) * 1_000 }))
    expect((await observe(jobId, MINUTE)).at(-1)).toBe('+ + +')
    bank.applyEvent({ event: 'recovers' })
    expect(await read(jobId)).toMatchObject(E.right({ created: Math.floor(startedAt / 1_000) * 1_000 }))
  })

  test('requests are limited per window, or until the bank recovers', async () => {
    const { bank } = createPortClient()
    const token = await tokenOf(bank)
    bank.applyEvent({ event: 'requests-limited', requestsMax: 1, windowMs: MINUTE })
    expect(await statusWith(bank, token)).toBe(200)
    expect(await statusWith(bank, token)).toBe(429)
    await bank.advance(MINUTE)
    expect(await statusWith(bank, token)).toBe(200)
    expect(await statusWith(bank, token)).toBe(429)
    bank.applyEvent({ event: 'requests-limited', requestsMax: 1, windowMs: null })
    expect(await statusWith(bank, token)).toBe(200)
    expect(await statusWith(bank, token)).toBe(429)
    await bank.advance(20 * MINUTE)
    expect(await statusWith(bank, token)).toBe(429)
    bank.applyEvent({ event: 'recovers' })
    expect(await statusWith(bank, token)).toBe(200)
    expect(await statusWith(bank, token)).toBe(200)
  })
})

describe('deletions', () => {
  const connectionsOf = async ({ bank }: ReturnType<typeof createPortClient>) => {
    const listed = await bank.port.listConnections({ userId: bank.userId }, neverAborted)()
    return E.isRight(listed) ? listed.right.map(({ id }) => id) : []
  }

  test('a connection is deleted as by a request', async () => {
    const client = createPortClient()
    const { bank } = client
    await client.startScripted({ does: 'works' })
    const [connectionId = ''] = await connectionsOf(client)
    bank.applyEvent({ event: 'connection-deleted', connectionId })
    expect(await connectionsOf(client)).toStrictEqual([])
    expect(() => bank.applyEvent({ event: 'connection-deleted', connectionId })).toThrow('connectionId must name')
  })

  test('a user is deleted with all jobs', async () => {
    const { bank, startScripted, read, create } = createPortClient()
    const jobId = await startScripted({ does: 'works' })
    bank.applyEvent({ event: 'user-deleted', userId: bank.userId })
    expect(await read(jobId)).toMatchObject(E.left({ status: 404 }))
    expect(await create({ loginId: 'jared', password: 'django' })).toMatchObject(E.left({ status: 404 }))
  })
})

describe('everything-finishes', () => {
  test('ends each job at once with the result it would have had, including stuck ones', async () => {
    const { bank, startScripted, observe } = createPortClient()
    const jobs = {
      working: await startScripted({ does: 'works' }, 'AU00001'),
      failing: await startScripted({ does: 'fails', code: 'some-code', at: 'retrieve-accounts' }, 'AU00001'),
      unanswered: await startScripted({ does: 'works' }, 'AU00002'),
      stuck: await startScripted({ does: 'sticks', at: 'retrieve-accounts' }, 'AU00004'),
      parked: await startScripted({ does: 'waits', hours: 300 }, 'AU00000'),
    }
    await bank.advance(MINUTE)
    const stopped = await startScripted({ does: 'works' }, 'AU00004')
    bank.applyEvent({ event: 'job-stuck', jobId: stopped })
    bank.applyEvent({ event: 'everything-finishes' })
    const ends = await Promise.all([...Object.values(jobs), stopped].map((jobId) => observe(jobId, 0)))
    expect(ends.flat()).toStrictEqual([
      '+ + +',
      '+ some-code -',
      '+ ! - -',
      '+ + +',
      `${retriesExhausted.code} - -`,
      '+ + +',
    ])
  })
})

test('a job ended by everything-finishes is not affected by recovers', async () => {
  const { bank, startScripted, read } = createPortClient()
  const jobId = await startScripted({ does: 'waits', hours: 300 })
  bank.applyEvent({ event: 'everything-finishes' })
  const ended = await read(jobId)
  expect(JSON.stringify(ended)).toContain(retriesExhausted.detail)
  await bank.advance(MINUTE)
  bank.applyEvent({ event: 'recovers' })
  expect(await read(jobId)).toStrictEqual(ended)
})

test('a job that failed while stuck is not affected by recovers', async () => {
  const { bank, startScripted, read } = createPortClient()
  const jobId = await startScripted({ does: 'sticks', at: 'verify-credentials' })
  await bank.advance(MINUTE)
  bank.applyEvent({ event: 'job-fails', jobId, code: 'maintenance-error', step: null })
  const ended = await read(jobId)
  bank.applyEvent({ event: 'recovers' })
  expect(await read(jobId)).toStrictEqual(ended)
})

describe('a scripted login that is stuck', () => {
  test.each(['verify-credentials', 'mfa-challenge', 'retrieve-accounts', 'retrieve-transactions'] as const)(
    'at %s restarts that step when the bank recovers, and later jobs of its connection are not stuck',
    async (at) => {
      const { bank, startScripted, observe } = createPortClient()
      const jobId = await startScripted({ does: 'sticks', at }, 'AU00002')
      const stopped = (await observe(jobId, 10 * MINUTE, ['1234'])).at(-1) ?? ''
      bank.applyEvent({ event: 'recovers' })
      const seen = await observe(jobId, MINUTE, ['1234'])
      expect(seen[0]).toBe(stopped)
      expect(seen.at(-1)).toBe('+ + + +')
      const listed = await bank.port.listConnections({ userId: bank.userId }, neverAborted)()
      if (E.isLeft(listed)) throw new Error('no list')
      const input = { userId: bank.userId, connectionId: listed.right[0]?.id ?? ('' as never) }
      const refreshed = await bank.port.refreshConnection(input, neverAborted)()
      if (E.isLeft(refreshed)) throw new Error('refused')
      expect((await observe(refreshed.right.jobId, MINUTE, ['1234'])).at(-1)).toBe('+ + + +')
    },
  )
})

describe('an invalid event', () => {
  const wrong: readonly (readonly [string, BankEvent])[] = [
    ['jobId', { event: 'job-stuck', jobId: 'none' }],
    ['jobId', { event: 'job-vanishes', jobId: 'none' }],
    ['jobId', { event: 'job-returns', jobId: 'none' }],
    ['jobId', { event: 'job-fails', jobId: 'none', code: 'x', step: null }],
    ['code', { event: 'job-fails', jobId: null, code: '', step: null }],
    ['institutionId', { event: 'outage', institutionId: 'AU99999', ms: 1 }],
    ['ms', { event: 'outage', institutionId: null, ms: Number.NaN }],
    ['ms', { event: 'clock-skew', ms: 2 * HOUR }],
    ['requestsMax', { event: 'requests-limited', requestsMax: -1, windowMs: null }],
    ['windowMs', { event: 'requests-limited', requestsMax: 1, windowMs: 0 }],
    ['connectionId', { event: 'connection-deleted', connectionId: 'none' }],
    ['userId', { event: 'user-deleted', userId: 'none' }],
  ]

  test.each(wrong)('is rejected with the name of %s, for %o', (member, event) => {
    const { bank } = createPortClient()
    const before = bank.world()
    expect(() => bank.applyEvent(event)).toThrow(new RegExp(`^${member}[: ]`, 'u'))
    expect(bank.world()).toBe(before)
  })
})

test('an event does not mutate the world', async () => {
  const { bank, startScripted } = createPortClient()
  await startScripted({ does: 'sticks', at: 'verify-credentials' })
  const world = deepFreeze(bank.world())
  const now = bank.clock.now() + 1_000
  const events: readonly BankEvent[] = [
    { event: 'job-stuck', jobId: null },
    { event: 'everything-finishes' },
    { event: 'user-deleted', userId: bank.userId },
    { event: 'recovers' },
  ]
  expect(events.map((event) => applyEvent(world, now, event) === world)).toStrictEqual([false, false, false, false])
})

test('a connection with a stuck job succeeds once the bank recovers', async () => {
  const { bank } = createPortClient()
  const connecting = connect(bank.port, {
    userId: bank.userId,
    institutionId: 'AU00000',
    credentials: { loginId: 'jared', password: 'django' },
  })()
  await bank.advance(2_000)
  bank.applyEvent({ event: 'job-stuck', jobId: null })
  await bank.advance(30_000)
  bank.applyEvent({ event: 'recovers' })
  expect(await connecting).toMatchObject(E.right({ origin: 'created' }))
})
