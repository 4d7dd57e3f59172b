import type { BankPort, ConnectionId, JobId, PortError, UserId } from '@bank-connection/core'
import { type BankCalls, createBankPort, neverAborted, type Send } from '@bank-connection/core/adapter'
import { type Decimal, isKnown, type NewUser, StepStatus, type UnknownValue } from '@bank-connection/core/codec'
import { either as E, type taskEither as TE } from 'fp-ts'
import { describe, expectTypeOf, test } from 'vitest'

declare const port: BankPort
declare const userId: UserId

describe('an id', () => {
  test('is a string, but not every string is an id', () => {
    expectTypeOf<JobId>().toExtend<string>()
    expectTypeOf<string>().not.toExtend<JobId>()
    // @ts-expect-error [ts2322] - a plain string is not a JobId.
    void (() => port.getJob({ jobId: 'j-1' }, neverAborted))
  })

  test('of one thing is not the id of another', () => {
    expectTypeOf<ConnectionId>().not.toExtend<JobId>()
    // @ts-expect-error [ts2322] - a UserId is not a JobId.
    void (() => port.getJob({ jobId: userId }, neverAborted))
  })
})

describe('money', () => {
  test('is neither a number nor an unvalidated string', () => {
    expectTypeOf<number>().not.toExtend<Decimal>()
    expectTypeOf<string>().not.toExtend<Decimal>()
  })
})

describe('a port', () => {
  test('has every operation and a clock', () => {
    const { getJob: _, ...others } = port
    // @ts-expect-error [ts2741] - getJob is missing.
    void ((): BankPort => others)
    const { clock: __, ...calls } = port
    expectTypeOf(calls).toExtend<BankCalls>()
    // @ts-expect-error [ts2741] - the clock is missing.
    void ((): BankPort => calls)
  })

  test('adds no failures', () => {
    type Failure<K extends keyof BankCalls> =
      ReturnType<BankCalls[K]> extends TE.TaskEither<infer Failed, unknown> ? Failed : never
    expectTypeOf<Failure<keyof BankCalls>>().toEqualTypeOf<PortError>()
    expectTypeOf<PortError['_tag']>().toEqualTypeOf<
      'Unreachable' | 'MalformedResponse' | 'Refused' | 'TokenUnavailable'
    >()
    const getJob = () => async () => E.left({ _tag: 'Throttled' as const })
    // @ts-expect-error [ts2322] - Throttled is not a PortError.
    void ((): BankPort => ({ ...port, getJob }))
  })

  test('returns nothing for an answer and a delete', () => {
    type Value<K extends keyof BankCalls> =
      ReturnType<BankCalls[K]> extends TE.TaskEither<PortError, infer Given> ? Given : never
    expectTypeOf<Value<'answerMfa' | 'deleteUser' | 'deleteConnection'>>().toEqualTypeOf<void>()
  })

  test('is built from a send that adds no failures', () => {
    expectTypeOf(createBankPort).parameter(0).toEqualTypeOf<Send>()
    const send = () => async () => E.left({ _tag: 'Throttled' as const })
    // @ts-expect-error [ts2345] - Throttled is not a PortError.
    void (() => createBankPort(send, port.clock))
  })
})

describe('an open enumeration', () => {
  test('distinguishes unknown from known values', () => {
    expectTypeOf<UnknownValue>().toExtend<StepStatus>()
    expectTypeOf<'success'>().not.toExtend<UnknownValue>()
    expectTypeOf<UnknownValue>().not.toExtend<'success'>()
    expectTypeOf<string>().not.toExtend<StepStatus>()
  })

  test('is narrowed to its known members by isKnown', () => {
    const narrowed = (status: StepStatus) => (isKnown(StepStatus, status) ? status : null)
    expectTypeOf(narrowed).returns.toEqualTypeOf<'pending' | 'in-progress' | 'success' | 'failed' | 'skipped' | null>()
  })
})

describe('a new user', () => {
  test('has an e-mail address or a mobile number', () => {
    expectTypeOf<{ readonly email: string }>().toExtend<NewUser>()
    expectTypeOf<{ readonly mobile: string }>().toExtend<NewUser>()
    expectTypeOf<{ readonly firstName: string }>().not.toExtend<NewUser>()
  })
})
