import type { BankPort } from '@bank-connection/core'
import {
  type CommandsOptions,
  checkTrace,
  connectionCommands,
  driveConnection,
  helpfulPerson,
  person,
  runConnectionCommands,
} from '@bank-connection/core/testing'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import {
  type CreateStoryPort,
  fault,
  inMemory,
  runStory,
  scriptedLoginName,
  story,
} from '@bank-connection/memory-adapter/testing'
import * as fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { cachedInstitutions } from '../src/cached-institutions.ts'
import { linkAccount } from '../src/testing/link-account.ts'

const institutionId = 'AU00000'

test('under any fault and any login, the customer gets an outcome and at most one connection', async () => {
  await fc.assert(
    fc.asyncProperty(scriptedLoginName(), fault(), fc.nat(8), async (loginId, what, after) => {
      const { port, userId, injectFault, clearFaults } = createMemoryBank()
      injectFault({ ...what, after, times: 2 })
      const credentials = { loginId, password: 'any' }
      const linked = await linkAccount(port, { userId, institutionId, credentials, onChallenge: async () => ['1234'] })
      clearFaults()
      const connections = await port.listConnections({ userId })()

      expect(linked).toMatchObject(linked.status === 'linked' ? {} : { text: expect.stringMatching(/\S{3}/) })
      expect(E.isRight(connections) && connections.right.length).toBeLessThanOrEqual(1)
    }),
  )
})

/** The port through which this service reaches the bank of a story. */
const ours: CreateStoryPort = (bank, choose) => cachedInstitutions(inMemory(bank, choose))

const stories = (way: CreateStoryPort) =>
  fc.asyncProperty(story({ weather: 'rain' }), async (generated) => {
    const { breach, connections } = await runStory(generated, way)
    expect(breach).toBeNull()
    expect(connections.filter(({ end }) => E.isLeft(end) && end.left._tag === 'Defect')).toStrictEqual([])
  })

test('through our own port every connection keeps the laws, despite faults', async () => {
  await fc.assert(stories(ours), { numRuns: 40 })
})

test('the laws detect a port that throws its failures', async () => {
  const way: CreateStoryPort = (bank, choose) => throwing(inMemory(bank, choose))
  expect((await fc.check(stories(way), { seed: 1, endOnFailure: true })).failed).toBe(true)
})

const throwing = (bank: BankPort): BankPort => ({
  ...bank,
  getJob: (input, signal) => async () => {
    const read = await bank.getJob(input, signal)()
    return E.isLeft(read) ? Promise.reject(new Error(read.left._tag)) : read
  },
})

const knowledge = {
  right: { loginId: 'gavinBelson', password: 'hooli2016', secondaryLoginId: '7', securityCode: '7', userToken: '7' },
  wrong: { loginId: 'gavinBelson', password: 'wrong', secondaryLoginId: '7', securityCode: '7', userToken: '7' },
  answersTo: () => ['Hooli'],
}

test('a user who mistypes once, and whose process dies, is still connected', async () => {
  const bank = createMemoryBank()
  const driven = await driveConnection({
    port: cachedInstitutions(bank.port),
    request: { userId: bank.userId, institutionId: 'AU00002' },
    person: {
      ...helpfulPerson,
      submits: [{ what: 'wrong', afterMs: 4_000 }],
      crashes: [{ afterEvents: 20, turns: 0, downMs: 60_000 }],
      keeps: 'in-a-store',
    },
    knowledge,
    patienceMs: 86_400_000,
  })

  expect(driven).toMatchObject(E.right({ end: E.right({ userId: bank.userId }) }))
  const trace = E.isRight(driven) ? driven.right.trace : []
  expect(checkTrace(trace)).toStrictEqual(E.right('holds'))
  expect(trace.map(({ type }) => type)).toEqual(expect.arrayContaining(['crashed', 'restored', 'ended']))
})

test('no user, however slow or mistaken, makes a connection break a law', async () => {
  await fc.assert(
    fc.asyncProperty(person(), async (one) => {
      const { port, userId } = createMemoryBank()
      const request = { userId, institutionId: 'AU00002' }
      const driven = await driveConnection({ port, request, person: one, knowledge, patienceMs: 1e8 })
      expect(E.isRight(driven) && checkTrace(driven.right.trace)).toStrictEqual(E.right('holds'))
    }),
    { numRuns: 40 },
  )
})

const subject = (around: (bank: BankPort) => BankPort) => () => {
  const { port, userId } = createMemoryBank()
  const request = { userId, institutionId: 'AU00002' }
  const { right, wrong, answersTo } = knowledge
  return { port: around(port), request, credentials: right, wrongCredentials: wrong, answers: answersTo }
}

const acts = (around: (bank: BankPort) => BankPort, options: CommandsOptions = {}) =>
  fc.asyncProperty(connectionCommands(options), (commands) => runConnectionCommands(subject(around), commands))

test('commands in any order leave the connection in the expected state', async () => {
  await fc.assert(acts(cachedInstitutions), { numRuns: 40 })
})

/** A cache without a key. */
const keyless = (bank: BankPort): BankPort => {
  let job: ReturnType<ReturnType<BankPort['getJob']>> | null = null
  return {
    ...bank,
    getJob: (input, signal) => () => {
      job ??= bank.getJob(input, signal)()
      return job
    },
  }
}

test('the laws detect a port that returns the job of another connection, and the printed replay repeats it', async () => {
  const found = await fc.check(acts(keyless), { numRuns: 300 })
  expect(String(found.errorInstance)).toContain('asked was')

  const { seed, counterexamplePath: path } = found
  const replayPath = /replayPath="([^"]*)"/.exec(String(found.counterexample))?.[1] ?? ''
  const again = await fc.check(acts(keyless, { replayPath }), { seed, path: path ?? '', endOnFailure: true })

  expect([again.numRuns, String(again.errorInstance)]).toStrictEqual([1, String(found.errorInstance)])
})
