import type { Fault } from '@bank-connection/memory-adapter'
import type { Story, StoryResult } from '@bank-connection/memory-adapter/testing'
import { either as E } from 'fp-ts'

/** What a run has covered: counts by key; a key joins its parts with `|`. */
export interface Coverage {
  /** By `view or stage|fault`, once per injected fault. */
  readonly strikes: Record<string, number>
  /** By `fault|outcome`, once per connection and fault. */
  readonly outcomes: Record<string, number>
  /** By `weather|outcome`. */
  readonly weathers: Record<string, number>
  /** By `view or stage|crash`. */
  readonly crashes: Record<string, number>
  connections: number
  events: number
  requests: number
  /** Milliseconds of the bank's time. */
  simulatedMs: number
}

export const emptyCoverage = (): Coverage => ({
  strikes: {},
  outcomes: {},
  weathers: {},
  crashes: {},
  connections: 0,
  events: 0,
  requests: 0,
  simulatedMs: 0,
})

/** The name under which a fault is counted. */
export const faultName = (fault: Fault): string => {
  if (fault.fault === 'distorted') return `distorted: ${fault.change}`
  if (fault.fault !== 'status' && fault.fault !== 'status-after') return fault.fault
  return `${fault.fault} ${COUNTED_STATUSES.includes(fault.status) ? fault.status : `${Math.floor(fault.status / 100)}xx`}`
}

/** Statuses that are counted separately; others are counted by their first digit. */
const COUNTED_STATUSES = [204, 205, 304, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504]

/** Counts one story. */
export const countStory = (coverage: Coverage, { weather }: Story, { connections, bank }: StoryResult): void => {
  coverage.requests += bank.served()
  for (const { trace, end, faults } of connections) {
    const outcome = E.isRight(end) ? 'Connected' : end.left._tag
    coverage.connections += 1
    coverage.events += trace.length
    coverage.simulatedMs += (trace.at(-1)?.at ?? 0) - (trace[0]?.at ?? 0)
    add(coverage.weathers, `${weather}|${outcome}`)
    for (const { fault, shown } of faults) add(coverage.strikes, `${shown}|${faultName(fault)}`)
    for (const name of new Set(faults.map(({ fault }) => faultName(fault))))
      add(coverage.outcomes, `${name}|${outcome}`)
    let last = 'Preparing'
    for (const event of trace) {
      if (event.type === 'shown') last = event.view._tag === 'Working' ? event.view.stage : event.view._tag
      if (event.type === 'crashed') add(coverage.crashes, `${last}|crash`)
    }
  }
}

/** Adds the counts of another process. */
export const addCoverage = (to: Coverage, from: Coverage): void => {
  for (const name of ['strikes', 'outcomes', 'weathers', 'crashes'] as const)
    for (const [key, count] of Object.entries(from[name])) add(to[name], key, count)
  for (const name of ['connections', 'events', 'requests', 'simulatedMs'] as const) to[name] += from[name]
}

const add = (counts: Record<string, number>, key: string, count = 1): void => {
  counts[key] = (counts[key] ?? 0) + count
}
