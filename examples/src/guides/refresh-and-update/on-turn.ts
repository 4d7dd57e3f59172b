import type { ChallengedView, CollectingView, ConnectionHandle } from '@bank-connection/core'

/** What is asked of a person. */
export interface Turns {
  readonly collecting: (view: CollectingView) => void
  readonly challenged: (view: ChallengedView) => void
}

/** Asks once each time it becomes the person's turn, though several views may show the same form or the same challenge. */
export const onTurn = (handle: ConnectionHandle, turns: Turns): (() => void) => {
  let turn = ''
  return handle.subscribe((view) => {
    const before = turn
    turn = view._tag === 'Challenged' ? `${view._tag} ${view.challenge.round}` : view._tag
    if (turn === before) return
    if (view._tag === 'Collecting') turns.collecting(view)
    if (view._tag === 'Challenged') turns.challenged(view)
  })
}
