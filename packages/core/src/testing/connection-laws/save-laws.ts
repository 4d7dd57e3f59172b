import type { ConnectionView } from '../../machine/view.ts'
import type { ConnectionLaw, TraceEvent } from '../../trace/trace.ts'
import { finishedTitles, followsJob, limitsOf, outcomeOf, restoredStateIn } from '../../trace/trace-facts.ts'
import { deadlineAfter } from './time-laws.ts'
import { jobShown } from './view-laws.ts'

/** What a connection remembers after a crash. */
export const saveLaws = (): readonly ConnectionLaw[] => [remembers]

/** Facts that are older than this at a crash must have been saved, in milliseconds. */
const LAG_MS = 1_000

/** What is known about a job, and since when. */
interface Known {
  readonly jobId: string | null
  readonly finished: ReadonlyMap<string, number>
  /** The times at which the calls settled whose answers may have been sent. */
  readonly answeredAt: readonly number[]
}

const NOTHING: Known = { jobId: null, finished: new Map(), answeredAt: [] }

const remembers: ConnectionLaw = {
  name: 'MUST remember after a crash which steps were shown as finished, how many answers were sent, and the deadline of the job',
  watch: () => {
    let [jobTimeoutMs, deadlineAt, crashedAt] = [0, Number.POSITIVE_INFINITY, 0]
    let known = NOTHING
    return (event) => {
      if (event.type === 'began') ({ jobTimeoutMs } = limitsOf(event.request))
      if (event.type !== 'restored') deadlineAt = deadlineAfter(event, deadlineAt, jobTimeoutMs)
      if (event.type === 'crashed') crashedAt = event.at
      if (event.type === 'shown') known = afterView(known, event.view, event.at)
      if (event.type === 'settled' && event.operation === 'answerMfa' && outcomeOf(event.result) !== 'neverLeft')
        known = { ...known, answeredAt: [...known.answeredAt, event.at] }
      return event.type === 'restored' ? forgotten(event, known, deadlineAt, crashedAt - LAG_MS) : null
    }
  },
}

const afterView = (known: Known, view: ConnectionView, at: number): Known => {
  const shown = jobShown(view)
  if (shown === null) return view._tag === 'Collecting' || view._tag === 'Creating' ? NOTHING : known
  const before = shown.jobId === known.jobId ? known : NOTHING
  const finished = finishedTitles(shown.steps).map((title) => [title, before.finished.get(title) ?? at] as const)
  return { ...before, jobId: shown.jobId, finished: new Map(finished) }
}

const forgotten = (
  event: Extract<TraceEvent, { readonly type: 'restored' }>,
  { jobId, finished, answeredAt }: Known,
  deadlineAt: number,
  savedAt: number,
): string | null => {
  const recalled = restoredStateIn(event)
  if (recalled === null || !followsJob(recalled.at) || recalled.memory.jobId !== jobId) return null
  const { steps, answersSent } = recalled.memory
  const titles = finishedTitles(steps)
  const lost = [...finished].find(([title, at]) => at <= savedAt && !titles.includes(title))
  if (lost !== undefined) return `${lost[0]} of ${jobId} was finished, and is not known to be`
  const answers = answeredAt.filter((at) => at <= savedAt).length
  if (answersSent < answers) return `${answers} answers have left, and ${answersSent} are known`
  const moreMs = (recalled.memory.deadlineAt ?? 0) - deadlineAt
  return moreMs > LAG_MS ? `the job is given ${moreMs} ms more` : null
}
