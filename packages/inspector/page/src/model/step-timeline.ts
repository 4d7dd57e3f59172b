import type { ConnectionView, InstitutionProfile } from '@bank-connection/core'
import type { HistoryRecord } from '../../../src/feed/feed.ts'
import { contextStory } from './job-states-of-context.ts'

/** One step of a job on a line of time. Times are in milliseconds since the Unix epoch. */
export interface StepBar {
  readonly title: string
  readonly status: string
  /** `null` until it has begun, and of a step that was skipped. */
  readonly startAt: number | null
  /** `null` while it runs. */
  readonly endAt: number | null
  /** How long it takes on average, in milliseconds; `null` when the institution does not say. */
  readonly expectedMs: number | null
}

/** A look at the job. */
export interface Look {
  readonly index: number
  readonly at: number
  /** Whether it showed something new. */
  readonly hasNews: boolean
}

/** The job that a connection was at, at some moment. */
export interface StepTimeline {
  readonly jobId: string
  /** 1 for the first job of the connection. */
  readonly attempt: number
  readonly startAt: number
  /** `null` while it runs. */
  readonly endAt: number | null
  /** The last time that is known of, by the clock of all the others. */
  readonly latestAt: number
  /** In the order in which the server lists them. */
  readonly bars: readonly StepBar[]
  /** Of a service only those that showed something new are known. */
  readonly looks: readonly Look[]
  readonly knowsEveryLook: boolean
  /** The open challenge; `null` when there is none. */
  readonly challenge: { readonly since: number; readonly expiresAt: number } | null
  /** When the job should end; `null` when the institution publishes no means, or when it has ended. */
  readonly expectedEndAt: number | null
}

/** The last job in the records, step by step; `null` when there is none. Pure. */
export const stepTimeline = (records: readonly HistoryRecord[]): StepTimeline | null => {
  const knowsEveryLook = records.some(({ happening }) => happening.type === 'traced')
  const stories = knowsEveryLook ? viewStory(records) : contextStory(records)
  const current = stories.findLast(({ jobId }) => jobId !== null)?.jobId ?? null
  if (current === null) return null
  const jobIds = [...new Set(stories.map(({ jobId }) => jobId).filter((jobId) => jobId !== null))]
  const ofJob = stories.filter(({ jobId }) => jobId === current)
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
    bars: barsOf(ofJob, startAt, meansIn(records)),
    looks: knowsEveryLook ? looksAt(records, current) : ofJob.filter(({ isReading }) => isReading).map(lookOf),
    knowsEveryLook,
    challenge: last.challenge,
    expectedEndAt: last.expectedEndAt,
  }
}

/** What was known of a job at one record. */
export interface JobStory {
  readonly index: number
  readonly at: number
  readonly jobId: string | null
  readonly steps: readonly { readonly title: string; readonly status: string; readonly since: number }[]
  readonly challenge: StepTimeline['challenge']
  readonly expectedEndAt: number | null
  readonly isOver: boolean
  readonly isReading: boolean
}

const lookOf = ({ index, at }: JobStory): Look => ({ index, at, hasNews: true })

const viewStory = (records: readonly HistoryRecord[]): readonly JobStory[] => {
  const stories: JobStory[] = []
  let jobId: string | null = null
  for (const { index, at, happening } of records) {
    if (happening.type !== 'traced' || happening.event.type !== 'shown') continue
    const { view } = happening.event
    const about = aboutJob(view)
    jobId = about.jobId ?? jobId
    // A form that is shown again tells how far the job came whose credentials were refused.
    stories.push({ index, at, ...about, jobId: about.steps.length === 0 ? about.jobId : jobId, isReading: true })
  }
  return stories
}

type About = Omit<JobStory, 'index' | 'at' | 'isReading'>

const nothing: About = { jobId: null, steps: [], challenge: null, expectedEndAt: null, isOver: false }

