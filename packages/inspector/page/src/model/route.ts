/** Where the page is: which connection, which moment of it, which state of the chart. */
export interface Route {
  /** `null`: no connection is open. */
  readonly id: string | null
  /** The index of the record that the page is at; `null`: the present. */
  readonly index: number | null
  /** The state whose description is open, from the outermost on; `null`: none. */
  readonly state: string | null
}

/** The page with no connection open. */
export const nowhere: Route = { id: null, index: null, state: null }

/** Reads the hash of an address; what it does not know leads to `nowhere`. Total. */
export const readRoute = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  const [, place, id, index, more] = path.split('/')
  const name = place === 'c' && id !== undefined && more === undefined ? decoded(id) : null
  if (name === null || name === '') return nowhere
  const state = new URLSearchParams(query).get('state')
  return {
    id: name,
    index: index !== undefined && /^\d{1,9}$/.test(index) ? Number(index) : null,
    state: state === null || state === '' ? null : state,
  }
}

/** The hash of the address of a route; `readRoute` reads it. */
export const hashOf = ({ id, index, state }: Route): string => {
  if (id === null) return '#/'
  const moment = index === null ? '' : `/${index}`
  return `#/c/${encodeURIComponent(id)}${moment}${state === null ? '' : `?state=${encodeURIComponent(state)}`}`
}

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
