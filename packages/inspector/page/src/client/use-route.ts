import { useSyncExternalStore } from 'react'
import { hashOf, type Route, readRoute } from '../model/route.ts'

const MOVED = 'inspector-moved'

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener)
  window.addEventListener(MOVED, listener)
  return () => {
    window.removeEventListener('hashchange', listener)
    window.removeEventListener(MOVED, listener)
  }
}

const hash = (): string => window.location.hash

/** Where the page is. */
export const useRoute = (): Route => readRoute(useSyncExternalStore(subscribe, hash))

/** Where the page is now, for what is no component. */
export const presentRoute = (): Route => readRoute(hash())

/** Goes somewhere, as a step that the browser can go back. */
export const goTo = (route: Route): void => {
  window.location.hash = hashOf(route)
}

/** Goes somewhere without such a step: to another moment, or another state, of the same connection. */
export const moveTo = (route: Route): void => {
  if (hashOf(route) === hash()) return
  window.history.replaceState(null, '', hashOf(route))
  window.dispatchEvent(new Event(MOVED))
}
