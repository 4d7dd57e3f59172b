import type { AverageStepDurations, Job } from '@bank-connection/core/codec'
import { describe, expect, test } from 'vitest'
import { advanceSteps, currentStep, expectedEnd, STEPS_MAX } from '../../src/domain/progress.ts'

const job = (...statuses: readonly string[]): Pick<Job, 'steps'> =>
  ({
    steps: ['verify-credentials', 'retrieve-accounts', 'retrieve-transactions'].map((title, i) => ({
      title,
      status: statuses[i] ?? 'pending',
      result: null,
    })),
  }) as unknown as Job

const means = (verifyCredentials: number | null): AverageStepDurations => ({
  verifyCredentials,
  retrieveAccounts: 200,
  retrieveTransactions: 4_000,
  retrieveMeta: 7,
  total: 4_300,
})

describe('progress', () => {
  test('keeps the start time of an unchanged status', () => {
    const first = advanceSteps([], job('in-progress'), 1_000)
    const second = advanceSteps(first, job('in-progress'), 2_000)
    expect(second.map(({ since }) => since)).toStrictEqual([1_000, 1_000, 1_000])
    expect(advanceSteps(second, job('success', 'in-progress'), 3_000).map(({ since }) => since)).toStrictEqual([
      3_000, 3_000, 1_000,
    ])
  })

  test('never shows a finished step as unfinished, unless it failed', () => {
    const finished = advanceSteps([], job('success', 'in-progress'), 1_000)
    expect(advanceSteps(finished, job('pending'), 2_000)[0]).toStrictEqual(finished[0])
    expect(advanceSteps(finished, job('failed'), 2_000)[0]?.status).toBe('failed')
  })

  test('never shows a started step as pending, unless the server queues it again', () => {
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

  test('shows a step that failed as queued when the server queues it again', () => {
    const failed = advanceSteps([], job('failed'), 1_000)
    expect(advanceSteps(failed, job('pending'), 2_000)[0]).toStrictEqual({
      title: 'verify-credentials',
      status: 'pending',
      since: 2_000,
    })
  })

  test('keeps a bounded number of steps', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ title: `step-${i}`, status: 'pending', result: null }))
    expect(advanceSteps([], { steps: many } as unknown as Job, 0)).toHaveLength(STEPS_MAX)
  })

  test('is at the first step that is not finished', () => {
    expect(currentStep(advanceSteps([], job('success', 'in-progress'), 0))?.title).toBe('retrieve-accounts')
    expect(currentStep(advanceSteps([], job('success', 'failed'), 0))?.title).toBe('retrieve-accounts')
    expect(currentStep(advanceSteps([], job('success', 'success', 'skipped'), 0))).toBeNull()
  })

  test('keeps an omitted step in its place only if it is finished', () => {
    const shown = advanceSteps([], job('success', 'success', 'in-progress'), 1_000)
    const renamed = { steps: job('success', 'success', 'in-progress').steps.slice(1, 2) }
    const kept = advanceSteps(shown, renamed, 2_000)
    expect(kept.map(({ title, since }) => [title, since])).toStrictEqual([
      ['verify-credentials', 1_000],
      ['retrieve-accounts', 1_000],
    ])
  })

  test('drops an omitted finished step with an unknown title', () => {
    const shown = [{ title: 'verify-everything', status: 'success', since: 1_000 }] as never
    expect(advanceSteps(shown, { steps: [] }, 2_000)).toStrictEqual([])
  })

  test('expects the end after the averages of the remaining steps, counted from the last change', () => {
    const begun = advanceSteps([], job('in-progress'), 1_000)
    expect(expectedEnd(begun, means(100))).toBe(1_000 + 100 + 200 + 4_000)
    expect(expectedEnd(advanceSteps(begun, job('success'), 1_500), means(100))).toBe(1_500 + 200 + 4_000)
  })

  test('counts from the running step or the last finished one, not from a pending one', () => {
    const steps = advanceSteps([], job('pending'), 1_000)
    const [verify, accounts, transactions] = advanceSteps(steps, job('in-progress'), 2_000)
    expect(verify).toStrictEqual({ title: 'verify-credentials', status: 'in-progress', since: 2_000 })
    const late = [verify, accounts, { ...transactions, since: 9_000 }] as typeof steps
    expect(expectedEnd(late, means(100))).toBe(2_000 + 100 + 200 + 4_000)
  })

  test('adds no time for a step without an average', () => {
    const asked = [{ title: 'mfa-challenge', status: 'in-progress', since: 1_000 }] as const
    expect(expectedEnd(asked, means(100))).toBe(1_000)
  })

  test('expects no end if a needed average is missing or the job is over', () => {
    const begun = advanceSteps([], job('in-progress'), 1_000)
    expect(expectedEnd(begun, null)).toBeNull()
    expect(expectedEnd(begun, means(null))).toBeNull()
    expect(expectedEnd(advanceSteps([], job('success'), 0), means(null))).toBe(4_200)
    expect(expectedEnd(advanceSteps([], job('success', 'success', 'success'), 0), means(100))).toBeNull()
  })
})
