import { either as E } from 'fp-ts'
import type { Job } from '../../codec/job.ts'
import { LOOKUP_SKEW_MS } from '../../machine/actors/find-lost-job.ts'
import type { ConnectionLaw, TraceEvent } from '../../trace/trace.ts'
import { jobsListedIn, restoredStateIn, startedIn } from '../../trace/trace-facts.ts'

/** Which job may be adopted after the response to a request was lost. */
export const adoptionLaws = (): readonly ConnectionLaw[] => [adoptsTheOnlyOne]

/** The request whose job is searched for in the user's list of jobs. */
interface Search {
  /** The latest time at which the request may have been sent. */
  readonly requestedAt: number
  /** `null` for an existing connection: then only the jobs of that connection are listed. */
  readonly institutionId: string | null
  /** The jobs of earlier attempts. */
  readonly notJobIds: readonly string[]
}

const adoptsTheOnlyOne: ConnectionLaw = {
  name: 'MUST adopt a job for a lost request only if it began after the request and is the only candidate',
  watch: () => {
    let search: Search = { requestedAt: 0, institutionId: null, notJobIds: [] }
    let listed: readonly Job[] = []
    return (event) => {
      search = searchAfter(search, event)
      if (event.type === 'restored') listed = []
      if (event.type === 'settled') listed = jobsListedIn(event) ?? listed
      if (event.type !== 'called' || event.operation === 'listJobs') return null
      const adopted = event.operation === 'getJob' ? listed.find(({ id }) => id === event.about.jobId) : undefined
      const among = listed
      listed = []
      return adopted === undefined ? null : problemOf(adopted, among, search)
    }
  },
}

const searchAfter = (search: Search, event: TraceEvent): Search => {
  switch (event.type) {
    case 'began': {
      const { intent } = event.request
      const institutionId = intent.type === 'create' ? intent.institutionId : null
      return { requestedAt: event.at, institutionId, notJobIds: [] }
    }
    case 'acted':
      return event.act === 'submit' && E.isRight(event.taken) ? { ...search, requestedAt: event.at } : search
    case 'restored': {
      const memory = restoredStateIn(event)?.memory
      if (memory === undefined) return search
      return { ...search, requestedAt: memory.requestedAt, notJobIds: memory.previousJobIds }
    }
    case 'settled': {
      const jobId = startedIn(event)
      return jobId === null ? search : { ...search, notJobIds: [...search.notJobIds, jobId] }
    }
    case 'called': {
      // The current job, however it was found, belongs to an earlier attempt as soon as another job starts.
      const { jobId } = event.about
      return event.operation !== 'getJob' || jobId === undefined || search.notJobIds.includes(jobId)
        ? search
        : { ...search, notJobIds: [...search.notJobIds, jobId] }
    }
    case 'shown':
    case 'crashed':
    case 'ended':
      return search
  }
}

/** Times are in whole seconds. */
const PRECISION_MS = 1_000

const problemOf = (adopted: Job, listed: readonly Job[], { requestedAt, institutionId, notJobIds }: Search) => {
  const startOf = ({ created }: Job): number => created ?? Number.NEGATIVE_INFINITY
  if (startOf(adopted) < requestedAt - LOOKUP_SKEW_MS) return `${adopted.id} began before the request`
  if (institutionId === null) return null
  if (adopted.institution?.id !== institutionId) return `${adopted.id} is of another institution`
  const others = listed.filter(
    (job) =>
      job.id !== adopted.id &&
      job.institution?.id === institutionId &&
      !notJobIds.includes(job.id) &&
      startOf(job) >= requestedAt - (requestedAt % PRECISION_MS),
  )
  return others.length === 0 ? null : `${adopted.id} is one of ${others.length + 1} that may be it`
}
