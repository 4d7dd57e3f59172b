import { isObject } from '../codec/strict.ts'
import type { ResumePoint } from './context.ts'

/** Every resume point, by name. */
export const RESUME_POINTS: Readonly<Record<ResumePoint, null>> = {
  preparing: null,
  collecting: null,
  creating: null,
  reconciling: null,
  verifying: null,
  challenged: null,
  answering: null,
  verifyingAnswer: null,
  retrievingAccounts: null,
  retrievingTransactions: null,
  parked: null,
  connected: null,
  failed: null,
  cancelled: null,
  broken: null,
}

const isPoint = (name: unknown): name is ResumePoint => typeof name === 'string' && Object.hasOwn(RESUME_POINTS, name)

/** The resume point of a state value; null if it is not a state of the connection machine. */
export const pointOf = (value: unknown): ResumePoint | null => {
  const [[state, stage] = []] = isObject(value) ? Object.entries(value) : [[value, null]]
  if (state === 'following') return isPoint(stage) ? stage : null
  return isPoint(state) ? state : null
}
