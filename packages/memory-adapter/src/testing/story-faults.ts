import type { WireRequest } from '@bank-connection/core'
import type { Fault } from '../fault.ts'
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
  { spells }: Story,
  index: number,
): ((request: Pick<WireRequest, 'method' | 'template'>) => Fault | null) => {
  const own = spells.filter(({ visit }) => visit === index)
  const counts: Record<Aim, number> = { start: 0, answer: 0, job: 0, jobs: 0, any: 0 }
  if (own.length === 0) return () => null
  return (request) => {
    const aim = aimOf(request)
    counts.any += 1
    if (aim !== null) counts[aim] += 1
    const spell = own.find(
      ({ aim: aimed, nth, times }) =>
        (aimed === 'any' || aimed === aim) && counts[aimed] >= nth && counts[aimed] < nth + times,
    )
    return spell?.fault ?? null
  }
}
