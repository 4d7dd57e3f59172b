import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type ConnectionFailure, type ConnectOptions, connect, InstitutionId, JobId } from '@bank-connection/core'
import { createAbortController } from '@bank-connection/core/adapter'
import { createMemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { exitCodeOf } from '../../src/guides/connect-in-a-script/exit-code.ts'
import { lookAgain } from '../../src/guides/connect-in-a-script/look-again.ts'
import { scriptBank } from '../../src/guides/connect-in-a-script/script-bank.ts'
import { runNode } from '../run-node.ts'

const patient = { timeout: 60_000 }
const PATH = 'src/guides/connect-in-a-script/connect-script.ts'
const idOf = <A>(decoded: E.Either<unknown, A>): A => E.getOrElseW(() => expect.fail('no id'))(decoded)
const institutionId = idOf(InstitutionId.decode('AU00000'))
const jobId = idOf(JobId.decode('job-1'))
const credentials = { loginId: 'jared', password: 'django' }

test.concurrent.each([
  ['jared', 'django', 0, /^[0-9a-f-]{36}\n$/, /^verifying\n[\s\S]*retrievingTransactions\n$/],
  ['jared', 'wrong-9c1e', 2, /^$/, /failed at verify-credentials with invalid-credentials/],
  ['error_service-unavailable', 'any', 75, /^$/, /with service-unavailable/],
  ['stuck_at_retrieve-accounts', 'any', 3, /^$/, /did not end in the time allowed/],
  ['', '', 2, /^$/, /give loginId, password/],
])('in memory the login "%s" with "%s" ends the script with %i', patient, async (loginId, password, code, out, err) => {
  const ran = await runNode([PATH], { env: { LOGIN_ID: loginId, PASSWORD: password } })

  expect(ran).toStrictEqual({
    code,
    out: expect.stringMatching(out),
    err: expect.stringMatching(err),
  })
  expect(ran.err).not.toContain('wrong-9c1e')
})

const overHttp = async (speed: number) => {
  const bank = createMemoryBank({ time: { speed }, durations: { medianMs: 500 } })
  const served = await serveMemoryBank(bank)()
  if (E.isLeft(served)) throw new Error(served.left.message)
  const { url, close } = served.right
  const env = {
    ...{ BASIQ_API_KEY: sandboxApiKey, BASIQ_BASE_URL: url, BASIQ_USER_ID: bank.userId },
    ...{ LOGIN_ID: 'jared', PASSWORD: 'django' },
  }
  return { bank, env, close }
}

test.concurrent('the same script connects over HTTP when it has a key', patient, async () => {
  const { env, close } = await overHttp(1)
  const { code, out } = await runNode([PATH], { env })
  await close()

  expect([code, out]).toStrictEqual([0, expect.stringMatching(/^[0-9a-f-]{36}\n$/)])
})

test.concurrent('with a rejected key the script exits with 1, and does not print it', patient, async () => {
  const { env, close } = await overHttp(1)
  const { code, err } = await runNode([PATH], { env: { ...env, BASIQ_API_KEY: 'Y2FuYXJ5LTQ3MTE=' } })
  await close()

  expect([code, err]).toStrictEqual([1, expect.stringContaining('The API key was rejected')])
  expect(err).not.toContain('Y2FuYXJ5LTQ3MTE=')
})

const interrupted = (env: Readonly<Record<string, string>>): Promise<readonly [code: number | null, err: string]> =>
  new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', '--conditions=@bank-connection/source', PATH]
    const cwd = fileURLToPath(new URL('../..', import.meta.url))
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } })
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
      if (err.includes('verifying') && !child.killed) child.kill('SIGINT')
    })
    child.on('error', reject)
    child.on('close', (code) => resolve([code, err]))
  })

test.concurrent('Ctrl-C stops the script at once, and it names the job that is still running', patient, async () => {
  const { env, bank, close } = await overHttp(0.01)
  const [code, err] = await interrupted(env)
  await close()

  const [job] = Object.values(bank.world().jobs)
  expect(code).toBe(3)
  expect(err).toMatch(/cancelled; job [0-9a-f-]{36} continues at the server/)
  expect(job).toBeDefined()
})

test('without a key the bank of a script is the simulated one, and can be closed', async () => {
  const { bank, userId, close } = scriptBank({})

  expect(await bank.getUser({ userId: idOf(E.right(userId)) as never })()).toMatchObject(E.right({ id: userId }))
  await close()
})

const failures: readonly (readonly [failure: ConnectionFailure, code: number])[] = [
  [{ _tag: 'Cancelled', jobId: null, mayHaveStarted: false }, 130],
  [{ _tag: 'Cancelled', jobId, mayHaveStarted: true }, 3],
  [{ _tag: 'Unreachable', reason: 'offline', delivered: 'no' }, 75],
  [{ _tag: 'ChallengeUnanswered', jobId }, 2],
  [{ _tag: 'InputInvalid', fields: ['userId'], remedy: 'give one' }, 1],
  [{ _tag: 'AuthorizationUnsupported', authorization: 'other', intent: 'create' }, 1],
]

test.each(failures)('%o ends a script with %i', (failure, code) => {
  expect(exitCodeOf(failure)).toBe(code)
})

const start = (options: Partial<ConnectOptions> = {}, faults: Parameters<typeof createMemoryBank>[0] = {}) => {
  const simulated = createMemoryBank(faults)
  const { port, userId, clock } = simulated
  const attempt = { userId, institutionId, startedAt: clock.now() }
  const request = { userId, institutionId, credentials, ...options } as ConnectOptions
  return { simulated, port, attempt, ended: connect(port, request)() }
}

test('lookAgain finds a connection that was stopped while its job ran', async () => {
  const source = createAbortController()
  const { port, attempt, ended } = start({ signal: source.signal, onProgress: source.abort })
  const stopped = await ended

  expect(stopped).toMatchObject(E.left({ _tag: 'Cancelled', mayHaveStarted: true }))
  const failure = E.isLeft(stopped) ? stopped.left : expect.fail('was not stopped')
  expect(await lookAgain(port, attempt, failure)()).toMatchObject(E.right({ origin: 'followed' }))
})

test('lookAgain finds a connection whose response and jobs could not be read', async () => {
  const { port, attempt, ended } = start(
    {},
    {
      faults: [
        { fault: 'lost-answer', method: 'POST', path: '/users/{userId}/connections' },
        { fault: 'reset', method: 'GET', path: '/users/{userId}/jobs', times: 3 },
      ],
    },
  )
  const lost = await ended

  expect(lost).toMatchObject(E.left({ _tag: 'OutcomeUnknown' }))
  const failure = E.isLeft(lost) ? lost.left : expect.fail('was not lost')
  expect(await lookAgain(port, attempt, failure)()).toMatchObject(E.right({ origin: 'followed' }))
})

test('lookAgain returns a final failure without a request', async () => {
  const { simulated, port, attempt } = start()
  const failure: ConnectionFailure = { _tag: 'ChallengeUnanswered', jobId }
  const before = simulated.served()

  expect(await lookAgain(port, attempt, failure)()).toStrictEqual(E.left(failure))
  expect(simulated.served()).toBe(before)
})

test('lookAgain ignores a job of another bank', async () => {
  const { port, attempt, ended } = start()
  await ended
  const failure: ConnectionFailure = { _tag: 'Cancelled', jobId: null, mayHaveStarted: true }
  const other = { ...attempt, institutionId: idOf(InstitutionId.decode('AU00001')) }

  expect(await lookAgain(port, other, failure)()).toStrictEqual(E.left(failure))
})
