import type { ConnectionView, InstitutionProfile } from '@bank-connection/core'
import type { HistoryRecord } from '../../../src/feed/feed.ts'
import { type JobState, jobStatesOfContext } from './job-states-of-context.ts'

/** A step of a job on the time axis. Times are in milliseconds since the Unix epoch. */
export interface StepBar {
  readonly title: string
  readonly status: string
  /** `null` until it has started, and if it was skipped. */
  readonly startAt: number | null
  /** `null` while it runs. */
  readonly endAt: number | null
  /** Average duration in milliseconds; `null` if the institution publishes none. */
  readonly expectedMs: number | null
}

/** A poll of the job. */
export interface Poll {
  readonly index: number
  readonly at: number
  /** Whether it returned changes. */
  readonly hasChanges: boolean
}

/** The latest job of a connection at a point of its history. */
export interface StepTimeline {
  readonly jobId: string
  /** 1 for the first job of the connection. */
  readonly attempt: number
  readonly startAt: number
  /** `null` while it runs. */
  readonly endAt: number | null
  /** The latest known time, by the same clock as the others. */
  readonly latestAt: number
  /** In the server's order. */
  readonly bars: readonly StepBar[]
  /** For a service, only polls that returned changes. */
  readonly polls: readonly Poll[]
  readonly hasAllPolls: boolean
  /** The open challenge; `null` if there is none. */
  readonly challenge: { readonly since: number; readonly expiresAt: number } | null
  /** When the job should end; `null` if the institution publishes no averages, or if it has ended. */
  readonly expectedEndAt: number | null
}

/** The latest job in the records; `null` if there is none. Pure. */
export const stepTimeline = (records: readonly HistoryRecord[]): StepTimeline | null => {
  const hasAllPolls = records.some(({ entry }) => entry.type === 'traced')
  const states = hasAllPolls ? jobStatesOfViews(records) : jobStatesOfContext(records)
  const current = states.findLast(({ jobId }) => jobId !== null)?.jobId ?? null
  if (current === null) return null
  const jobIds = [...new Set(states.map(({ jobId }) => jobId).filter((jobId) => jobId !== null))]
  const ofJob = states.filter(({ jobId }) => jobId === current)
  const [first] = ofJob
  const last = ofJob.at(-1)
  if (first === undefined || last === undefined) return null
  const startAt = startOf(records, current) ?? first.at
  return {
    jobId: current,
    attempt: jobIds.indexOf(current) + 1,
    startAt,
    endAt: last.isOver ? last.at : null,
    latestAt: last.at,
    bars: barsOf(ofJob, startAt, averagesIn(records)),
    polls: hasAllPolls ? pollsOf(records, current) : ofJob.filter(({ isPoll }) => isPoll).map(pollOf),
    hasAllPolls,
    challenge: last.challenge,
    expectedEndAt: last.expectedEndAt,
  }
}

const pollOf = ({ index, at }: JobState): Poll => ({ index, at, hasChanges: true })

const jobStatesOfViews = (records: readonly HistoryRecord[]): readonly JobState[] => {
  const states: JobState[] = []
  let jobId: string | null = null
  for (const { index, at, entry } of records) {
    if (entry.type !== 'traced' || entry.event.type !== 'shown') continue
    const { view } = entry.event
    const about = jobFieldsOf(view)
    jobId = about.jobId ?? jobId
    // A form shown again has the steps of the job that rejected the credentials.
    states.push({ index, at, ...about, jobId: about.steps.length === 0 ? about.jobId : jobId, isPoll: true })
  }
  return states
}

type JobFields = Omit<JobState, 'index' | 'at' | 'isPoll'>

const noJob: JobFields = { jobId: null, steps: [], challenge: null, expectedEndAt: null, isOver: false }

