import { useSyncExternalStore } from 'react'

/** A value that components can be told of. */
export interface Store<A> {
  readonly get: () => A
  readonly set: (next: A) => void
  /** @returns ends it */
  readonly subscribe: (listener: () => void) => () => void
}

/** Creates a store; its listeners are told of a value that is not the one before. */
export const createStore = <A>(initial: A): Store<A> => {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

/** The value of a store, for a component. */
export const useStore = <A>(store: Store<A>): A => useSyncExternalStore(store.subscribe, store.get)
