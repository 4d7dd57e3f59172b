import { defaultLimits } from '@bank-connection/core'
import type { ConnectionInput, ConnectionSnapshot } from '@bank-connection/core/machine'
import { decided, type MachineEvent, reduce, resumed } from './reduce.ts'
import { isEnd, type ReferenceState, referenceStateOf, summaryOf } from './reference-state.ts'

/** Compares the machine with the reference. Returns how they differ; `null` if they agree. */
export interface Reference {
  readonly onStart: (input: ConnectionInput, snapshot: ConnectionSnapshot) => string | null
  readonly onEvent: (from: ConnectionSnapshot, event: MachineEvent, to: ConnectionSnapshot) => string | null
}

/** Compares every step of the machine with a reducer. */
export const referenceOf = (reducer: typeof reduce = reduce): Reference => ({
  onStart: (input, snapshot) => differenceOf('start', initialState(input), referenceStateOf(snapshot)),
  onEvent: (from, event, to) => {
    const before = referenceStateOf(from)
    return differenceOf(`${before.place}: ${event.type}`, reducer(before, event), referenceStateOf(to))
  },
})

/**
 * The initial state of a connection in the reference.
 *
 * @internal
 */
export const initialState = ({ intent, institution, limits, resume }: ConnectionInput): ReferenceState =>
  resume === undefined
    ? decided({
        place: '',
        failure: null,
        intent,
        limits: { ...defaultLimits, ...limits },
        institution: institution ?? null,
        request: intent.type === 'follow' ? 'create' : intent.type,
        attempts: 0,
        answersSent: 0,
        jobId: intent.type === 'follow' ? intent.jobId : null,
        connectionId: intent.type === 'refresh' || intent.type === 'update' ? intent.connectionId : null,
        challenge: null,
        rejection: null,
        shown: [],
      })
    : resumed(referenceStateOf({ value: '', context: resume.memory }), resume.at)

/** Final states must agree in their summary, all others in every fact. */
const differenceOf = (where: string, expected: ReferenceState, actual: ReferenceState): string | null => {
  const [one, other] = [expected, actual].map(summaryOf)
  if (one !== other) return `${where}: the reference has ${one}, the machine ${other}`
  if (isEnd(actual)) return null
  const differing = (Object.keys(actual) as (keyof ReferenceState)[]).filter(
    (fact) => expected[fact] !== actual[fact] && JSON.stringify(expected[fact]) !== JSON.stringify(actual[fact]),
  )
  return differing.length === 0 ? null : `${where}: the reference differs in ${differing.join(', ')}`
}
