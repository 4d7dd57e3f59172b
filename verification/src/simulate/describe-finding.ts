import type { Person } from '@bank-connection/core/testing'
import type { TraceEvent } from '@bank-connection/core/trace'
import type { FaultBurst, Incident, Story, StoryResult, Visit } from '@bank-connection/memory-adapter/testing'
import { either as E } from 'fp-ts'
import { faultName } from './coverage.ts'
import type { Finding } from './simulate-chunk.ts'

/** The command that repeats a story. */
export const replayCommand = ({ seed, path }: Finding, weather: string | null): string =>
  `pnpm simulate --seed ${seed} --path ${path}${weather === null ? '' : ` --weather ${weather}`}`

/** A finding as text: the law, the story, and what happened. */
export const describeFinding = ({ story, breach, shrinks }: Finding, played: StoryResult | null): readonly string[] => [
  `BROKEN: ${breach.law}`,
  `  ${breach.problem} (visit ${breach.visit + 1})`,
  '',
  `the smallest story found that breaks it (${shrinks} steps smaller), in ${story.weather} weather:`,
  `  bank: seed ${story.seed}, latency ${story.latencyMs} ms, calm after ${seconds(story.faultsEndAfterMs)}${unknownsOf(story)}`,
  ...story.visits.flatMap(describeVisit),
  ...story.faultBursts.map((spell) => describeFaultBurst(spell, story.visits.length)),
  ...story.incidents.map(describeIncident),
  ...(played === null ? [] : ['', 'what happened:', ...describeTraces(played, breach.visit)]),
]

const seconds = (ms: number): string => `${ms / 1_000} s`

const unknownsOf = ({ undocumented }: Story): string =>
  Object.keys(undocumented).length === 0 ? '' : `, ${JSON.stringify(undocumented)}`

const describeVisit = (visit: Visit, index: number): readonly string[] => {
  const { userId, institutionId, login, afterMs, intent, person, next, reads, limits } = visit
  const who =
    login.kind === 'scripted' ? login.name : `a login asked ${login.prompts ?? 'no'} prompts by ${login.method}`
  return [
    `  visit ${index + 1}: after ${seconds(afterMs)} ${userId} comes to ${institutionId} to ${intent} as ${who}; ${describePerson(person)}; limits ${JSON.stringify(limits)}`,
    ...(next === null ? [] : [`    then to ${next.intent}; ${describePerson(next.person)}`]),
    ...(reads ? ['    and reads the transactions'] : []),
  ]
}

const describePerson = ({ submits, answers, cancelAfterMs, crashes, keeps }: Person): string =>
  [
    submits.length === 0 ? 'submits correctly' : `submits ${submits.map(describeAction).join(', ')}`,
    answers.length === 0 ? 'answers correctly' : `answers ${answers.map(describeAction).join(', ')}`,
    ...(cancelAfterMs === null ? [] : [`cancels after ${seconds(cancelAfterMs)}`]),
    ...crashes.map(
      ({ afterEvents, turns, downMs }) => `crashes ${turns} turns after event ${afterEvents} for ${seconds(downMs)}`,
    ),
    `kept ${keeps}`,
  ].join('; ')

const describeAction = ({ what, afterMs }: { readonly what: string; readonly afterMs: number }): string =>
  `${what} after ${seconds(afterMs)}`

const describeFaultBurst = ({ visit, request, during, nth, times, fault }: FaultBurst, visits: number): string => {
  const { fault: _, ...members } = fault
  const more = Object.keys(members).length === 0 ? '' : ` ${JSON.stringify(members)}`
  return `  fault: ${faultName(fault)}${more} hits ${times} of the requests (${request}${during === null ? '' : `, while ${during} is shown`}) of visit ${(visit % visits) + 1}, from number ${nth} on`
}

const describeIncident = ({ afterMs, event }: Incident): string =>
  `  at the bank after ${seconds(afterMs)}: ${JSON.stringify(event)}`

/** Maximum number of events printed per connection. */
const EVENTS_MAX = 80

const describeTraces = ({ connections }: StoryResult, visit: number): readonly string[] =>
  connections
    .filter((connection) => connection.visit === visit)
    .flatMap(({ intent, trace, end }) => [
      `  ${intent}:`,
      ...trace.slice(-EVENTS_MAX).map((event) => `    ${describeEvent(event, trace[0]?.at ?? 0)}`),
      `    end: ${E.isRight(end) ? 'Connected' : JSON.stringify(end.left)}`,
    ])

const describeEvent = (event: TraceEvent, beganAt: number): string => {
  const at = `${seconds(event.at - beganAt).padStart(10)}  `
  switch (event.type) {
    case 'began':
      return `${at}began ${JSON.stringify(event.request.intent)}`
    case 'called':
      return `${at}called ${event.operation} #${event.call}`
    case 'settled':
      return `${at}settled ${event.operation} #${event.call}: ${settledText(event.result)}`
    case 'shown':
      return `${at}shown ${event.view._tag}${event.view._tag === 'Working' ? ` ${event.view.stage}` : ''}`
    case 'acted':
      return `${at}${event.act}: ${E.isRight(event.taken) ? 'taken' : event.taken.left._tag}`
    case 'crashed':
      return `${at}crashed`
    case 'restored':
      return `${at}restored at ${event.saved.at}`
    case 'ended':
      return `${at}ended ${E.isRight(event.end) ? 'Connected' : event.end.left._tag}`
  }
}

const settledText = (result: Extract<TraceEvent, { readonly type: 'settled' }>['result']): string => {
  if (result === 'rejected') return result
  if (E.isLeft(result)) return JSON.stringify(result.left)
  const { steps } = (result.right ?? {}) as {
    readonly steps?: readonly { readonly title: string; readonly status: string }[]
  }
  return steps === undefined ? 'ok' : steps.map(({ title, status }) => `${title} ${status}`).join(', ')
}
