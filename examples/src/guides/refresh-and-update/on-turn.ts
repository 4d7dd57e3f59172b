import type { ChallengedView, CollectingView, ConnectionHandle } from '@bank-connection/core'

/** Called when the user must act. */
export interface Turns {
  readonly collecting: (view: CollectingView) => void
  readonly challenged: (view: ChallengedView) => void
}

/** Calls `turns` once per form and per challenge, since several views may show the same one. */
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
