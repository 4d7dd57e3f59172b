import { type ConnectionView, restoreConnection } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { asking, scriptedPort } from '../../scripted-port.ts'
import before from './snapshots-before-saving.json' with { type: 'json' }

/** Snapshots persisted by XState, as an early version of this library saved them. */
const restore = (saved: unknown, script: Parameters<typeof scriptedPort>[0]): ConnectionView => {
  const restored = restoreConnection(scriptedPort(script).port, saved)
  if (E.isLeft(restored)) throw new Error(restored.left.reason)
  const view = restored.right.view()
  restored.right.cancel()
  return view
}

const never = () => new Promise<never>(() => undefined)

test('a challenge persisted in the old format is still the same one', () => {
  const { challenge } = before.challenged.context
  expect(restore(before.challenged, { getJob: () => E.right(asking) })).toMatchObject({ _tag: 'Challenged', challenge })
})

test('the job of a request that was in flight is searched for', () => {
  expect(restore(before.creating, { listJobs: never })._tag).toBe('Reconciling')
})

test('a malformed response without a reason gets one', () => {
  const restored = restoreConnection(scriptedPort({ listJobs: never }).port, before.reconciling)
  expect(restored).toMatchObject({ _tag: 'Right' })
  const saved = E.isRight(restored) ? restored.right.save() : null
  expect(saved).toMatchObject({
    version: 1,
    at: 'reconciling',
    memory: { rejection: { _tag: 'MalformedResponse', reason: 'shape', expected: 'JobRef' } },
  })
})