const aboutJob = (view: ConnectionView): About => {
  switch (view._tag) {
    case 'Preparing':
    case 'Creating':
    case 'Reconciling':
      return nothing
    case 'Collecting':
      return { ...nothing, steps: view.steps, isOver: true }
    case 'Working':
      return { ...nothing, jobId: view.jobId, steps: view.steps, expectedEndAt: view.expectedEndAt }
    case 'Challenged':
      return { ...nothing, jobId: view.jobId, steps: view.steps, challenge: view.challenge }
    case 'Connected':
      return { ...nothing, jobId: view.connected.jobId, steps: view.connected.steps, isOver: true }
    case 'Failed':
      return { ...nothing, jobId: view.jobId, steps: view.steps, isOver: true }
  }
}

/** When the job was asked for: the call that it answers; `null` when that is not among the records. */
const startOf = (records: readonly HistoryRecord[], jobId: string): number | null => {
  const settled = records.findIndex(
    ({ happening: h }) =>
      h.type === 'traced' &&
      h.event.type === 'settled' &&
      h.event.operation !== 'getJob' &&
      jobIn(h.event.result) === jobId,
  )
  return records[settled]?.at ?? null
}

const jobIn = (result: unknown): unknown =>
  (result as { readonly right?: { readonly jobId?: unknown } | null } | null)?.right?.jobId

type Means = NonNullable<InstitutionProfile['averages']>

const meansIn = (records: readonly HistoryRecord[]): Means | null => {
  for (const { happening } of records.toReversed()) {
    if (happening.type !== 'traced') continue
    const { event } = happening
    if (event.type === 'shown' && event.view._tag === 'Collecting') return event.view.institution.averages
    if (event.type === 'settled' && event.operation === 'getInstitution' && event.result !== 'rejected') {
      const stats = (event.result as { readonly right?: { readonly stats?: { readonly averageDurationMs?: Means } } })
        .right
      return stats?.stats?.averageDurationMs ?? null
    }
  }
  return null
}

const meanOf = (title: string, means: Means | null): number | null => {
  switch (title) {
    case 'verify-credentials':
      return means?.verifyCredentials ?? null
    case 'retrieve-accounts':
      return means?.retrieveAccounts ?? null
    case 'retrieve-transactions':
      return means?.retrieveTransactions ?? null
    default:
      return null
  }
}

const isOver = (status: string): boolean => status === 'success' || status === 'failed' || status === 'skipped'

const barsOf = (stories: readonly JobStory[], startAt: number, means: Means | null): readonly StepBar[] => {
  let freeAt = startAt
  return (stories.at(-1)?.steps ?? []).map(({ title, status, since }) => {
    const expectedMs = meanOf(title, means)
    const before = stories.flatMap(({ steps }) => steps.filter((step) => step.title === title))
    const begun = before.find((step) => step.status !== 'pending' && !isOver(step.status))?.since
    const hasRun = status !== 'pending' && status !== 'skipped'
    const isQueued = status === 'pending' && begun !== undefined
    const start = hasRun || isQueued ? (begun ?? freeAt) : null
    const end = isOver(status) && start !== null ? Math.max(since, start) : null
    freeAt = Math.max(freeAt, end ?? freeAt)
    return { title, status, startAt: start, endAt: end, expectedMs }
  })
}

const looksAt = (records: readonly HistoryRecord[], jobId: string): readonly Look[] => {
  const looks: Look[] = []
  let seen = ''
  const news = new Map<number, boolean>()
  for (const { happening } of records) {
    if (happening.type !== 'traced' || happening.event.type !== 'settled') continue
    const { call, operation, result } = happening.event
    if (operation !== 'getJob' || result === 'rejected' || result._tag === 'Left') continue
    const shown = JSON.stringify((result.right as { readonly steps?: unknown }).steps)
    news.set(call, shown !== seen)
    seen = shown
  }
  for (const { index, at, happening } of records) {
    if (happening.type !== 'traced' || happening.event.type !== 'called') continue
    const { operation, about, call } = happening.event
    if (operation === 'getJob' && about.jobId === jobId) looks.push({ index, at, hasNews: news.get(call) ?? false })
  }
  return looks
}
