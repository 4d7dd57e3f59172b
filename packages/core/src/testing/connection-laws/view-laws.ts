import type { StepProgress } from '../../domain/progress.ts'
import type { ResumePoint } from '../../machine/context.ts'
import type { ConnectionView } from '../../machine/view.ts'
import type { ConnectionLaw } from '../../trace/trace.ts'
import { finishedTitles, restoredStateIn } from '../../trace/trace-facts.ts'

/** What the views show. */
export const viewLaws = (): readonly ConnectionLaw[] => [stepsOnlyAdvance, stagesOnlyAdvance]

/** The job of a view and its steps; `null` when the view shows no job. */
export const jobShown = (
  view: ConnectionView,
): { readonly jobId: string; readonly steps: readonly StepProgress[] } | null => {
  switch (view._tag) {
    case 'Working':
    case 'Challenged':
      return view
    case 'Connected':
      return view.connected
    case 'Failed':
      return view.jobId === null ? null : { jobId: view.jobId, steps: view.steps }
    case 'Preparing':
    case 'Collecting':
    case 'Creating':
    case 'Reconciling':
      return null
  }
}

const stepsOnlyAdvance: ConnectionLaw = {
  name: 'MUST NOT show a finished step of a job as unfinished again, unless it failed',
  watch: () => {
    let jobId: string | null = null
    let finished = new Set<string>()
    return (event) => {
      if (event.type === 'restored') {
        const memory = restoredStateIn(event)?.memory
        jobId = memory?.jobId ?? null
        finished = new Set(finishedTitles(memory?.steps ?? []))
      }
      if (event.type === 'called' && event.operation !== 'getJob' && event.operation !== 'answerMfa') jobId = null
      const shown = event.type === 'shown' ? jobShown(event.view) : null
      if (shown === null) return null
      const { steps } = shown
      if (shown.jobId !== jobId) finished = new Set()
      jobId = shown.jobId
      const back = steps.find(({ title, status }) => finished.has(title) && isUnfinished(status))
      for (const title of finishedTitles(steps)) finished.add(title)
      return back === undefined ? null : `${back.title} of ${jobId} was finished, and is shown as ${back.status}`
    }
  },
}

const isUnfinished = (status: string): boolean => status !== 'success' && status !== 'skipped' && status !== 'failed'

/** A stage of a job that a view can show. */
export type ShownStage = Extract<ConnectionView, { readonly _tag: 'Working' }>['stage'] | 'challenged'

const stagesOnlyAdvance: ConnectionLaw = {
  name: 'MUST NOT show an earlier stage of a job again, except a challenge, its answer, and a bank that is down',
  watch: () => {
    let jobId: string | null = null
    let stage: ShownStage = 'verifying'
    return (event) => {
      if (event.type === 'restored') {
        const recalled = restoredStateIn(event)
        jobId = recalled?.memory.jobId ?? null
        stage = stageAt(recalled?.at ?? 'preparing')
      }
      if (event.type !== 'shown') return null
      const { view } = event
      if (view._tag !== 'Working' && view._tag !== 'Challenged') {
        jobId = null
        return null
      }
      const before = view.jobId === jobId ? stage : null
      jobId = view.jobId
      stage = view._tag === 'Challenged' ? 'challenged' : view.stage
      return before === null || mayFollow(before, stage) ? null : `${stage} of ${jobId} is shown after ${before}`
    }
  },
}

const mayFollow = (before: ShownStage, next: ShownStage): boolean => {
  switch (next) {
    case 'challenged':
    case 'parked':
      return true
    case 'answering':
      return before === 'challenged' || before === 'answering'
    case 'verifyingAnswer':
    case 'verifying':
    case 'retrievingAccounts':
    case 'retrievingTransactions':
      return rankOf(next) >= rankOf(before)
  }
}

const rankOf = (stage: ShownStage): number => {
  switch (stage) {
    case 'verifying':
    case 'parked':
      return 0
    case 'challenged':
    case 'answering':
    case 'verifyingAnswer':
      return 1
    case 'retrievingAccounts':
      return 2
    case 'retrievingTransactions':
      return 3
  }
}

/** The stage in which a restored connection continues. */
export const stageAt = (at: ResumePoint): ShownStage => {
  switch (at) {
    case 'challenged':
    case 'verifyingAnswer':
    case 'retrievingAccounts':
    case 'retrievingTransactions':
    case 'parked':
      return at
    case 'answering':
      return 'verifyingAnswer'
    case 'verifying':
    case 'preparing':
    case 'collecting':
    case 'creating':
    case 'reconciling':
    case 'connected':
    case 'failed':
    case 'cancelled':
    case 'broken':
      return 'verifying'
  }
}
