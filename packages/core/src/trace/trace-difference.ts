import type { ConnectionView } from '../machine/view.ts'
import { sameJson } from './same-json.ts'
import type { TraceEvent } from './trace.ts'

/** The difference between a recorded and a replayed event, as a sentence; `null` when they are equal. */
export const differenceOf = (recorded: TraceEvent | null, replayed: TraceEvent | null): string | null => {
  if (recorded === null || replayed === null)
    return recorded === replayed ? null : `${named(replayed)} now, but ${named(recorded)} was recorded.`
  if (recorded.type !== replayed.type || named(recorded) !== named(replayed))
    return `${named(replayed)} now, but ${named(recorded)} was recorded.`
  const path = firstDifference(comparable(recorded), comparable(replayed), '')
  if (path === null) return null
  if (path === '/at')
    return `${named(recorded)} happens ${Math.abs(replayed.at - recorded.at)} ms ${replayed.at < recorded.at ? 'earlier' : 'later'} than recorded.`
  return `${named(recorded)} differs at ${path}.`
}

/** Results are taken from the recording, so they are not compared. */
const comparable = (event: TraceEvent): unknown => (event.type === 'settled' ? { ...event, result: null } : event)

const named = (event: TraceEvent | null): string => {
  if (event === null) return 'nothing'
  switch (event.type) {
    case 'called':
      return `call ${event.call} of ${event.operation}`
    case 'settled':
      return `the result of call ${event.call} of ${event.operation}`
    case 'shown':
      return `the view ${viewName(event.view)}`
    case 'acted':
      return `the user's ${event.act}`
    case 'ended':
      return `the end, ${event.end._tag === 'Left' ? event.end.left._tag : 'Connected'}`
    case 'began':
      return 'the start'
    case 'crashed':
      return 'a crash'
    case 'restored':
      return 'a restore'
  }
}

const viewName = (view: ConnectionView): string => (view._tag === 'Working' ? `Working (${view.stage})` : view._tag)

/** JSON pointer to the first difference; `null` when there is no difference. */
const firstDifference = (a: unknown, b: unknown, path: string): string | null => {
  if (sameJson(a, b)) return null
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return path
  const [some, others] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>]
  for (const name of new Set([...Object.keys(some), ...Object.keys(others)])) {
    const found = firstDifference(some[name], others[name], `${path}/${name}`)
    if (found !== null) return found
  }
  return path
}
