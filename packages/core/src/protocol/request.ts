import { ConnectionId, InstitutionId, JobId, UserId } from '../codec/ids.ts'
import { percentEncode } from '../codec/link.ts'
import type { Endpoint } from './endpoints.ts'
import { filterText } from './filter.ts'
import type { WireRequest } from './wire.ts'

/**
 * The request that asks for an operation. Pure.
 *
 * @throws Error when the input holds an id that is none, which only a cast can bring about: sent as it is, `..` would
 * make of "delete this connection" a request to delete the user. The message names the member, not its value.
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

/** Segments of a path by its template, which are few; each is taken apart once. */
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
