import { useSyncExternalStore } from 'react'
import { hashOf, type Route, readRoute } from '../model/route.ts'

const REPLACED = 'inspector-route-replaced'

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener)
  window.addEventListener(REPLACED, listener)
  return () => {
    window.removeEventListener('hashchange', listener)
    window.removeEventListener(REPLACED, listener)
  }
}

const hash = (): string => window.location.hash

/** The current route, in a component. */
export const useRoute = (): Route => readRoute(useSyncExternalStore(subscribe, hash))

/** The current route, outside of components. */
export const currentRoute = (): Route => readRoute(hash())

/** Navigates, with a new entry in the browser's history. */
export const navigate = (route: Route): void => {
  window.location.hash = hashOf(route)
}

/** Navigates without a new entry in the browser's history. */
export const replaceRoute = (route: Route): void => {
  if (hashOf(route) === hash()) return
  window.history.replaceState(null, '', hashOf(route))
  window.dispatchEvent(new Event(REPLACED))
}
