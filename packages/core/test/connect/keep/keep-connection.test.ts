import { createMemoryStore, keepConnection, type PortError, type StoreFailure } from '@bank-connection/core'
import { unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { asking, done, retrieving, verifying } from '../../scripted-port.ts'
import { calls, OPTIONS, SECRET } from '../scripted-bank.ts'
import { ID, keptBank, observedStore, REQUEST, right, viewsOf } from './kept.ts'

const CREDENTIALS = { loginId: 'jared', password: SECRET }
const never = () => new Promise<never>(() => undefined)
const LOST = { _tag: 'StoreUnavailable', operation: 'save', reason: 'EIO' } as const

describe('a kept connection', () => {
  test('is saved at every change, in order, from start to end, without secrets', async () => {
    const bank = keptBank([verifying, asking, retrieving, done])
    const { store, saves, points, stored } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    expect([points(), calls(bank)]).toStrictEqual([['preparing'], ['getInstitution']])
    await bank.pass(1)
    kept.submit(CREDENTIALS)
    await bank.pass(20_000)
    kept.answer([SECRET])
    expect(await kept.ended()).toMatchObject(E.right({ jobId: 'job-1' }))
    expect([...new Set(points())]).toStrictEqual(
      ['preparing', 'collecting', 'creating', 'verifying', 'challenged', 'answering', 'verifyingAnswer'].concat(
        'retrievingAccounts',
        'connected',
      ),
    )
    expect((await stored())?.at).toBe('connected')
    expect(JSON.stringify(saves)).not.toContain(SECRET)
    expect(JSON.stringify(saves)).not.toContain('jared')
  })

  test('can be inspected like any other, without secrets', async () => {
    const bank = keptBank([verifying, asking, retrieving, done])
    const seen: unknown[] = []
    const watching = { inspect: (event: unknown) => void seen.push(event) }
    const kept = right(await keepConnection(bank.port, createMemoryStore(), ID, REQUEST, watching)())
    await bank.pass(1)
    kept.submit(CREDENTIALS)
    await bank.pass(20_000)
    kept.answer([SECRET])
    await kept.ended()
    expect(JSON.stringify(seen)).toContain('"connected"')
    expect(JSON.stringify(seen)).not.toContain(SECRET)
  })

  test('delays a second answer while an earlier save is still in progress', async () => {
    let fail: () => void = () => undefined
    const answerMfa = () =>
      new Promise<E.Either<PortError, void>>((resolve) => {
        fail = () => resolve(E.left(unreachable('offline', 'no')))
      })
    const bank = keptBank([asking], { answerMfa })
    const { store, shut, open } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1)
    kept.submit(CREDENTIALS)
    await bank.pass(20_000)
    kept.answer([SECRET])
    await bank.pass(1)
    const answers = () => calls(bank).filter((call) => call === 'answerMfa').length
    // The store holds that an answer is about to leave. The save that says it didn't leave is pending when the next answer is given.
    shut()
    fail()
    await bank.pass(1)
    kept.answer([SECRET])
    await bank.pass(1)
    const held = answers()
    open()
    await bank.pass(1_000)
    expect([held, answers()]).toStrictEqual([1, 2])
  })

  test('ends when its store throws synchronously, without an unhandled rejection', async () => {
    const bank = keptBank([verifying])
    const { store } = observedStore()
    let isBroken = false
    const throwing = {
      ...store,
      save: (...given: Parameters<typeof store.save>) => {
        if (isBroken) throw new Error(SECRET)
        return store.save(...given)
      },
    }
    const kept = right(await keepConnection(bank.port, throwing, ID, REQUEST)())
    isBroken = true
    await bank.pass(1)
    kept.submit(CREDENTIALS)
    expect(await kept.ended()).toStrictEqual(E.left({ _tag: 'StoreUnavailable', operation: 'save', reason: 'threw' }))
    expect(calls(bank)).not.toContain('createConnection')
    expect(await keepConnection(bank.port, throwing, 'c-2', REQUEST)()).toMatchObject(
      E.left({ _tag: 'StoreUnavailable' }),
    )
  })

  test('sends nothing before its first save, and nothing if that fails', async () => {
    const bank = keptBank([])
    const { store, failWith } = observedStore()
    failWith(LOST)
    expect(await keepConnection(bank.port, store, ID, REQUEST)()).toStrictEqual(E.left(LOST))
    await bank.pass(1_000)
    expect(bank.asked).toStrictEqual([])
  })

  test('is lazy', async () => {
    const bank = keptBank([])
    const { store, saves } = observedStore()
    keepConnection(bank.port, store, ID, REQUEST)
    await bank.pass(1_000)
    expect([saves, bank.asked]).toStrictEqual([[], []])
  })

  test('is rejected for invalid input or an invalid id, and stores nothing', async () => {
    const bank = keptBank([])
    const { store, saves } = observedStore()
    const request = await keepConnection(bank.port, store, ID, { ...REQUEST, userId: '../u' })()
    const id = await keepConnection(bank.port, createMemoryStore(), '../c', REQUEST)()
    expect([request, id]).toMatchObject([
      E.left({ _tag: 'InputInvalid', fields: ['userId'] }),
      E.left({ _tag: 'InputInvalid', fields: ['id'] }),
    ])
    expect([saves, bank.asked]).toStrictEqual([[], []])
  })

  test('is rejected if the id is taken, and leaves the other connection unchanged', async () => {
    const bank = keptBank([])
    const { store, stored } = observedStore()
    right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1_000)
    const before = await stored()
    const second = keptBank([])
    expect(await keepConnection(second.port, store, ID, REQUEST)()).toStrictEqual(
      E.left({ _tag: 'StoreConflict', id: ID }),
    )
    expect([await stored(), second.asked]).toStrictEqual([before, []])
  })

  test('holds a create back until the store has saved that it is creating', async () => {
    const bank = keptBank([done])
    const { store, stored, shut, open } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1_000)
    shut()
    kept.submit(CREDENTIALS)
    await bank.pass(30_000)
    expect([calls(bank), kept.view()._tag, (await stored())?.at]).toStrictEqual([
      ['getInstitution'],
      'Creating',
      'collecting',
    ])
    open()
    expect(await kept.ended()).toMatchObject(E.right({}))
    expect(calls(bank)).toStrictEqual(['getInstitution', 'createConnection', 'getJob'])
  })

  test('holds an answer back until the store has saved that it is answering', async () => {
    const bank = keptBank([asking, done])
    const { store, stored, shut, open } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1_000)
    kept.submit(CREDENTIALS)
    await bank.pass(10_000)
    shut()
    kept.answer([SECRET])
    await bank.pass(30_000)
    expect([calls(bank).includes('answerMfa'), (await stored())?.at]).toStrictEqual([false, 'challenged'])
    open()
    expect(await kept.ended()).toMatchObject(E.right({}))
    expect(calls(bank).filter((call) => call === 'answerMfa')).toHaveLength(1)
  })

  test.each([
    ['refresh', 'refreshConnection'],
    ['update', 'updateConnection'],
  ] as const)('keeps a %s back until the store says that it is creating', async (intent, call) => {
    const seen: unknown[] = []
    const { store, stored } = observedStore()
    const start = async () => {
      seen.push((await stored())?.at)
      return E.right({ outcome: 'created', jobId: 'job-1' })
    }
    const bank = keptBank([done], {
      getConnection: () => E.right({ id: 'c-1', institution: { id: 'AU00002' } }),
      refreshConnection: start,
      updateConnection: start,
    })
    const kept = right(await keepConnection(bank.port, store, ID, { intent, userId: 'user-1', connectionId: 'c-1' })())
    await bank.pass(1_000)
    kept.submit({ password: SECRET })
    expect(await kept.ended()).toMatchObject(E.right({}))
    expect([seen, calls(bank).filter((name) => name === call)]).toStrictEqual([['creating'], [call]])
  })

  test('sends no create that was cancelled or timed out while the store was saving', async () => {
    const bank = keptBank([done])
    const { store, shut, open } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1_000)
    shut()
    kept.submit(CREDENTIALS)
    kept.cancel()
    open()
    expect(await kept.ended()).toMatchObject(E.left({ _tag: 'Cancelled' }))
    await bank.pass(100_000)
    expect(calls(bank)).toStrictEqual(['getInstitution'])
  })

  test('does not send a create later that timed out waiting for the store', async () => {
    const bank = keptBank([done], { listJobs: () => E.right([]) })
    const { store, shut, open } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1_000)
    shut()
    kept.submit(CREDENTIALS)
    await bank.pass(100_000)
    expect(kept.view()._tag).toBe('Collecting')
    open()
    await bank.pass(100_000)
    expect(calls(bank)).not.toContain('createConnection')
  })

  test('has at most one save in flight, and skips intermediate states', async () => {
    const bank = keptBank([verifying, retrieving, done])
    const { store, points, shut, open, onWayMax, stored } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1_000)
    kept.submit(CREDENTIALS)
    await bank.pass(500)
    shut()
    await bank.pass(60_000)
    const whileShut = points()
    open()
    expect(await kept.ended()).toMatchObject(E.right({}))
    expect(onWayMax()).toBe(1)
    expect(whileShut.at(-1)).toBe('verifying')
    expect(points().slice(whileShut.length)).toStrictEqual(['connected'])
    expect((await stored())?.at).toBe('connected')
  })

  test('is not saved again if nothing saved has changed', async () => {
    const bank = keptBank([])
    const { store, points } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1_000)
    for (let tries = 0; tries < 5; tries++) kept.submit({ loginId: 'jared' })
    await bank.pass(1_000)
    expect(points()).toStrictEqual(['preparing', 'collecting'])
  })

  test.each<[string, Error | StoreFailure, StoreFailure]>([
    ['fails', LOST, LOST],
    ['knows another owner', { _tag: 'StoreConflict', id: ID }, { _tag: 'StoreConflict', id: ID }],
    ['throws', new Error(SECRET), { ...LOST, reason: 'threw' }],
  ])('sends nothing more once its store %s, and says why', async (_, fails, told) => {
    const bank = keptBank([asking])
    const { store, stored, failWith, saves } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1_000)
    kept.submit(CREDENTIALS)
    await bank.pass(10_000)
    const views = viewsOf(kept)
    failWith(fails)
    const before = calls(bank).length
    kept.answer([SECRET])
    expect(await kept.ended()).toStrictEqual(E.left(told))
    const savesBefore = saves.length
    await bank.pass(1_000_000)
    kept.cancel()
    expect([calls(bank).length, saves.length, (await stored())?.at]).toStrictEqual([before, savesBefore, 'challenged'])
    expect(kept.view()).toMatchObject({ _tag: 'Failed', failure: told, jobId: 'job-1' })
    expect(views.at(-1)).toStrictEqual(kept.view())
    expect(kept.submit(CREDENTIALS)).toStrictEqual(E.left({ _tag: 'NotExpected', call: 'submit', view: 'Failed' }))
    expect(kept.answer([SECRET])).toStrictEqual(E.left({ _tag: 'NotExpected', call: 'answer', view: 'Failed' }))
  })

  test('aborts the request in flight when its store fails', async () => {
    let stopped = 0
    const bank = keptBank([], {
      getJob: (_, signal) => {
        const looks = calls(bank).filter((call) => call === 'getJob').length
        if (looks < 3) return E.right(looks === 1 ? verifying : retrieving)
        return new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            stopped += 1
            resolve(E.left(unreachable('cancelled', 'no')))
          }),
        )
      },
    })
    const { store, shut, open, failWith, points } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1_000)
    kept.submit(CREDENTIALS)
    await bank.pass(100)
    shut()
    while (calls(bank).filter((call) => call === 'getJob').length < 3) await bank.pass(1_000)
    failWith(LOST)
    open()
    expect(await kept.ended()).toStrictEqual(E.left(LOST))
    await bank.pass(1)
    expect([stopped, bank.clock.sleepers(), points().includes('cancelled')]).toStrictEqual([1, 0, false])
  })

  test('reports its end once it is saved, and not if it could not be', async () => {
    const endOf = async (failure: typeof LOST | null) => {
      const bank = keptBank([done])
      const { store, shut, open, failWith } = observedStore()
      const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
      await bank.pass(1_000)
      kept.submit(CREDENTIALS)
      await bank.pass(10)
      shut()
      const views = viewsOf(kept)
      await bank.pass(60_000)
      expect([kept.view()._tag, views.at(-1)?._tag]).toStrictEqual(['Working', 'Working'])
      failWith(failure)
      open()
      const end = await kept.ended()
      await bank.pass(1)
      const late = viewsOf(kept)
      await bank.pass(1)
      expect([views.at(-1), late]).toStrictEqual([kept.view(), [kept.view()]])
      return [end._tag, kept.view()._tag, views.filter(({ _tag }) => _tag === 'Connected' || _tag === 'Failed').length]
    }
    expect(await endOf(null)).toStrictEqual(['Right', 'Connected', 1])
    expect(await endOf(LOST)).toStrictEqual(['Left', 'Failed', 1])
  })

  test('is saved if it fails before any request', async () => {
    const bank = keptBank([], { getInstitution: () => E.left(unreachable('offline', 'no')) })
    const { store, points } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    expect(await kept.ended()).toStrictEqual(E.left(unreachable('offline', 'no')))
    expect(points()).toStrictEqual(['preparing', 'failed'])
  })

  test('is saved as cancelled when its user cancels it', async () => {
    const bank = keptBank([verifying], { createConnection: never })
    const { store, stored } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    await bank.pass(1_000)
    kept.submit(CREDENTIALS)
    await bank.pass(1_000)
    kept.cancel()
    expect(await kept.ended()).toStrictEqual(E.left({ _tag: 'Cancelled', jobId: null, mayHaveStarted: true }))
    expect((await stored())?.at).toBe('cancelled')
  })

  test('calls no listener that has unsubscribed', async () => {
    const bank = keptBank([done])
    const { store } = observedStore()
    const kept = right(await keepConnection(bank.port, store, ID, REQUEST)())
    const seen: string[] = []
    const leave = kept.subscribe(({ _tag }) => seen.push(_tag))
    leave()
    await bank.pass(1_000)
    kept.submit(OPTIONS.credentials ?? {})
    await kept.ended()
    await bank.pass(1)
    expect(seen).toStrictEqual(['Preparing'])
  })
})
