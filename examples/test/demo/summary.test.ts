import type { ConnectionFailure } from '@bank-connection/core'
import { expect, test } from 'vitest'
import type { AccountRow } from '../../src/demo/account-row.ts'
import { findBank } from '../../src/demo/banks.ts'
import type { Plan } from '../../src/demo/plan.ts'
import type { Outcome } from '../../src/demo/run-connection.ts'
import { summaryOf } from '../../src/demo/summary.ts'

const institution = findBank('AU00000')
if (institution === null) throw new Error('no AU00000')
const plan: Plan = { institution, about: '', expects: 'connected', attemptsMax: 1 }

const account: AccountRow = {
  name: 'Everyday',
  accountNo: null,
  class: 'transaction',
  balance: '1.00',
  currency: 'AUD',
  transactions: 1,
}

const connected = (accounts: readonly AccountRow[]): Outcome => ({ _tag: 'Connected', plan, accounts })

const denied: ConnectionFailure = {
  _tag: 'StepFailed',
  jobId: 'job-1' as never,
  connectionId: null,
  step: 'verify-credentials',
  code: 'invalid-credentials',
  detail: null,
}

test.each([
  ['-1234567.8912', '-1,234,567.8912 AUD'],
  ['999', '999 AUD'],
  ['1000.00', '1,000.00 AUD'],
])('a balance of %s is shown as %s', (balance, shown) => {
  expect(summaryOf([connected([{ ...account, balance }])])).toMatch(new RegExp(`transaction +${shown} `))
})

test('what the bank does not say is shown as unknown', () => {
  const blank = { name: null, accountNo: null, class: null, balance: null, currency: null, transactions: null }

  expect(summaryOf([connected([blank])])).toMatch(/^Hooli Bank +unnamed +unknown +unknown +unknown$/m)
})

test('the bank is named on its first account only', () => {
  const lines = summaryOf([connected([account, account])]).split('\n')

  expect(lines.filter((line) => line.startsWith('Hooli Bank')).length).toBe(1)
  expect(lines.filter((line) => line.includes('Everyday')).length).toBe(2)
})

test('several connections are counted by how they ended', () => {
  const refused: Outcome = { _tag: 'Failed', plan: { ...plan, expects: 'refused' }, failure: denied }
  const failed: Outcome = { _tag: 'Failed', plan, failure: denied }

  expect(summaryOf([connected([account]), refused, failed])).toMatch(
    /\n3 connections: 1 connected, 1 refused, as it should be, 1 not as expected$/,
  )
})

test('one failure alone leaves nothing to sum up', () => {
  expect(summaryOf([{ _tag: 'Failed', plan, failure: denied }])).toBe('')
})
