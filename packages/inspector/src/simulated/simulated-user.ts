import type { ConnectionView, Credentials } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { correctAnswers, credentialsOf } from './bank-menu.ts'
import type { ConnectionProcess } from './connection-process.ts'

/** A user who enters correct credentials and answers. */
export interface SimulatedUser {
  /** Reads a view, and enters what it asks for after a delay. */
  readonly onView: (view: ConnectionView, process: ConnectionProcess) => void
}

/** After this many inputs the user gives up. */
const INPUTS_MAX = 12

/**
 * Creates a user with a login of the bank.
 *
 * @param login - a name listed in `bankMenu`
 * @param delayMs - how long each input takes, in milliseconds of the bank's time
 */
export const createSimulatedUser = (login: string, delayMs: number): SimulatedUser => {
  let lastRequest: unknown = null
  let inputs = 0
  const later = (process: ConnectionProcess, run: () => void): void => {
    void process.clock.sleep(delayMs, neverAborted).then(() => {
      if (process.isAlive()) run()
    })
  }
  return {
    onView: (view, process) => {
      const request = inputRequestOf(view)
      const isNew = request !== null && request !== lastRequest
      lastRequest = request
      if (!isNew || inputs >= INPUTS_MAX) return
      inputs += 1
      if (view._tag === 'Collecting') {
        const credentials = credentialsFor(login, view)
        if (credentials !== null) later(process, () => void process.recorder.submit(process.handle, credentials))
      }
      if (view._tag === 'Challenged') {
        const answers = correctAnswers(view.challenge.prompts)
        if (answers !== null) later(process, () => void process.recorder.answer(process.handle, answers))
      }
    },
  }
}

/** The credentials of a login for the fields of this form; `null` if there is no login of that name. */
export const credentialsFor = (
  login: string,
  { fields }: Extract<ConnectionView, { readonly _tag: 'Collecting' }>,
): Credentials | null => {
  const all = credentialsOf(login)
  return all === null ? null : Object.fromEntries(fields.map(({ field }) => [field, all[field]]))
}

/** Identifies what the view asks for: the same value as long as the request is the same; `null` if it asks for nothing. */
const inputRequestOf = (view: ConnectionView): unknown => {
  if (view._tag === 'Collecting') return view.incomplete ?? view.rejection ?? 'first'
  if (view._tag !== 'Challenged') return null
  return view.rejection ?? `${view.challenge.since} ${view.challenge.round}`
}
