import type { JobStep } from '@bank-connection/core/codec'
import { isFinished, stageOf } from '@bank-connection/core/machine'
import { describe, expect, test } from 'vitest'
import { rankOf } from '../../src/domain/job-stage.ts'

const TITLES = ['verify-credentials', 'mfa-challenge', 'retrieve-accounts', 'retrieve-transactions'] as const
const STATUSES = ['pending', 'in-progress', 'success', 'failed', 'skipped', 'paused'] as const

const step = (title: string, status: string, result: JobStep['result'] = null): JobStep =>
  ({ title, status, result }) as JobStep

const problem = { _tag: 'Problem', code: 'invalid-credentials', title: null, detail: null } as const
const link = { _tag: 'Link', url: '/connections/c-1' } as const
const challenge = { _tag: 'Challenge', method: 'token', description: null, prompts: ['Code'], expiryMs: 1 } as const

/** Every combination of statuses of the four steps: 6^4 jobs. */
const everyJob = STATUSES.flatMap((a) =>
  STATUSES.flatMap((b) =>
    STATUSES.flatMap((c) => STATUSES.map((d) => TITLES.map((title, i) => step(title, [a, b, c, d][i] ?? a)))),
  ),
)

/** The permutations of four steps. */
const ORDERS = [
  [0, 1, 2, 3],
  [3, 2, 1, 0],
  [1, 0, 3, 2],
  [2, 3, 0, 1],
  [1, 3, 0, 2],
] as const

describe('the stage of a job', () => {
  test('is Failed exactly when a step failed, whatever the others are', () => {
    for (const steps of everyJob)
      expect(stageOf({ steps })._tag === 'Failed').toBe(steps.some(({ status }) => status === 'failed'))
  })

  test('is Done exactly when every step is success or skipped', () => {
    for (const steps of everyJob)
      expect(stageOf({ steps })._tag === 'Done').toBe(
        steps.every(({ status }) => status === 'success' || status === 'skipped'),
      )
    expect(everyJob).toHaveLength(1_296)
  })

  test('depends on titles, not on positions', () => {
    for (const steps of everyJob)
      for (const order of ORDERS) {
        const moved = order.map((i) => steps[i] ?? step('', ''))
        const failures = steps.filter(({ status }) => status === 'failed').length
        expect(failures > 1 ? 'Failed' : stageOf({ steps: moved })).toStrictEqual(
          failures > 1 ? 'Failed' : stageOf({ steps }),
        )
      }
  })

  test('moves forward only, while steps finish in their order', () => {
    const stages = [0, 1, 2, 3, 4].map(
      (finished) =>
        stageOf({ steps: TITLES.map((title, i) => step(title, i < finished ? 'success' : 'pending')) })._tag,
    )
    expect(stages).toStrictEqual(['Verifying', 'Verifying', 'RetrievingAccounts', 'RetrievingTransactions', 'Done'])
  })

  test.each([
    ['no steps at all', [], 'Verifying'],
    ['no verify-credentials', [step('retrieve-accounts', 'success')], 'Verifying'],
    [
      'an mfa-challenge that asks',
      [step('verify-credentials', 'success'), step('mfa-challenge', 'in-progress', challenge)],
      'Challenged',
    ],
    [
      'an mfa-challenge that was answered',
      [step('verify-credentials', 'success'), step('mfa-challenge', 'in-progress')],
      'VerifyingAnswer',
    ],
    [
      'an mfa-challenge that keeps its result when over',
      [
        step('verify-credentials', 'success'),
        step('mfa-challenge', 'success', challenge),
        step('retrieve-accounts', 'pending'),
      ],
      'RetrievingAccounts',
    ],
    [
      'a misspelt mfa-challenge that asks',
      [step('verify-credentials', 'success'), step('mfa-challenege', 'in-progress', challenge)],
      'Challenged',
    ],
    [
      'a challenge before its turn',
      [step('verify-credentials', 'in-progress'), step('mfa-challenge', 'in-progress', challenge)],
      'Challenged',
    ],
    ['a verification that the server queues', [step('verify-credentials', 'pending', problem)], 'Parked'],
    [
      'a verification that waits with a result that is no problem',
      [step('verify-credentials', 'pending', link)],
      'Verifying',
    ],
    ['a verification with a leftover problem', [step('verify-credentials', 'in-progress', problem)], 'Verifying'],
    [
      'statements that are left',
      [step('verify-credentials', 'success'), step('retrieve-statements', 'in-progress')],
      'RetrievingTransactions',
    ],
    [
      'an unknown step that is left',
      [step('verify-credentials', 'success'), step('retrieve-dreams', 'pending')],
      'RetrievingTransactions',
    ],
    [
      'an unknown step that is over',
      [step('verify-credentials', 'success'), step('retrieve-dreams', 'success')],
      'Done',
    ],
    ['an unknown status', [step('verify-credentials', 'finished')], 'Verifying'],
    ['a failure without a reason', [step('verify-credentials', 'success'), step('mfa-challenge', 'failed')], 'Failed'],
    [
      'accounts before their turn',
      [step('verify-credentials', 'pending'), step('retrieve-accounts', 'in-progress')],
      'Verifying',
    ],
  ])('of a job with %s', (_, steps, expected) => {
    expect(stageOf({ steps })._tag).toBe(expected)
  })

  test('names the first step that failed, and its problem', () => {
    const steps = [
      step('verify-credentials', 'success'),
      step('retrieve-accounts', 'failed', problem),
      step('retrieve-transactions', 'failed'),
    ]
    expect(stageOf({ steps })).toStrictEqual({ _tag: 'Failed', step: 'retrieve-accounts', problem })
  })

  test.each([
    ['Verifying', 0],
    ['Parked', 0],
    ['Challenged', 1],
    ['VerifyingAnswer', 1],
    ['RetrievingAccounts', 2],
    ['RetrievingTransactions', 3],
    ['Done', 4],
    ['Failed', 4],
  ] as const)('%s has the rank %i, by which a reading is seen to go back', (stage, rank) => {
    expect(rankOf(stage)).toBe(rank)
  })

  test('takes only a problem as the reason of a failure', () => {
    const steps = [step('mfa-challenge', 'failed', challenge)]
    expect(stageOf({ steps })).toStrictEqual({ _tag: 'Failed', step: 'mfa-challenge', problem: null })
  })

  test('treats only success and skipped as finished', () => {
    expect(STATUSES.filter((status) => isFinished({ status } as JobStep))).toStrictEqual(['success', 'skipped'])
  })
})
