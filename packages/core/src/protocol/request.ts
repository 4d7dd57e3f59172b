import { ConnectionId, InstitutionId, JobId, UserId } from '../codec/ids.ts'
import { percentEncode } from '../codec/link.ts'
import type { Endpoint } from './endpoints.ts'
import { filterText } from './filter.ts'
import type { WireRequest } from './wire.ts'

/**
 * Builds the request of an operation. Pure.
 *
 * @throws Error if an id is invalid, which only a cast can cause: `..` would turn "delete this connection" into "delete
 * this user". The message names the member, not its value.
 */
export const requestOf = <I, A>(endpoint: Endpoint<I, A>, input: I): WireRequest => ({
  method: endpoint.method,
  path: pathOf(endpoint.template, input) + queryOf(endpoint, input),
  template: endpoint.template,
  body: endpoint.body?.(input) ?? null,
  scope: endpoint.scope ?? 'SERVER_ACCESS',
})

const idCodecs = { userId: UserId, institutionId: InstitutionId, connectionId: ConnectionId, jobId: JobId }

const isIdName = (name: string): name is keyof typeof idCodecs => Object.hasOwn(idCodecs, name)

/** Segments of each path template, parsed once. */
const segmentsByTemplate = new Map<string, readonly string[]>()

const segmentsOf = (template: string): readonly string[] => {
  const segments = segmentsByTemplate.get(template) ?? template.split('/')
  segmentsByTemplate.set(template, segments)
  return segments
}

const pathOf = (template: string, input: unknown): string =>
  segmentsOf(template)
    .map((segment) => (segment.startsWith('{') ? idNamed(segment.slice(1, -1), input) : segment))
    .join('/')

const idNamed = (name: string, input: unknown): string => {
  const id = (input as Readonly<Record<string, unknown>>)[name]
  if (!isIdName(name) || !idCodecs[name].is(id)) throw new Error(`${name} is not an id: decode it first`)
  return percentEncode(id)
}

const queryOf = <I, A>({ filter, query }: Endpoint<I, A>, input: I): string => {
  if (filter === undefined && query === undefined) return ''
  const parameters = Object.entries({ filter: filterText(filter?.(input) ?? []), ...query?.(input) })
  const pairs = parameters.flatMap(([name, text]) => (text === null ? [] : [`${name}=${percentEncode(text)}`]))
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
