import { keepConnection, resumeConnection } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { asking, done, retrieving, verifying } from '../../scripted-port.ts'
import { calls, SECRET } from '../scripted-bank.ts'
import { ID, keptBank, observedStore, REQUEST, right, viewsOf } from './kept.ts'

const CREDENTIALS = { loginId: 'jared', password: SECRET }
const failure = { _tag: 'StoreConflict', id: ID } as const
const never = () => new Promise<never>(() => undefined)

const keptAtForm = async (bank: ReturnType<typeof keptBank>) => {
  const observed = observedStore()
  const kept = right(await keepConnection(bank.port, observed.store, ID, REQUEST)())
  await bank.pass(1)
  return { kept, ...observed }
}

const keptAt = async (bank: ReturnType<typeof keptBank>, ms: number) => {
  const opened = await keptAtForm(bank)
  opened.kept.submit(CREDENTIALS)
  await bank.pass(ms)
  return opened
}

test('a released connection sends nothing more, and can be resumed elsewhere where it stopped', async () => {
  const bank = keptBank([verifying, verifying, asking, retrieving, done])
  const { kept, store, stored } = await keptAt(bank, 500)
  const seen = viewsOf(kept)
  expect(await kept.release()).toStrictEqual(E.right(undefined))
  const sent = calls(bank).length
  expect([await kept.ended(), seen.at(-1)]).toMatchObject([E.left(failure), { _tag: 'Failed', failure }])
  await bank.pass(600_000)
  expect([calls(bank).length, (await stored())?.at]).toStrictEqual([sent, 'verifying'])

  const next = right(await resumeConnection(bank.port, store, ID)())
  next.subscribe((view) => {
    if (view._tag === 'Challenged') next.answer([SECRET])
  })
  expect(E.isRight(await next.ended())).toBe(true)
  expect(calls(bank).filter((call) => call === 'createConnection')).toHaveLength(1)
})

test('a request in flight at the release is saved before the release settles', async () => {
  const bank = keptBank([], { createConnection: never })
  const { kept, shut, open, stored } = await keptAtForm(bank)
  shut()
  kept.submit(CREDENTIALS)
  let isReleased = false
  const released = kept.release().then(() => {
    isReleased = true
  })
  await bank.pass(1_000)
  const early = isReleased
  open()
  await released
  expect([early, (await stored())?.at]).toStrictEqual([false, 'creating'])
})

test('a connection that has ended stays ended when it is released', async () => {
  const bank = keptBank([done])
  const { kept, stored } = await keptAt(bank, 60_000)
  expect(await kept.release()).toStrictEqual(E.right(undefined))
  expect([E.isRight(await kept.ended()), kept.view()._tag, (await stored())?.at]).toStrictEqual([
    true,
    'Connected',
    'connected',
  ])
})

test('a release reports the failure of the store', async () => {
  const bank = keptBank([verifying])
  const { kept, failWith, shut, open } = await keptAtForm(bank)
  const failure = { _tag: 'StoreUnavailable', operation: 'save', reason: 'EIO' } as const
  shut()
  failWith(failure)
  kept.submit(CREDENTIALS)
  const released = kept.release()
  open()
  expect(await released).toStrictEqual(E.left(failure))
})
