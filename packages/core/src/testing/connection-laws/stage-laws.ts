import type { Job } from '../../codec/job.ts'
import type { ConnectionLaw } from '../../trace/trace.ts'
import { finishedTitles, jobReadIn, restoredStateIn, showsChallenge } from '../../trace/trace-facts.ts'
import { isParked } from './read-laws.ts'
import { type ShownStage, stageAt } from './view-laws.ts'

/** Which stage of a job is shown. */
export const stageLaws = (): readonly ConnectionLaw[] => [stagesAsRead, readsOfTheJob]

const stagesAsRead: ConnectionLaw = {
  name: 'MUST NOT show a stage of a job, or a challenge, that no poll of the job has shown',
  watch: () => {
    const seen = new Map<string, Set<ShownStage>>()
    const see = (jobId: string, stages: readonly ShownStage[]): void => {
      const known = seen.get(jobId) ?? new Set()
      for (const stage of stages) known.add(stage)
      seen.set(jobId, known)
    }
    return (event) => {
      const job = jobReadIn(event)
      if (job !== null) see(job.id, stagesIn(job))
      if (event.type === 'restored') {
        const recalled = restoredStateIn(event)
        if (recalled !== null) see(recalled.memory.jobId ?? '', [stageAt(recalled.at)])
      }
      if (event.type === 'called' && event.operation === 'answerMfa') see(event.about.jobId ?? '', ['verifyingAnswer'])
      if (event.type !== 'shown') return null
      const { view } = event
      if (view._tag !== 'Working' && view._tag !== 'Challenged') return null
      const stage = view._tag === 'Challenged' ? 'challenged' : view.stage
      const isKnown = stage === 'verifying' || stage === 'answering' || seen.get(view.jobId)?.has(stage) === true
      return isKnown ? null : `${stage} of ${view.jobId} is shown, but no poll has returned it`
    }
  },
}

/** The stages that the titles and statuses of the steps allow. */
const stagesIn = (job: Job): readonly ShownStage[] => {
  const { steps } = job
  const finished = finishedTitles(steps)
  const isVerified = finished.includes('verify-credentials')
  const isOpen = (wanted: string): boolean => steps.some(({ title, status }) => title === wanted && !isOver(status))
  const stages: readonly (readonly [ShownStage, boolean])[] = [
    ['challenged', showsChallenge(job)],
    ['parked', isParked(job)],
    ['verifyingAnswer', steps.some(({ title, status }) => title === 'mfa-challenge' && status === 'in-progress')],
    ['retrievingAccounts', isVerified && isOpen('retrieve-accounts')],
    ['retrievingTransactions', isVerified && !isOpen('retrieve-accounts')],
  ]
  return stages.filter(([, isShown]) => isShown).map(([stage]) => stage)
}

const isOver = (status: string): boolean => status === 'success' || status === 'skipped'

const readsOfTheJob: ConnectionLaw = {
  name: 'MUST NOT show news after a poll that failed or returned another job',
  watch: () => {
    let hasFailed = false
    let lastCall = 0
    return (event) => {
      if (event.type === 'called') lastCall = event.call
      if (event.type === 'shown') {
        const isNews = hasFailed && event.view._tag !== 'Failed'
        return isNews ? `${event.view._tag} is shown after a poll without news of its job` : null
      }
      // A read that an answer aborts may settle while the answer is in flight. Its result is ignored.
      const isRead = event.type === 'settled' && event.operation === 'getJob' && event.call === lastCall
      hasFailed = isRead && jobReadIn(event) === null
      return null
    }
  },
}
