import { type ConnectionView, isFinal } from '../../machine/view.ts'
import { sameJson } from '../../trace/same-json.ts'

/** What the user last saw of a connection. The commands depend on it. */
export interface ConnectionModel {
  view: ConnectionView
}

/** Throws when the condition does not hold, so that any test runner reports a failure. */
export const ensure = (holds: boolean, problem: () => string): void => {
  if (!holds) throw new Error(problem())
}

/** Whether the connection has ended. */
export const isOver = ({ view }: ConnectionModel): boolean => isFinal(view)

/**
 * Updates the model with the view after some time in which the user did nothing.
 *
 * @throws Error when a connection cannot reach this view without the user
 */
export const applyView = (model: ConnectionModel, view: ConnectionView): void => {
  const before = model.view
  model.view = view
  ensure(
    NEXT[before._tag].includes(view._tag),
    () => `${view._tag} is shown after ${before._tag}, and the user did nothing`,
  )
  if (before._tag === 'Collecting' || isOver({ view: before }))
    ensure(sameJson(before, view), () => `${before._tag} changes, and the user did nothing`)
}

type Tag = ConnectionView['_tag']

const WORK: readonly Tag[] = ['Working', 'Challenged', 'Collecting', 'Connected', 'Failed']

/** The views that a connection may reach while the user does nothing. */
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
 * Updates the model with the first view of a restored connection.
 *
 * @throws Error when the restored connection lost something, or did something that it must not do
 */
export const applyRestored = (model: ConnectionModel, view: ConnectionView): void => {
  const before = model.view
  model.view = view
  ensure(sameJson(expectedAfterCrash(before), view), () => `${nameOf(before)} is restored as ${nameOf(view)}`)
}

const nameOf = (view: ConnectionView): string => (view._tag === 'Working' ? `Working (${view.stage})` : view._tag)

/** What a restored connection shows: the same view, except that the fate of a request in flight is unknown. */
const expectedAfterCrash = (view: ConnectionView): ConnectionView => {
  if (view._tag === 'Creating') return { _tag: 'Reconciling' }
  if (view._tag === 'Working' && view.stage === 'answering') return { ...view, stage: 'verifyingAnswer' }
  // The missing fields of the last submit are not saved: the next submit reports them again.
  return view._tag === 'Collecting' ? { ...view, incomplete: null } : view
}
