import {
  type Advice,
  adviceFor,
  type CredentialField,
  type Institution,
  type KeptView,
  messages,
  profileOf,
  type RequiredField,
  type StepProgress,
} from '@bank-connection/core'

/** What a person may be told of a failure, and what they may do. */
export type ShownAdvice = Pick<Advice, 'text' | 'actor' | 'retry'>

/** What a page may know of a connection in progress: no id of the bank's, no word of the server's but its questions. */
export type ShownView =
  | { readonly tag: 'Preparing' | 'Creating' | 'Reconciling' }
  | {
      readonly tag: 'Collecting'
      readonly fields: readonly RequiredField[]
      readonly missing: readonly CredentialField[]
      readonly refusal: ShownAdvice | null
      readonly attemptsLeft: number
    }
  | {
      readonly tag: 'Working'
      readonly stage: string
      readonly steps: readonly StepProgress[]
      readonly expectedEndAt: number | null
      /** Why it waits; null while it moves. */
      readonly notice: string | null
    }
  | {
      readonly tag: 'Challenged'
      readonly description: string | null
      readonly prompts: readonly string[]
      readonly since: number
      readonly expiresAt: number
      readonly round: number
      readonly refusal: ShownAdvice | null
      readonly steps: readonly StepProgress[]
    }
  | { readonly tag: 'Connected' }
  | { readonly tag: 'Failed'; readonly advice: ShownAdvice; readonly steps: readonly StepProgress[] }
  /** It does not run here at the moment, and goes on without the person's doing. */
  | { readonly tag: 'Interrupted'; readonly advice: ShownAdvice }

/** A connection as a page is shown it. Times are in milliseconds since the Unix epoch, by the bank's clock. */
export interface ShownConnection {
  readonly id: string
  readonly institution: {
    readonly id: string
    readonly name: string
    /** How long each step takes as a rule, in milliseconds, by its title; those that are not known are left out. */
    readonly usualMs: Readonly<Record<string, number>>
  }
  readonly createdAt: number
  readonly updatedAt: number
  /** Whether it was connected once, so that it has accounts and can be refreshed. */
  readonly hasAccounts: boolean
  readonly view: ShownView
}

type AdvisedFailure = Parameters<typeof adviceFor>[0]

export const shownAdvice = (failure: AdvisedFailure): ShownAdvice => {
  const { text, actor, retry } = adviceFor(failure)
  return { text, actor, retry }
}

/** Picks what is shown of a view; what is not named here stays on the server. Pure. */
export const shownView = (view: KeptView): ShownView => {
  switch (view._tag) {
    case 'Preparing':
    case 'Creating':
    case 'Reconciling':
      return { tag: view._tag }
    case 'Collecting': {
      const { fields, incomplete, rejection, attemptsLeft } = view
      const refusal = rejection === null ? null : shownAdvice(rejection)
      return { tag: 'Collecting', fields, missing: incomplete?.missing ?? [], refusal, attemptsLeft }
    }
    case 'Working': {
      const { stage, steps, expectedEndAt } = view
      return {
        tag: 'Working',
        stage,
        steps,
        expectedEndAt,
        notice: stage === 'parked' ? messages['bank-queued'] : null,
      }
    }
    case 'Challenged': {
      const { challenge, rejection, steps } = view
      const { description, prompts, since, expiresAt, round } = challenge
      const refusal = rejection === null ? null : shownAdvice(rejection)
      return { tag: 'Challenged', description, prompts, since, expiresAt, round, refusal, steps }
    }
    case 'Connected':
      return { tag: 'Connected' }
    case 'Failed':
      return { tag: 'Failed', advice: shownAdvice(view.failure), steps: view.steps }
  }
}

/** How long the steps of an institution take as a rule, by their titles. */
export const usualMsOf = (institution: Institution | null): Readonly<Record<string, number>> => {
  const means = institution === null ? null : profileOf(institution).averages
  const usual = [
    ['verify-credentials', means?.verifyCredentials],
    ['retrieve-accounts', means?.retrieveAccounts],
    ['retrieve-transactions', means?.retrieveTransactions],
  ] as const
  return Object.fromEntries(usual.flatMap(([title, ms]) => (typeof ms === 'number' ? [[title, ms]] : [])))
}
