import type { ConnectionView, Credentials } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { answersTo, credentialsOf } from './bank-menu.ts'
import type { ConnectionLife } from './connection-process.ts'

/** Answers for a person who knows everything. */
export interface HelpfulPerson {
  /** Sees a view, and does what it asks for, a little later. */
  readonly see: (view: ConnectionView, life: ConnectionLife) => void
}

/** How often a person does what is asked for. */
const PATIENCE = 12

/**
 * Creates a person who types in a login of the bank, and answers what is asked.
 *
 * @param login - a name of `bankMenu`
 * @param afterMs - how long each takes, in milliseconds of the bank
 */
export const createHelpfulPerson = (login: string, afterMs: number): HelpfulPerson => {
  let asked: unknown = null
  let count = 0
  const later = (life: ConnectionLife, run: () => void): void => {
    void life.clock.sleep(afterMs, neverAborted).then(() => {
      if (life.isAlive()) run()
    })
  }
  return {
    see: (view, life) => {
      const demand = demandOf(view)
      const isNew = demand !== null && demand !== asked
      asked = demand
      if (!isNew || count >= PATIENCE) return
      count += 1
      if (view._tag === 'Collecting') {
        const given = credentialsFor(login, view)
        if (given !== null) later(life, () => void life.recorder.submit(life.handle, given))
      }
      if (view._tag === 'Challenged') {
        const answers = answersTo(view.challenge.prompts)
        if (answers !== null) later(life, () => void life.recorder.answer(life.handle, answers))
      }
    },
  }
}

/** What a login of the bank types into this form; `null`: there is no login of that name. */
export const credentialsFor = (
  login: string,
  { fields }: Extract<ConnectionView, { readonly _tag: 'Collecting' }>,
): Credentials | null => {
  const all = credentialsOf(login)
  return all === null ? null : Object.fromEntries(fields.map(({ field }) => [field, all[field]]))
}

/** What is asked, by identity: the same as long as nothing new is. */
const demandOf = (view: ConnectionView): unknown => {
  if (view._tag === 'Collecting') return view.incomplete ?? view.rejection ?? 'first'
  if (view._tag !== 'Challenged') return null
  return view.rejection ?? `${view.challenge.since} ${view.challenge.round}`
}
