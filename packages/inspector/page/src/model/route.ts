/** What the page shows: a connection, an event of its history, a state of the chart. */
export interface Route {
  /** `null` if no connection is open. */
  readonly id: string | null
  /** The index of the shown record; `null`: live. */
  readonly index: number | null
  /** The path of the state whose description is open; `null` if none is. */
  readonly state: string | null
}

/** The page with no connection open. */
export const homeRoute: Route = { id: null, index: null, state: null }

/** Reads a URL hash; an invalid one is read as `homeRoute`. Total. */
export const readRoute = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  const [, place, id, index, more] = path.split('/')
  const name = place === 'c' && id !== undefined && more === undefined ? decoded(id) : null
  if (name === null || name === '') return homeRoute
  const state = new URLSearchParams(query).get('state')
  return {
    id: name,
    index: index !== undefined && /^\d{1,9}$/.test(index) ? Number(index) : null,
    state: state === null || state === '' ? null : state,
  }
}

/** The URL hash of a route, for `readRoute`. */
export const hashOf = ({ id, index, state }: Route): string => {
  if (id === null) return '#/'
  const at = index === null ? '' : `/${index}`
  return `#/c/${encodeURIComponent(id)}${at}${state === null ? '' : `?state=${encodeURIComponent(state)}`}`
}

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
