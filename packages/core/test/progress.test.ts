import type { Job, StepMeans } from '@bank-connection/core'
import { describe, expect, test } from 'vitest'
import { advanceSteps, currentStep, expectedEnd, STEPS_MAX } from '../src/progress.ts'

const job = (...statuses: readonly string[]): Pick<Job, 'steps'> =>
  ({
    steps: ['verify-credentials', 'retrieve-accounts', 'retrieve-transactions'].map((title, i) => ({
      title,
      status: statuses[i] ?? 'pending',
      result: null,
    })),
  }) as unknown as Job

const means = (verifyCredentials: number | null): StepMeans => ({
  verifyCredentials,
  retrieveAccounts: 200,
  retrieveTransactions: 4_000,
  retrieveMeta: 7,
  total: 4_300,
})

describe('progress', () => {
  test('keeps the time at which a status began while it stays the same', () => {
    const first = advanceSteps([], job('in-progress'), 1_000)
    const second = advanceSteps(first, job('in-progress'), 2_000)
    expect(second.map(({ since }) => since)).toStrictEqual([1_000, 1_000, 1_000])
    expect(advanceSteps(second, job('success', 'in-progress'), 3_000).map(({ since }) => since)).toStrictEqual([
      3_000, 3_000, 1_000,
    ])
  })

  test('does not unfinish a step, unless it failed', () => {
    const finished = advanceSteps([], job('success', 'in-progress'), 1_000)
    expect(advanceSteps(finished, job('pending'), 2_000)[0]).toStrictEqual(finished[0])
    expect(advanceSteps(finished, job('failed'), 2_000)[0]?.status).toBe('failed')
  })

  test('does not unbegin a step, unless the server queues it again', () => {
    const begun = advanceSteps([], job('in-progress'), 1_000)
    const queued = {
      steps: [
        {
          title: 'verify-credentials',
          status: 'pending',
          result: { _tag: 'Problem', code: 'q', title: null, detail: null },
        },
      ],
    } as unknown as Job
    expect(advanceSteps(begun, job('pending'), 2_000)[0]).toStrictEqual(begun[0])
    expect(advanceSteps(begun, queued, 2_000)[0]?.status).toBe('pending')
  })

  test('remembers a bounded number of steps', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ title: `step-${i}`, status: 'pending', result: null }))
    expect(advanceSteps([], { steps: many } as unknown as Job, 0)).toHaveLength(STEPS_MAX)
  })

  test('is at the first step that is not finished', () => {
    expect(currentStep(advanceSteps([], job('success', 'in-progress'), 0))?.title).toBe('retrieve-accounts')
    expect(currentStep(advanceSteps([], job('success', 'failed'), 0))?.title).toBe('retrieve-accounts')
    expect(currentStep(advanceSteps([], job('success', 'success', 'skipped'), 0))).toBeNull()
  })

  test('expects the end after the means of the steps that are left, counted from the last change', () => {
    const begun = advanceSteps([], job('in-progress'), 1_000)
    expect(expectedEnd(begun, means(100))).toBe(1_000 + 100 + 200 + 4_000)
    expect(expectedEnd(advanceSteps(begun, job('success'), 1_500), means(100))).toBe(1_500 + 200 + 4_000)
  })

  test('expects nothing where a mean that is needed is not published, and nothing of a job that is over', () => {
    const begun = advanceSteps([], job('in-progress'), 1_000)
    expect(expectedEnd(begun, null)).toBeNull()
    expect(expectedEnd(begun, means(null))).toBeNull()
    expect(expectedEnd(advanceSteps([], job('success'), 0), means(null))).toBe(4_200)
    expect(expectedEnd(advanceSteps([], job('success', 'success', 'success'), 0), means(100))).toBeNull()
  })
})
