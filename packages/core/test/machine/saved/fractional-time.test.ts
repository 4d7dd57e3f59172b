import { openConnection, restoreConnection } from '@bank-connection/core'
import { createVirtualClock, neverAborted } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { institution } from '../../connect/scripted-bank.ts'
import { asking, scriptedPort } from '../../scripted-port.ts'

test('a connection saved with fractional milliseconds can be restored', async () => {
  const script = {
    getInstitution: () => E.right(institution),
    createConnection: () => E.right({ outcome: 'created', jobId: 'job-1' }),
    getJob: () => E.right(asking),
  } as const
  const { port, clock } = scriptedPort(script, createVirtualClock({ startAt: 1_767_564_000_000.25 }))
  const opened = openConnection(port, { userId: 'user-1', institutionId: 'AU00002' })
  const handle = E.isRight(opened) ? opened.right : null
  await clock.sleep(0.5, neverAborted)
  handle?.submit({ loginId: 'jared', password: 'django' })
  await clock.sleep(9_000.125, neverAborted)
  expect(handle?.view()._tag).toBe('Challenged')
  const saved: unknown = JSON.parse(JSON.stringify(handle?.save()))
  const restored = restoreConnection(port, saved)
  expect(E.isRight(restored) ? restored.right.view() : restored).toStrictEqual(handle?.view())
})
