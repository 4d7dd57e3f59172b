import type { WireRequest } from '@bank-connection/core/adapter'
import type { Fault } from '../faults/fault.ts'
import type { RequestKind, Story } from './story.ts'

/** The kind of a request; `null` when only `any` matches it. */
export const requestKind = ({ method, template }: Pick<WireRequest, 'method' | 'template'>): RequestKind | null => {
  // A token request starts no job.
  if (template === '/token') return null
  if (method === 'POST') return template === '/jobs/{jobId}/mfa' ? 'answer' : 'start'
  if (template === '/jobs/{jobId}') return 'job'
  return template === '/users/{userId}/jobs' ? 'jobs' : null
}

/** Chooses the fault of each request of one visit, in the order in which they are sent. */
export const createFaultChooser = (
  { faultBursts, visits }: Pick<Story, 'faultBursts' | 'visits'>,
  index: number,
): ((request: Pick<WireRequest, 'method' | 'template'>, shown: string) => Fault | null) => {
  const bursts = faultBursts
    .filter(({ visit }) => visit % visits.length === index)
    .map((burst) => ({ ...burst, seen: 0 }))
  return (request, shown) => {
    const kind = requestKind(request)
    let fault: Fault | null = null
    for (const burst of bursts) {
      const fits =
        (burst.request === 'any' || burst.request === kind) && (burst.during === null || burst.during === shown)
      if (fits) burst.seen += 1
      if (fits && burst.seen >= burst.nth && burst.seen < burst.nth + burst.times) fault ??= burst.fault
    }
    return fault
  }
}
