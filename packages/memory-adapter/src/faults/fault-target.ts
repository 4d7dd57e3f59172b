import { findRoute } from '../api/routes.ts'
import { parsePath } from '../http/path.ts'
import type { FaultTarget } from './fault.ts'

/** A path without its query. */
export const withoutQuery = (path: string): string => path.split('?', 1)[0] ?? path

/** The template of the operations that have this path; null when none has. */
export const templateOf = (path: string): string | null => {
  const found = findRoute('', parsePath(path)?.segments ?? [])
  return found === null ? null : 'route' in found ? found.route.template : found.template
}

/**
 * What rules look at in a request.
 *
 * @param address - its path with its query
 */
export const faultTarget = (method: string, address: string): FaultTarget => {
  const path = withoutQuery(address)
  return { method, path, template: templateOf(path) }
}
