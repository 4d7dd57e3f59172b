import type { ConnectionView } from '../machine/view.ts'
import { sameJson } from './same-json.ts'
import type { TraceEvent } from './trace.ts'

/** What differs between what was recorded and what happens now, in a sentence; `null` when nothing does. */
export const differenceOf = (recorded: TraceEvent | null, replayed: TraceEvent | null): string | null => {
  if (recorded === null || replayed === null)
    return recorded === replayed ? null : `${named(replayed)} now, recorded is ${named(recorded)}.`
  if (recorded.type !== replayed.type || named(recorded) !== named(replayed))
    return `${named(replayed)} now, recorded is ${named(recorded)}.`
  const path = firstDifference(judged(recorded), judged(replayed), '')
  if (path === null) return null
  if (path === '/at')
    return `${named(recorded)} comes ${Math.abs(replayed.at - recorded.at)} ms ${replayed.at < recorded.at ? 'earlier' : 'later'} than recorded.`
  return `${named(recorded)} differs at ${path}.`
}

/** What a call gave is what was recorded: it is told, not compared. */
const judged = (event: TraceEvent): unknown => (event.type === 'settled' ? { ...event, result: null } : event)

const named = (event: TraceEvent | null): string => {
  if (event === null) return 'nothing'
  switch (event.type) {
    case 'called':
      return `call ${event.call} of ${event.operation}`
    case 'settled':
      return `the answer to call ${event.call} of ${event.operation}`
    case 'shown':
      return `the view ${viewName(event.view)}`
    case 'acted':
      return `the user's ${event.act}`
    case 'ended':
      return `the end, ${event.end._tag === 'Left' ? event.end.left._tag : 'Connected'}`
    case 'began':
      return 'the beginning'
    case 'crashed':
      return 'a crash'
    case 'restored':
      return 'a restoring'
  }
}

const viewName = (view: ConnectionView): string => (view._tag === 'Working' ? `Working (${view.stage})` : view._tag)

/** JSON pointer to the first member that differs; `null` when none does. */
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
