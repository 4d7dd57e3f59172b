import { type AuthorizationType, type ConnectionView, mfaExpectation, type StepProgress } from '@bank-connection/core'
import type { ShownStep, ViewEvent } from './demo-event.ts'

/** What is shown of a connection. */
export interface Shown {
  readonly view: ConnectionView
  /** When the job was asked for, in the bank's milliseconds since the Unix epoch. */
  readonly beganAt: number
  readonly steps: readonly ShownStep[]
}

/** What is shown before the first event: the steps that an institution of this kind leads to expect. */
export const shownAtFirst = (authorization: AuthorizationType, at: number): Shown => ({
  view: { _tag: 'Preparing' },
  beganAt: at,
  steps: pending([
    'verify-credentials',
    ...(mfaExpectation(authorization) === 'never' ? [] : [MFA]),
    'retrieve-accounts',
    'retrieve-transactions',
  ]),
})

/** What is shown next, and what there is to tell of the change. Pure. */
export const showView = (last: Shown, view: ConnectionView, at: number): readonly [Shown, readonly ViewEvent[]] => {
  const before: Shown =
    view._tag === 'Creating' ? { ...last, beganAt: at, steps: pending(last.steps.map(({ title }) => title)) } : last
  const steps = timed(before, marksOf(before.steps, view), at)
  const progress: readonly ViewEvent[] = isAlike(last.steps, steps) ? [] : [{ event: 'progress', steps }]
  return [{ view, beganAt: before.beganAt, steps }, [...progress, ...turnOf(last.view, view)]]
}

const MFA = 'mfa-challenge'

type Mark = Pick<ShownStep, 'title' | 'status'>

const pending = (titles: readonly string[]): readonly ShownStep[] =>
  titles.map((title) => ({ title, status: 'pending', startedAt: null, endedAt: null }))

const ENDED = ['success', 'skipped', 'failed'] as const

const hasEnded = ({ status }: Mark): boolean => status !== 'pending' && status !== 'in-progress'

const markOf = ({ title, status }: StepProgress): Mark => ({
  title,
  status: ENDED.find((known) => known === status) ?? 'pending',
})

const marksOf = (shown: readonly Mark[], view: ConnectionView): readonly Mark[] => {
  switch (view._tag) {
    case 'Preparing':
    case 'Reconciling':
      return shown
    case 'Collecting':
      return view.rejection === null ? shown : stopped(view.steps.length === 0 ? shown : view.steps.map(markOf))
    case 'Creating':
      return working(shown)
    case 'Working':
    case 'Challenged':
      return working(view.steps.length === 0 ? shown : view.steps.map(markOf))
    case 'Connected':
      return view.connected.steps.map(markOf)
    case 'Failed':
      return stopped(view.steps.length === 0 ? shown : working(view.steps.map(markOf)))
  }
}

/** The first step that has not ended is at work. */
const working = (marks: readonly Mark[]): readonly Mark[] => {
  const current = marks.findIndex((mark) => !hasEnded(mark))
  return marks.map((mark, i) => (i === current ? { ...mark, status: 'in-progress' } : mark))
}

/** What was at work when it ended has failed, unless another step did. */
const stopped = (marks: readonly Mark[]): readonly Mark[] =>
  marks.some(({ status }) => status === 'failed')
    ? marks.map((mark) => (mark.status === 'in-progress' ? { ...mark, status: 'pending' } : mark))
    : marks.map((mark) => (mark.status === 'in-progress' ? { ...mark, status: 'failed' } : mark))

/** A step begins when the one before it has ended. */
const timed = ({ beganAt, steps }: Shown, marks: readonly Mark[], at: number): readonly ShownStep[] => {
  let startsAt = beganAt
  return marks.map(({ title, status }) => {
    const known = steps.find((step) => step.title === title)
    const startedAt = status === 'pending' ? null : (known?.startedAt ?? startsAt)
    const endedAt = hasEnded({ title, status }) ? (known?.endedAt ?? at) : null
    startsAt = endedAt ?? startsAt
    return { title, status, startedAt, endedAt }
  })
}

const isAlike = (some: readonly Mark[], others: readonly Mark[]): boolean =>
  some.length === others.length &&
  some.every(({ title, status }, i) => title === others[i]?.title && status === others[i]?.status)

const turnOf = (last: ConnectionView, view: ConnectionView): readonly ViewEvent[] => {
  if (view._tag === 'Challenged' && (last._tag !== 'Challenged' || last.challenge !== view.challenge)) {
    const { method, description, prompts, expiresAt, round } = view.challenge
    return [{ event: 'challenge', method, description, prompts, expiresAt, round }]
  }
  if (view._tag === 'Working' && view.stage === 'answering' && last._tag === 'Challenged')
    return [{ event: 'answered', answers: Math.max(1, last.challenge.prompts.length) }]
  if (view._tag === 'Collecting' && view.rejection !== null && last._tag !== 'Collecting')
    return [{ event: 'refused', rejection: view.rejection, attemptsLeft: view.attemptsLeft }]
  return []
}
