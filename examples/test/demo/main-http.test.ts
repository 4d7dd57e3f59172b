import { describe, expect, test } from 'vitest'
import { type RunOptions, runDemoProcess } from '../run-node.ts'
import { canaryKey, serveApi } from './served-api.ts'

const jared = ['--institution', 'AU00000', '--login', 'jared', '--password', 'django']

/** Starting Node takes a second, and longer when all of them start at once. */
const patient = { timeout: 60_000 }

/** A live run in its own time, and what it leaves at an API whose jobs are quick. */
const runLive = async (options: RunOptions) => {
  const api = await serveApi(1, 1_000)
  const ran = await runDemoProcess(['--live', ...jared], { ...options, env: api.env })
  await api.close()
  return { ...ran, users: api.users() }
}

describe.concurrent('the demo as a process, over HTTP', patient, () => {
  test('it ends by itself, and says over what it ran', async () => {
    const { code, out, err } = await runDemoProcess(['--http', ...jared, '--speed', '20'])

    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^A simulated bank over HTTP at http:\/\/127\.0\.0\.1:\d+\n/)
  })

  test('a live run ends by itself, its user is deleted, and the key is not shown', async () => {
    const { code, out, err, users } = await runLive({})

    expect([code, err]).toEqual([0, ''])
    expect(users).toEqual({ made: 1, deleted: 1 })
    expect(out).not.toContain(canaryKey)
  })

  test.each(['SIGINT', 'SIGHUP'] as const)(
    'a live run that is sent %s exits 130, and its user is deleted',
    async (signal) => {
      const { code, err, users } = await runLive({ interruptAfter: 'Hooli Bank', signal })

      expect(code).toBe(130)
      expect(err).toContain('cancelled')
      expect(users).toEqual({ made: 1, deleted: 1 })
    },
  )

  test('a live run that nobody reads any longer exits 0, and its user is deleted', async () => {
    const { code, users } = await runLive({ leaveAfter: 'The API at' })

    expect(code).toBe(0)
    expect(users).toEqual({ made: 1, deleted: 1 })
  })
})
