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
 * Plays the first visit with a login of its own whose process crashes by itself, in fair weather and with a person who always helps, once with
 * its crashes and once without: what it comes to must be the same.
 */
export const crashProblem = async (
  told: Story,
  play: (told: Story) => Promise<StoryResult> = runStory,
): Promise<StoryBreach | null> => {
  const index = told.visits.findIndex(({ person, login }) => person.crashes.length > 0 && login.kind === 'own')
  const visit = told.visits[index]
  if (visit === undefined) return null
  // A person needs longer than the shortest challenges last, and more so when a process is away for a second.
  const undocumented = { ...told.undocumented, expiryMs: 120_000 }
  const alone = (crashes: boolean): Story => ({
    ...told,
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

/** Processes are back soon, so that no challenge expires meanwhile; and an answer that dies with one may be given again. */
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
