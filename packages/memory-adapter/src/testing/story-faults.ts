import type { WireRequest } from '@bank-connection/core/adapter'
import type { Fault } from '../faults/fault.ts'
import type { Aim, Story } from './story.ts'

/** Which kind of request this is to a connection; `null`: one that only `any` means. */
export const aimOf = ({ method, template }: Pick<WireRequest, 'method' | 'template'>): Aim | null => {
  // A client that asks for its own tokens starts no job by that.
  if (template === '/token') return null
  if (method === 'POST') return template === '/jobs/{jobId}/mfa' ? 'answer' : 'start'
  if (template === '/jobs/{jobId}') return 'job'
  return template === '/users/{userId}/jobs' ? 'jobs' : null
}

/** Chooses the fault of each request of one visit, in the order in which they leave. */
export const createFaultChooser = (
  { spells, visits }: Pick<Story, 'spells' | 'visits'>,
  index: number,
): ((request: Pick<WireRequest, 'method' | 'template'>, shown: string) => Fault | null) => {
  const own = spells.filter(({ visit }) => visit % visits.length === index).map((spell) => ({ ...spell, seen: 0 }))
  return (request, shown) => {
    const aim = aimOf(request)
    let fault: Fault | null = null
    for (const spell of own) {
      const fits = (spell.aim === 'any' || spell.aim === aim) && (spell.during === null || spell.during === shown)
      if (fits) spell.seen += 1
      if (fits && spell.seen >= spell.nth && spell.seen < spell.nth + spell.times) fault ??= spell.fault
    }
    return fault
  }
}
