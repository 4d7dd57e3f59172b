import { Account, Credentials, Institution, Transaction } from '@bank-connection/core'
import {
  AccountSummary,
  AverageStepDurations,
  Connection,
  ErrorBody,
  Job,
  JobRef,
  JobStep,
  listOf,
  NewUser,
  Profile,
  StepResult,
  TransactionPage,
  User,
} from '@bank-connection/core/codec'
import * as arbitrary from '@bank-connection/core/testing'
import fc from 'fast-check'
import type * as t from 'io-ts'

/** A codec and arbitrary values of it, without their types. */
export interface Case {
  readonly codec: t.Type<unknown>
  readonly values: fc.Arbitrary<unknown>
}

const of = <A, O>(codec: t.Type<A, O>, values: fc.Arbitrary<A>): readonly [string, Case] => [
  codec.name,
  { codec: codec as t.Type<unknown>, values },
]

export const everyCodec: readonly (readonly [name: string, Case])[] = [
  of(Account, arbitrary.account()),
  of(AccountSummary, arbitrary.accountSummary()),
  of(Connection, arbitrary.connection()),
  of(Credentials, arbitrary.credentials()),
  of(ErrorBody, arbitrary.errorBody()),
  of(Institution, arbitrary.institution()),
  of(Job, arbitrary.job()),
  of(JobRef, arbitrary.jobRef()),
  of(JobStep, arbitrary.jobStep()),
  of(NewUser, arbitrary.newUser()),
  of(Profile, arbitrary.profile()),
  of(AverageStepDurations, arbitrary.stepMeans()),
  of(StepResult, arbitrary.stepResult()),
  of(Transaction, arbitrary.transaction()),
  of(TransactionPage, arbitrary.transactionPage()),
  of(User, arbitrary.user()),
  of(listOf(Job), fc.array(arbitrary.job(), { maxLength: 3 })),
]
