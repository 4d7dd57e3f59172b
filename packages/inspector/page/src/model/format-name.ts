import type { StepProgress } from '@bank-connection/core'

/** How a line is to be taken. */
export type Tone = 'plain' | 'quiet' | 'good' | 'bad' | 'asks'

/** A state for people: `following.verifyingAnswer` is `verifying answer`. */
export const stateWords = (state: string): string =>
  (state.split('.').at(-1) ?? '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** An event of the machine for people: `xstate.done.actor.requestJob` is `requestJob done`. */
export const eventWords = (event: string): string => {
  if (event === 'xstate.init') return 'start'
  const [, end, actor] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event) ?? []
  return actor === undefined ? event : `${actor} ${end === 'done' ? 'done' : 'threw'}`
}

/** A failure by its name and what it is about. */
export const failureWords = (failure: Readonly<Record<string, unknown>> & { readonly _tag: string }): string => {
  const about = ['code', 'reason', 'status', 'step', 'operation']
    .map((name) => failure[name])
    .filter((u) => typeof u === 'string' || typeof u === 'number')
  return about.length === 0 ? failure._tag : `${failure._tag}: ${about.join(', ')}`
}

/** The steps of a job in short: `verify-credentials ✓, retrieve-accounts …`. */
export const stepsWords = (steps: readonly Pick<StepProgress, 'title' | 'status'>[]): string =>
  steps.map(({ title, status }) => `${title} ${STEP_SIGNS[status] ?? status}`).join(', ')

const STEP_SIGNS: Readonly<Record<string, string>> = {
  pending: '·',
  'in-progress': '…',
  success: '✓',
  failed: '✗',
  skipped: '–',
}

/** An id that fits a line: of a UUID its first eight digits. */
export const shortId = (id: string): string =>
  /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-/i.test(id) ? `${id.slice(0, 8)}…` : id
