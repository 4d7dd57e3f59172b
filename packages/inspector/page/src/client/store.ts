import { useSyncExternalStore } from 'react'

/** An observable value. */
export interface Store<A> {
  readonly get: () => A
  readonly set: (next: A) => void
  /** @returns unsubscribes */
  readonly subscribe: (listener: () => void) => () => void
}

/** Creates a store. Listeners are called when the value changes. */
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

/** The value of a store, in a component. */
export const useStore = <A>(store: Store<A>): A => useSyncExternalStore(store.subscribe, store.get)
