import type { StepProgress } from '@bank-connection/core'

/** The tone of a line, which sets its colour. */
export type Tone = 'plain' | 'quiet' | 'good' | 'bad' | 'asks'

/** Formats a state: `following.verifyingAnswer` is `verifying answer`. */
export const formatState = (state: string): string =>
  (state.split('.').at(-1) ?? '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** Formats an event of the machine: `xstate.done.actor.requestJob` is `requestJob done`. */
export const formatEvent = (event: string): string => {
  if (event === 'xstate.init') return 'start'
  const [, end, actor] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event) ?? []
  return actor === undefined ? event : `${actor} ${end === 'done' ? 'done' : 'threw'}`
}

/** Formats a failure: its tag and its main members. */
export const formatFailure = (failure: Readonly<Record<string, unknown>> & { readonly _tag: string }): string => {
  const about = ['code', 'reason', 'status', 'step', 'operation']
    .map((name) => failure[name])
    .filter((u) => typeof u === 'string' || typeof u === 'number')
  return about.length === 0 ? failure._tag : `${failure._tag}: ${about.join(', ')}`
}

/** Formats the steps of a job: `verify-credentials ✓, retrieve-accounts …`. */
export const formatSteps = (steps: readonly Pick<StepProgress, 'title' | 'status'>[]): string =>
  steps.map(({ title, status }) => `${title} ${STEP_SIGNS[status] ?? status}`).join(', ')

const STEP_SIGNS: Readonly<Record<string, string>> = {
  pending: '·',
  'in-progress': '…',
  success: '✓',
  failed: '✗',
  skipped: '–',
}

/** Shortens a UUID to its first eight digits. */
export const shortId = (id: string): string =>
  /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-/i.test(id) ? `${id.slice(0, 8)}…` : id
