import type {
  ChallengedView,
  ConnectionId,
  ConnectionView,
  JobId,
  StepProgress,
  WorkingView,
} from '@bank-connection/core'
import { describe, expect, test } from 'vitest'
import type { ViewEvent } from '../../src/demo/demo-event.ts'
import { type Shown, shownAtFirst, showView } from '../../src/demo/show-view.ts'

const step = (title: StepProgress['title'], status: StepProgress['status']): StepProgress => ({
  title,
  status,
  since: 0,
})

const ids = { jobId: 'job-1' as JobId, connectionId: 'connection-1' as ConnectionId }

const working = (steps: readonly StepProgress[], stage: 'verifying' | 'answering' = 'verifying'): WorkingView => ({
  _tag: 'Working',
  ...ids,
  stage,
  step: null,
  steps,
  expectedEndAt: null,
})

const asked = [
  step('verify-credentials', 'success'),
  step('mfa-challenge', 'in-progress'),
  step('retrieve-accounts', 'pending'),
  step('retrieve-transactions', 'pending'),
]

const challenged: ChallengedView = {
  _tag: 'Challenged',
  ...ids,
  steps: asked,
  challenge: { method: 'token', description: null, prompts: ['A', 'B'], since: 0, expiresAt: 99, round: 1 },
  rejection: null,
}

const stepFailed = (title: StepProgress['title']) =>
  ({
    _tag: 'StepFailed',
    ...ids,
    step: title,
    code: 'invalid-credentials',
    detail: null,
  }) as const

/** Shows these views, ten seconds apart. */
const showing = (views: readonly ConnectionView[], authorization: 'user' | 'user-mfa' = 'user') => {
  let shown: Shown = shownAtFirst(authorization, 0)
  const events: ViewEvent[] = []
  views.forEach((view, i) => {
    const [next, told] = showView(shown, view, (i + 1) * 10_000)
    shown = next
    events.push(...told)
  })
  return { steps: shown.steps.map(({ title, status }) => `${title} ${status}`), shown, events }
}

const verified = [step('verify-credentials', 'success'), step('retrieve-accounts', 'in-progress')]

describe('what is shown', () => {
  test('before the first reading is what the institution leads to expect', () => {
    expect(showing([{ _tag: 'Creating' }], 'user-mfa').steps).toEqual([
      'verify-credentials in-progress',
      'mfa-challenge pending',
      'retrieve-accounts pending',
      'retrieve-transactions pending',
    ])
  })

  test('a step begins when the one before it has ended, and keeps its times', () => {
    const { shown } = showing([{ _tag: 'Creating' }, working(verified), working(verified)])

    expect(shown.steps).toEqual([
      { title: 'verify-credentials', status: 'success', startedAt: 10_000, endedAt: 20_000 },
      { title: 'retrieve-accounts', status: 'in-progress', startedAt: 20_000, endedAt: null },
    ])
  })

  test('a challenge where none was expected becomes a step after the credentials', () => {
    expect(showing([{ _tag: 'Creating' }, challenged]).steps).toEqual([
      'verify-credentials success',
      'mfa-challenge in-progress',
      'retrieve-accounts pending',
      'retrieve-transactions pending',
    ])
  })

  test('the step that failed is marked, those before it are done, and those after it stay pending', () => {
    const steps = [
      step('verify-credentials', 'success'),
      step('retrieve-accounts', 'failed'),
      step('retrieve-transactions', 'pending'),
    ]
    const failed: ConnectionView = { _tag: 'Failed', failure: stepFailed('retrieve-accounts'), jobId: ids.jobId, steps }

    expect(showing([{ _tag: 'Creating' }, failed]).steps).toEqual([
      'verify-credentials success',
      'retrieve-accounts failed',
      'retrieve-transactions pending',
    ])
  })

  test('a failure of another kind stops the step that is at work', () => {
    const failed: ConnectionView = {
      _tag: 'Failed',
      failure: { _tag: 'Cancelled', jobId: ids.jobId, mayHaveStarted: true },
      jobId: ids.jobId,
      steps: verified,
    }

    expect(showing([{ _tag: 'Creating' }, working(verified), failed]).steps.at(1)).toBe('retrieve-accounts failed')
  })

  test('a new job after a refusal begins anew', () => {
    const collecting = { _tag: 'Collecting', rejection: stepFailed('verify-credentials'), attemptsLeft: 2 } as const
    const { steps, shown } = showing([
      { _tag: 'Creating' },
      {
        ...collecting,
        institution: {} as never,
        fields: [],
        incomplete: null,
        steps: [step('verify-credentials', 'failed')],
      },
      { _tag: 'Creating' },
    ])

    expect(steps.at(0)).toBe('verify-credentials in-progress')
    expect(shown.beganAt).toBe(30_000)
    expect(shown.steps.at(0)?.startedAt).toBe(30_000)
  })
})

describe('what is told', () => {
  test('is a challenge once, however often its view is seen', () => {
    const { events } = showing([{ _tag: 'Creating' }, challenged, challenged])

    expect(events.map(({ event }) => event)).toEqual(['progress', 'progress', 'challenge'])
  })

  test('is how many answers are on their way, and nothing of them', () => {
    const { events } = showing([challenged, working([], 'answering')])

    expect(events.at(-1)).toEqual({ event: 'answered', answers: 2 })
  })

  test('is nothing when nothing has changed', () => {
    const before = showing([{ _tag: 'Creating' }, working(verified)]).events
    const after = showing([{ _tag: 'Creating' }, working(verified), working(verified)]).events

    expect(after).toEqual(before)
  })
})
