import {
  type BankPort,
  connect,
  type JobId,
  openConnection,
  restoreConnection,
  type UserId,
} from '@bank-connection/core'
import { type Call, neverAborted } from '@bank-connection/core/adapter'
import { withPort } from '@bank-connection/core/machine'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createActor, setup, toPromise } from 'xstate'
import { asking, done, retrieving, type scriptedPort, verifying } from '../scripted-port.ts'
import { bankOf, calls, OPTIONS } from './scripted-bank.ts'

type Bank = ReturnType<typeof scriptedPort>

/** The ids that a bank was asked for, except the user's. */
const asked = ({ asked }: Bank): unknown => asked.map(({ call, input, at }) => ({ call, input, at }))

const run = (bank: Bank) => connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1'] })()

const STORIES = [
  [verifying, retrieving, done],
  [verifying, asking, retrieving, done],
  [verifying, verifying, verifying, done],
  [asking, done],
] as const

describe('connections with separate ports', () => {
  test('each call their own bank, by their own clock, however many run at once', async () => {
    const alone = []
    for (const story of STORIES) {
      const bank = bankOf(story)
      const result = await run(bank)
      alone.push({ result, asked: asked(bank) })
    }
    const banks = STORIES.map((story) => bankOf(story))
    const results = await Promise.all(banks.map(run))
    expect(banks.map((bank, i) => ({ result: results[i], asked: asked(bank) }))).toStrictEqual(alone)
    expect(results.every(E.isRight)).toBe(true)
  })

  test('call the port they were opened with, even if two wrap the same bank', async () => {
    const bank = bankOf([verifying, done])
    const told: string[] = []
    const named = (name: string): BankPort => {
      const noting =
        <I, A>(call: Call<I, A>): Call<I, A> =>
        (input, signal) =>
        () => {
          told.push(name)
          return call(input, signal)()
        }
      const { clock, getInstitution, createConnection, getJob } = bank.port
      return {
        ...bank.port,
        clock,
        getInstitution: noting(getInstitution),
        createConnection: noting(createConnection),
        getJob: noting(getJob),
      }
    }
    expect(E.isRight(await connect(named('one'), OPTIONS)())).toBe(true)
    const ofOne = told.splice(0)
    expect(E.isRight(await connect(named('other'), OPTIONS)())).toBe(true)
    expect([new Set(ofOne), new Set(told)]).toStrictEqual([new Set(['one']), new Set(['other'])])
  })

  test('continue with the port they are restored with, and not the previous one', async () => {
    const [before, after] = [bankOf([verifying]), bankOf([verifying, done])]
    const opened = openConnection(before.port, OPTIONS)
    const handle = E.isRight(opened) ? opened.right : expect.unreachable('not opened')
    await before.clock.sleep(1, neverAborted)
    handle.submit({ loginId: 'jared', password: 'django' })
    while (handle.view()._tag !== 'Working') await undefined
    const saved = handle.save()
    handle.cancel()
    const callsBefore = calls(before)
    const restored = restoreConnection(after.port, JSON.parse(JSON.stringify(saved)))
    const end = E.isRight(restored) ? await restored.right.ended() : expect.unreachable('not restored')
    expect(E.isRight(end)).toBe(true)
    expect(calls(before)).toStrictEqual(callsBefore)
    expect(new Set(calls(after))).toStrictEqual(new Set(['getJob']))
  })
})

test('machines of different ports each call their own bank under one parent, whose system they share', async () => {
  const jobs = [bankOf([verifying, done]), bankOf([verifying, retrieving, done])] as const
  const [one, other] = jobs
  const parent = setup({ actors: { one: withPort(one.port), other: withPort(other.port) } }).createMachine({
    type: 'parallel',
    states: {
      one: {
        initial: 'running',
        states: {
          running: { invoke: { src: 'one', input: inputOf('job-1', 'user-1'), onDone: 'over' } },
          over: { type: 'final' },
        },
      },
      other: {
        initial: 'running',
        states: {
          running: { invoke: { src: 'other', input: inputOf('job-1', 'user-2'), onDone: 'over' } },
          over: { type: 'final' },
        },
      },
    },
  })
  const actor = createActor(parent)
  actor.start()
  await toPromise(actor)
  expect(jobs.map(calls)).toStrictEqual([
    ['getJob', 'getJob'],
    ['getJob', 'getJob', 'getJob'],
  ])
})

const inputOf = (jobId: string, userId: string) => ({
  userId: userId as UserId,
  intent: { type: 'follow', jobId: jobId as JobId } as const,
  at: 0,
})
