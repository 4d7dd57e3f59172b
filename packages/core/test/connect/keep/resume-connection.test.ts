import { createMemoryStore, keepConnection, openConnection, resumeConnection } from '@bank-connection/core'
import { unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { asking, done, queued, verifying } from '../../scripted-port.ts'
import { calls, SECRET } from '../scripted-bank.ts'
import { ID, keptBank, observedStore, REQUEST, right, viewsOf } from './kept.ts'

const CREDENTIALS = { loginId: 'jared', password: SECRET }
const DAY_MS = 86_400_000
const never = () => new Promise<never>(() => undefined)
const CONFLICT = E.left({ _tag: 'StoreConflict', id: ID })

/** Keeps a connection whose credentials are given, for some time. */
const keptFor = async (ms: number, bank: ReturnType<typeof keptBank>, store = observedStore(), limits = {}) => {
  const kept = right(await keepConnection(bank.port, store.store, ID, { ...REQUEST, limits })())
  await bank.pass(1)
  kept.submit(CREDENTIALS)
  await bank.pass(ms)
  return { kept, store }
}

/** A bank with the same clock. */
const sameTime = (bank: ReturnType<typeof keptBank>, ...given: Parameters<typeof keptBank>) => {
  const other = keptBank(...given)
  return { ...other, port: { ...other.port, clock: bank.clock }, pass: bank.pass }
}

const loadedIn = async ({ shared }: ReturnType<typeof observedStore>) => right(await shared.load(ID)())

describe('a resumed connection', () => {
  test('is saved before anything is sent, in the state from which it continues', async () => {
    const first = keptBank([], { createConnection: never })
    const { store } = await keptFor(100, first)
    expect((await store.stored())?.at).toBe('creating')
    const second = sameTime(first, [], { listJobs: () => E.right([]) })
    store.shut()
    const resuming = resumeConnection(second.port, store.store, ID)()
    await second.pass(1_000)
    expect([calls(second), store.points().at(-1)]).toStrictEqual([[], 'reconciling'])
    store.open()
    const kept = right(await resuming)
    await second.pass(30_000)
    expect([calls(second), kept.view()._tag]).toStrictEqual([['listJobs', 'listJobs', 'listJobs'], 'Collecting'])
  })

  test('counts an answer in flight once, however often it is resumed', async () => {
    const first = keptBank([asking], { answerMfa: never })
    const { kept, store } = await keptFor(10_000, first)
    kept.answer([SECRET])
    await first.pass(100)
    const answersSent: unknown[] = []
    for (let times = 0; times < 3; times++) {
      right(await resumeConnection(sameTime(first, [], { getJob: never }).port, store.store, ID)())
      await first.pass(1)
      const { at, memory } = (await store.stored()) as { at: string; memory: { answersSent?: number } }
      answersSent.push([at, memory.answersSent])
    }
    expect(answersSent).toStrictEqual(Array(3).fill(['verifyingAnswer', 1]))
  })

  test('is taken over by one of two concurrent resumes; the other gets a StoreConflict and sends nothing', async () => {
    const first = keptBank([verifying])
    const { store } = await keptFor(20_000, first)
    const [a, b] = [sameTime(first, [done]), sameTime(first, [done])]
    const [one, two] = await Promise.all([
      resumeConnection(a.port, store.store, ID)(),
      resumeConnection(b.port, store.store, ID)(),
    ])
    expect([one._tag, two]).toStrictEqual(['Right', CONFLICT])
    expect(await right(one).ended()).toMatchObject(E.right({ jobId: 'job-1' }))
    expect(calls(b)).toStrictEqual([])
  })

  test('stops its previous owner at the next save; that owner sends nothing more and stores no cancellation', async () => {
    const first = keptBank([asking])
    const { kept, store } = await keptFor(10_000, first)
    const old = viewsOf(kept)
    const second = sameTime(first, [asking, done])
    const resumed = right(await resumeConnection(second.port, store.store, ID)())
    await second.pass(1)
    const sent = calls(first).filter((call) => call !== 'getJob')
    expect(kept.answer([SECRET])).toStrictEqual(E.right(undefined))
    expect(await kept.ended()).toStrictEqual(CONFLICT)
    await first.pass(1)
    const looks = calls(first).length
    expect(calls(first).filter((call) => call !== 'getJob')).toStrictEqual(sent)
    expect([old.at(-1)?._tag, (await store.stored())?.at]).toStrictEqual(['Failed', 'challenged'])
    expect(resumed.answer([SECRET])).toStrictEqual(E.right(undefined))
    expect(await resumed.ended()).toMatchObject(E.right({ jobId: 'job-1' }))
    expect(calls(first)).toHaveLength(looks)
    expect((await store.stored())?.at).toBe('connected')
  })

  test('reports its end to one owner only', async () => {
    const first = keptBank([verifying, verifying, verifying, done])
    const { kept, store } = await keptFor(100, first)
    const resumed = right(await resumeConnection(sameTime(first, [done]).port, store.store, ID)())
    const ends = await Promise.all([kept.ended(), resumed.ended()])
    expect(ends).toMatchObject([CONFLICT, E.right({ jobId: 'job-1' })])
  })

  test('stops its owner when it is deleted', async () => {
    const first = keptBank([verifying])
    const { kept, store } = await keptFor(100, first)
    right(await store.store.delete(ID)())
    kept.cancel()
    expect(await kept.ended()).toStrictEqual(CONFLICT)
    expect(await store.stored()).toBe(null)
  })

  test('returns the end it had, without being taken over', async () => {
    const first = keptBank([done])
    const { kept, store } = await keptFor(100, first)
    const end = await kept.ended()
    const before = await loadedIn(store)
    const second = keptBank([])
    const resumed = right(await resumeConnection(second.port, store.store, ID)())
    expect([resumed.view()._tag, await resumed.ended()]).toStrictEqual(['Connected', end])
    expect([await loadedIn(store), calls(second)]).toStrictEqual([before, []])
  })

  test('gives up its challenge at its original deadline', async () => {
    const first = keptBank([asking])
    const { kept, store } = await keptFor(10_000, first)
    const view = kept.view()
    const expiresAt = view._tag === 'Challenged' ? view.challenge.expiresAt : 0
    const second = sameTime(first, [asking])
    const resumed = right(await resumeConnection(second.port, store.store, ID)())
    expect(await resumed.ended()).toMatchObject(E.left({ _tag: 'ChallengeExpired', expiredAt: expiresAt }))
    expect(second.port.clock.now()).toBe(expiresAt)
  })

  /** What is stored of a challenged connection, `ms` milliseconds after the challenge. */
  const askedLongAgo = async (ms: number) => {
    const first = keptBank([asking])
    const { kept, store } = await keptFor(10_000, first)
    kept.cancel()
    const late = createMemoryStore()
    right(await late.save(ID, store.saves.find(({ at }) => at === 'challenged') ?? {}, null)())
    await first.pass(ms)
    return { first, late }
  }

  test('gives up its challenge if the deadline has passed in the meantime, but polls the job first', async () => {
    const { first, late } = await askedLongAgo(3_600_000)
    const second = sameTime(first, [asking])
    const at = first.clock.now()
    const resumed = right(await resumeConnection(second.port, late, ID)())
    expect(await resumed.ended()).toMatchObject(E.left({ _tag: 'ChallengeExpired' }))
    expect([calls(second)[0], first.clock.now() - at]).toStrictEqual(['getJob', 10_000])
  })

  test('connects if its challenge was answered elsewhere, even if its deadline has passed', async () => {
    const { first, late } = await askedLongAgo(3_600_000)
    const resumed = right(await resumeConnection(sameTime(first, [done]).port, late, ID)())
    expect(await resumed.ended()).toMatchObject(E.right({ jobId: 'job-1' }))
  })

  test('does not ask again for an accepted answer while the server still shows the challenge', async () => {
    const first = keptBank([asking], { answerMfa: never })
    const { kept, store } = await keptFor(10_000, first)
    kept.answer([SECRET])
    await first.pass(100)
    const second = sameTime(first, [asking, asking, asking, done])
    const resumed = right(await resumeConnection(second.port, store.store, ID)())
    const views = viewsOf(resumed)
    const at = first.clock.now()
    expect(await resumed.ended()).toMatchObject(E.right({ jobId: 'job-1' }))
    expect(views.filter(({ _tag }) => _tag === 'Challenged')).toStrictEqual([])
    expect(first.clock.now() - at).toBeLessThan(10_000)
  })

  test('gives up its job exactly 90 days after its start if that is its limit', {
    timeout: 30_000,
  }, async () => {
    const limits = { jobTimeoutMs: 90 * DAY_MS }
    const whole = keptBank([queued])
    const { kept } = await keptFor(0, whole, observedStore(), limits)
    const end = await kept.ended()
    const endedAt = whole.clock.now()
    expect(end).toMatchObject(E.left({ _tag: 'JobTimedOut' }))
    const first = keptBank([queued])
    const { store } = await keptFor(40 * DAY_MS, first, observedStore(), limits)
    const resumed = right(await resumeConnection(sameTime(first, [queued]).port, store.store, ID)())
    expect(await resumed.ended()).toStrictEqual(end)
    expect(first.clock.now()).toBe(endedAt)
  })

  test('starts over if it was saved before it had its institution', async () => {
    const first = keptBank([], { getInstitution: never })
    const store = observedStore()
    right(await keepConnection(first.port, store.store, ID, REQUEST)())
    await first.pass(100)
    const second = sameTime(first, [done])
    const resumed = right(await resumeConnection(second.port, store.store, ID)())
    await second.pass(100)
    expect(resumed.submit(CREDENTIALS)).toStrictEqual(E.right(undefined))
    expect(await resumed.ended()).toMatchObject(E.right({}))
  })
})

describe('a stored connection that cannot be resumed', () => {
  const good = () => {
    const bank = keptBank([])
    return right(openConnection(bank.port, REQUEST)).save()
  }

  test.each([
    ['of a later version', { ...good(), version: 2 }, { reason: 'newer', version: 2 }],
    ['damaged', { ...good(), memory: { ...(good().memory as object), userId: '../u' } }, { reason: 'corrupt' }],
    ['something else', { colour: 'green' }, { reason: 'foreign' }],
  ])('reports the failure, leaves the stored connection alone, and sends nothing: %s', async (_, saved, told) => {
    const bank = keptBank([])
    const store = observedStore()
    right(await store.shared.save(ID, saved, null)())
    expect(await resumeConnection(bank.port, store.store, ID)()).toMatchObject(E.left({ _tag: 'NotRestored', ...told }))
    expect([await store.stored(), store.saves, bank.asked]).toStrictEqual([saved, [], []])
  })

  test('is reported if the id is unknown', async () => {
    expect(await resumeConnection(keptBank([]).port, createMemoryStore(), ID)()).toStrictEqual(
      E.left({ _tag: 'NotStored', id: ID }),
    )
  })

  test.each([
    ['fails', async () => E.left({ _tag: 'StoreCorrupt', id: ID } as const), { _tag: 'StoreCorrupt', id: ID }],
    [
      'throws',
      () => Promise.reject(new Error(SECRET)),
      { _tag: 'StoreUnavailable', operation: 'load', reason: 'threw' },
    ],
  ] as const)('returns the failure when the store %s', async (_, load, failure) => {
    const store = { ...createMemoryStore(), load: () => load }
    expect(await resumeConnection(keptBank([]).port, store, ID)()).toStrictEqual(E.left(failure))
  })

  test('reports that it cannot be taken over, and sends nothing', async () => {
    const store = observedStore()
    right(await store.shared.save(ID, good(), null)())
    const failure = { _tag: 'StoreUnavailable', operation: 'save', reason: 'EROFS' } as const
    store.failWith(failure)
    const bank = keptBank([], { getInstitution: () => E.left(unreachable('offline', 'no')) })
    expect(await resumeConnection(bank.port, store.store, ID)()).toStrictEqual(E.left(failure))
    await bank.pass(1_000)
    expect(bank.asked).toStrictEqual([])
  })
})