const jobFieldsOf = (view: ConnectionView): JobFields => {
  switch (view._tag) {
    case 'Preparing':
    case 'Creating':
    case 'Reconciling':
      return noJob
    case 'Collecting':
      return { ...noJob, steps: view.steps, isOver: true }
    case 'Working':
      return { ...noJob, jobId: view.jobId, steps: view.steps, expectedEndAt: view.expectedEndAt }
    case 'Challenged':
      return { ...noJob, jobId: view.jobId, steps: view.steps, challenge: view.challenge }
    case 'Connected':
      return { ...noJob, jobId: view.connected.jobId, steps: view.connected.steps, isOver: true }
    case 'Failed':
      return { ...noJob, jobId: view.jobId, steps: view.steps, isOver: true }
  }
}

/** When the request for the job settled; `null` if that record is missing. */
const startOf = (records: readonly HistoryRecord[], jobId: string): number | null => {
  const settled = records.findIndex(
    ({ entry: h }) =>
      h.type === 'traced' &&
      h.event.type === 'settled' &&
      h.event.operation !== 'getJob' &&
      jobIn(h.event.result) === jobId,
  )
  return records[settled]?.at ?? null
}

const jobIn = (result: unknown): unknown =>
  (result as { readonly right?: { readonly jobId?: unknown } | null } | null)?.right?.jobId

type Averages = NonNullable<InstitutionProfile['averages']>

const averagesIn = (records: readonly HistoryRecord[]): Averages | null => {
  for (const { entry } of records.toReversed()) {
    if (entry.type !== 'traced') continue
    const { event } = entry
    if (event.type === 'shown' && event.view._tag === 'Collecting') return event.view.institution.averages
    if (event.type === 'settled' && event.operation === 'getInstitution' && event.result !== 'rejected') {
      const stats = (
        event.result as { readonly right?: { readonly stats?: { readonly averageDurationMs?: Averages } } }
      ).right
      return stats?.stats?.averageDurationMs ?? null
    }
  }
  return null
}

const averageOf = (title: string, averages: Averages | null): number | null => {
  switch (title) {
    case 'verify-credentials':
      return averages?.verifyCredentials ?? null
    case 'retrieve-accounts':
      return averages?.retrieveAccounts ?? null
    case 'retrieve-transactions':
      return averages?.retrieveTransactions ?? null
    default:
      return null
  }
}

const isOver = (status: string): boolean => status === 'success' || status === 'failed' || status === 'skipped'

const barsOf = (states: readonly JobState[], startAt: number, averages: Averages | null): readonly StepBar[] => {
  let freeAt = startAt
  return (states.at(-1)?.steps ?? []).map(({ title, status, since }) => {
    const expectedMs = averageOf(title, averages)
    const before = states.flatMap(({ steps }) => steps.filter((step) => step.title === title))
    const begun = before.find((step) => step.status !== 'pending' && !isOver(step.status))?.since
    const hasRun = status !== 'pending' && status !== 'skipped'
    const isQueued = status === 'pending' && begun !== undefined
    const start = hasRun || isQueued ? (begun ?? freeAt) : null
    const end = isOver(status) && start !== null ? Math.max(since, start) : null
    freeAt = Math.max(freeAt, end ?? freeAt)
    return { title, status, startAt: start, endAt: end, expectedMs }
  })
}

const pollsOf = (records: readonly HistoryRecord[], jobId: string): readonly Poll[] => {
  const polls: Poll[] = []
  let previous = ''
  const changes = new Map<number, boolean>()
  for (const { entry } of records) {
    if (entry.type !== 'traced' || entry.event.type !== 'settled') continue
    const { call, operation, result } = entry.event
    if (operation !== 'getJob' || result === 'rejected' || result._tag === 'Left') continue
    const steps = JSON.stringify((result.right as { readonly steps?: unknown }).steps)
    changes.set(call, steps !== previous)
    previous = steps
  }
  for (const { index, at, entry } of records) {
    if (entry.type !== 'traced' || entry.event.type !== 'called') continue
    const { operation, about, call } = entry.event
    if (operation === 'getJob' && about.jobId === jobId)
      polls.push({ index, at, hasChanges: changes.get(call) ?? false })
  }
  return polls
}
