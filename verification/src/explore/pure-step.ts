import type { ConnectionInput, ConnectionSnapshot, connectionMachine } from '@bank-connection/core/machine'
import { type ActorScope, type AnyActorLogic, createActor } from 'xstate'

type Machine = typeof connectionMachine

/** A snapshot, and the names of the transitions that led to it. */
export interface Step {
  readonly snapshot: ConnectionSnapshot
  readonly taken: readonly string[]
}

export interface PureStep {
  readonly begin: (input: ConnectionInput) => Step
  readonly go: (snapshot: ConnectionSnapshot, event: { readonly type: string }) => Step
}

/**
 * Does what `initialTransition` and `transition` of XState do, at a fifth of their cost: they create a scope for each
 * event, and an initial snapshot that is not needed. Runs neither actions nor actors.
 */
export const pureStepOf = (machine: Machine): PureStep => {
  const self = createActor(machine as AnyActorLogic)
  let taken: string[] = []
  const scope = {
    self,
    id: '',
    sessionId: '',
    system: self.system,
    logger: () => undefined,
    defer: () => undefined,
    stopChild: () => undefined,
    emit: () => undefined,
    actionExecutor: ({ type, params }: { readonly type: string; readonly params?: unknown }) => {
      if (type === 'taken') taken.push((params as { readonly name: string }).name)
    },
  } as unknown as ActorScope<never, never>
  const step = (snapshot: () => unknown): Step => {
    taken = []
    return { snapshot: snapshot() as ConnectionSnapshot, taken }
  }
  return {
    begin: (input) => step(() => machine.getInitialSnapshot(scope as never, input as never)),
    go: (snapshot, event) => step(() => machine.transition(snapshot as never, event as never, scope as never)),
  }
}
