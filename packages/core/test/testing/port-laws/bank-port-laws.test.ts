import type { BankPort, JobId, PortError } from '@bank-connection/core'
import { unreachable } from '@bank-connection/core/adapter'
import type { Job } from '@bank-connection/core/codec'
import { type BankPortLawSubject, bankPortLaws } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createSmallBank } from '../small-bank.ts'

type Mutate = (subject: BankPortLawSubject) => Partial<BankPort>

const refusedWith = (detail: string): E.Left<PortError> =>
  E.left({
    _tag: 'Refused',
    status: 400,
    code: 'invalid-credentials',
    detail,
    correlationId: null,
  }) as E.Left<PortError>

const uncancelled = { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined }

/** For each law, ports that break it and as little else as can be. */
const mutants: Readonly<Record<string, Readonly<Record<string, Mutate>>>> = {
  'MUST send nothing before a task is run, and something when it is': {
    'a read that is sent as soon as it is built': ({ port }) => ({
      getUser: (input, signal) => {
        const running = port.getUser(input, signal)()
        return () => running
      },
    }),
    'an institution that is not asked for': ({ port }) => ({
      getInstitution: () => async () => E.left(unreachable('offline', 'no')),
      getUser: port.getUser,
    }),
  },
  'MUST settle every call with an Either, and never reject': {
    'a deletion that rejects': () => ({ deleteConnection: () => () => Promise.reject(new Error('404')) }),
    'a job that is no Either': () => ({ getJob: () => async () => ({ id: 'j-1' }) as never }),
    'an answer that is nothing': () => ({ answerMfa: () => async () => undefined as never }),
  },
  'MUST settle with Unreachable(cancelled), not delivered, and send nothing, when aborted before': {
    'a list that does not look at the signal': ({ port }) => ({
      listAccounts: (input) => port.listAccounts(input, uncancelled),
    }),
    'a request that is sent, and its answer thrown away': ({ port }) => ({
      getJob: (input) => async () => {
        await port.getJob(input, uncancelled)()
        return E.left(unreachable('cancelled', 'no'))
      },
    }),
    'a creation that may have been delivered': ({ port }) => ({
      createConnection: (input, signal) => async () =>
        E.mapLeft(() => unreachable('cancelled', 'unknown'))(await port.createConnection(input, signal)()),
    }),
  },
  'MUST settle with Unreachable(cancelled) when aborted in flight': {
    'a creation that is seen through': ({ port }) => ({
      createConnection: (input, signal) => async () =>
        signal?.aborted ? E.left(unreachable('cancelled', 'no')) : port.createConnection(input, uncancelled)(),
    }),
    'a read that says it ran out of time': ({ port }) => ({
      getInstitution: (input, signal) => async () => {
        const settled = await port.getInstitution(input, signal)()
        return signal?.aborted ? E.left(unreachable('timeout', 'unknown')) : settled
      },
    }),
  },
  'MUST change nothing by reading': {
    'a job with another id at each reading': ({ port }) => {
      let reads = 0
      return {
        getJob: (input, signal) => async () =>
          E.map((job: Job) => ({ ...job, id: `j-${++reads}` as JobId }))(await port.getJob(input, signal)()),
      }
    },
    'a list of jobs that is emptied by reading it': ({ port }) => {
      let reads = 0
      return {
        listJobs: (input, signal) => async () =>
          E.map((jobs: readonly Job[]) => (++reads > 1 ? [] : jobs))(await port.listJobs(input, signal)()),
      }
    },
  },
  'MUST return the running job when the same connection is created twice': {
    'a new job each time': () => {
      let jobs = 0
      return {
        createConnection: () => async () => E.right({ outcome: 'created', jobId: `j-${++jobs}` as JobId }),
      }
    },
    'the same job, as if it were new': ({ port }) => ({
      createConnection: (input, signal) => async () =>
        E.map(({ jobId }: { jobId: JobId }) => ({ outcome: 'created' as const, jobId }))(
          await port.createConnection(input, signal)(),
        ),
    }),
  },
  'MUST show a job that it has started, alone and in the list': {
    'a list without it': () => ({ listJobs: () => async () => E.right([]) }),
    'a job that is not found': () => ({ getJob: () => async () => refusedWith('no such job') }),
  },
  'MUST refuse an unknown job with 404 resource-not-found': {
    'a job for every id': () => ({
      getJob:
        ({ jobId }) =>
        async () =>
          E.right({ id: jobId, created: null, updated: null, institution: null, steps: [], links: null }),
    }),
    'another refusal': () => ({ getJob: () => async () => refusedWith('no such job') }),
    'a network that is down': () => ({ getJob: () => async () => E.left(unreachable('offline', 'no')) }),
  },
  'MUST NOT show a credential or an answer in any failure': {
    'a password in the words of a creation': () => ({
      createConnection:
        ({ credentials }) =>
        async () =>
          refusedWith(`bad password ${credentials.password}`),
    }),
    'a login in the words of an update': () => ({
      updateConnection:
        ({ credentials }) =>
        async () =>
          refusedWith(`bad login ${credentials.loginId}`),
    }),
    'an answer in the words of its refusal': () => ({
      answerMfa:
        ({ answers }) =>
        async () =>
          refusedWith(`bad answer ${answers.join()}`),
    }),
  },
  'MUST have a clock that never runs backward, sleeps as long as asked, and wakes when aborted': {
    'a clock that stands still': () => ({ clock: { now: () => 0, sleep: async () => undefined } }),
    'a clock that runs backward': () => {
      let time = 0
      return { clock: { now: () => --time, sleep: async () => undefined } }
    },
    'a clock that sleeps through the abort': ({ port: { clock } }) => ({
      clock: { now: clock.now, sleep: (ms) => clock.sleep(ms, uncancelled) },
    }),
  },
}

const verdictOn = (check: (subject: BankPortLawSubject) => Promise<E.Either<unknown, 'holds'>>, mutate: Mutate) => {
  const subject = createSmallBank()
  return check({ ...subject, port: { ...subject.port, ...mutate(subject) } })
}

describe('a correct bank', () => {
  test.each(bankPortLaws)('$name', async ({ check }) => {
    expect(await check(createSmallBank())).toStrictEqual(E.right('holds'))
  })
})

describe.each(bankPortLaws)('the law: $name', ({ name, check }) => {
  test.each(Object.entries(mutants[name] ?? {}))('is broken by %s', async (_, mutate) => {
    expect(E.isLeft(await verdictOn(check, mutate))).toBe(true)
  })
})

test('every law has mutants, and every mutant has a law', () => {
  expect(Object.keys(mutants)).toStrictEqual(bankPortLaws.map(({ name }) => name))
})

test('a broken law returns what it saw', async () => {
  const law = bankPortLaws.find(({ name }) => name.startsWith('MUST refuse an unknown job'))
  const verdict = await law?.check({
    ...createSmallBank(),
    port: { ...createSmallBank().port, getJob: () => async () => refusedWith('no such job') },
  })
  expect(verdict).toStrictEqual(E.left({ seen: [400, 'invalid-credentials'], wanted: [404, 'resource-not-found'] }))
})
