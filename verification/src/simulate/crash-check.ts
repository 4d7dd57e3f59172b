import { defaultLimits } from '@bank-connection/core'
import { helpfulPerson } from '@bank-connection/core/testing'
import {
  runStory,
  type Story,
  type StoryBreach,
  type StoryResult,
  type Visit,
} from '@bank-connection/memory-adapter/testing'
import { either as E } from 'fp-ts'

const LAW = 'MUST end with crashes as it ends without'

/**
 * Plays one visit of the story alone, in fair weather and with a cooperative user, once with its crashes and once
 * without. The results must be equal. Selects the first visit with its own login and with crashes.
 */
export const crashProblem = async (
  one: Story,
  play: (one: Story) => Promise<StoryResult> = runStory,
): Promise<StoryBreach | null> => {
  const index = one.visits.findIndex(({ person, login }) => person.crashes.length > 0 && login.kind === 'own')
  const visit = one.visits[index]
  if (visit === undefined) return null
  // Users take longer than the shortest challenges last, especially when no process runs for a second.
  const undocumented = { ...one.undocumented, expiryMs: 120_000 }
  const alone = (crashes: boolean): Story => ({
    ...one,
    undocumented,
    faultBursts: [],
    incidents: [],
    visits: [helped(visit, crashes)],
  })
  const crashed = outcomeOf(await play(alone(true)))
  const whole = outcomeOf(await play(alone(false)))
  return whole === crashed
    ? null
    : { law: LAW, problem: `${whole} without crashes, ${crashed} with them`, visit: index }
}

/** Processes restart soon, so that no challenge expires. An answer that is lost in a crash may be repeated. */
const helped = (visit: Visit, crashes: boolean): Visit => ({
  ...visit,
  next: null,
  reads: false,
  limits: { ...visit.limits, answersMax: defaultLimits.answersMax },
  person: {
    ...helpfulPerson,
    keeps: visit.person.keeps,
    crashes: crashes ? visit.person.crashes.map((crash) => ({ ...crash, downMs: Math.min(crash.downMs, 1_000) })) : [],
  },
})

const outcomeOf = ({ connections, breach }: StoryResult): string => {
  if (breach !== null) return `${breach.law}: ${breach.problem}`
  const end = connections[0]?.end
  if (end === undefined) return 'nothing'
  if (E.isRight(end)) return 'Connected'
  return end.left._tag === 'StepFailed' ? `StepFailed ${end.left.step} ${end.left.code}` : end.left._tag
}
