import type { ConnectionView } from '../../machine/view.ts'
import { sameJson } from '../../trace/same-json.ts'

/** What a user knows of a connection: what it last saw. The commands direct themselves by it. */
export interface ConnectionModel {
  view: ConnectionView
}

/** What is wrong with what is seen: thrown, so that any runner takes it for a failure. */
export const demand = (holds: boolean, problem: () => string): void => {
  if (!holds) throw new Error(problem())
}

/** Whether nothing can come any more. */
export const isOver = ({ view }: ConnectionModel): boolean => view._tag === 'Connected' || view._tag === 'Failed'

/**
 * Takes in what is shown after some time in which the user did nothing.
 *
 * @throws Error when no connection can have come there by itself
 */
export const see = (model: ConnectionModel, view: ConnectionView): void => {
  const before = model.view
  model.view = view
  demand(
    NEXT[before._tag].includes(view._tag),
    () => `${view._tag} is shown after ${before._tag}, and the user did nothing`,
  )
  if (before._tag === 'Collecting' || isOver({ view: before }))
    demand(sameJson(before, view), () => `${before._tag} changes, and the user did nothing`)
}

type Tag = ConnectionView['_tag']

const WORK: readonly Tag[] = ['Working', 'Challenged', 'Collecting', 'Connected', 'Failed']

/** Where a connection may be after some time in which the user does nothing. */
const NEXT: Readonly<Record<Tag, readonly Tag[]>> = {
  Preparing: ['Preparing', 'Creating', 'Reconciling', ...WORK],
  Collecting: ['Collecting'],
  Creating: ['Creating', 'Reconciling', ...WORK],
  Reconciling: ['Reconciling', ...WORK],
  Working: WORK,
  Challenged: WORK,
  Connected: ['Connected'],
  Failed: ['Failed'],
}

/**
 * Takes in what is shown first by a process that goes on with a connection.
 *
 * @throws Error when something was forgotten, or done that must not be
 */
export const seeRestored = (model: ConnectionModel, view: ConnectionView): void => {
  const before = model.view
  model.view = view
  demand(sameJson(expectedAfterCrash(before), view), () => `${nameOf(before)} is restored as ${nameOf(view)}`)
}

const nameOf = (view: ConnectionView): string => (view._tag === 'Working' ? `Working (${view.stage})` : view._tag)

/** What a restored connection shows: the same, but that nothing is known of a request that was on its way. */
const expectedAfterCrash = (view: ConnectionView): ConnectionView => {
  if (view._tag === 'Creating') return { _tag: 'Reconciling' }
  if (view._tag === 'Working' && view.stage === 'answering') return { ...view, stage: 'verifyingAnswer' }
  // What the last submit lacked is not saved: a new form says it again.
  return view._tag === 'Collecting' ? { ...view, incomplete: null } : view
}
