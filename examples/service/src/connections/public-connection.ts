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

/** What a user is shown of a failure. */
export type PublicAdvice = Pick<Advice, 'text' | 'actor' | 'retry'>

/** What a page may show of a running connection: no bank ids, and no text of the bank except its questions. */
export type PublicView =
  | { readonly tag: 'Preparing' | 'Creating' | 'Reconciling' }
  | {
      readonly tag: 'Collecting'
      readonly fields: readonly RequiredField[]
      readonly missing: readonly CredentialField[]
      readonly refusal: PublicAdvice | null
      readonly attemptsLeft: number
    }
  | {
      readonly tag: 'Working'
      readonly stage: string
      readonly steps: readonly StepProgress[]
      readonly expectedEndAt: number | null
      /** Why it waits; `null` while it makes progress. */
      readonly notice: string | null
    }
  | {
      readonly tag: 'Challenged'
      readonly description: string | null
      readonly prompts: readonly string[]
      readonly since: number
      readonly expiresAt: number
      readonly round: number
      readonly refusal: PublicAdvice | null
      readonly steps: readonly StepProgress[]
    }
  | { readonly tag: 'Connected' }
  | { readonly tag: 'Failed'; readonly advice: PublicAdvice; readonly steps: readonly StepProgress[] }
  /** Not running in this process. The service resumes it; the user need not do anything. */
  | { readonly tag: 'Interrupted'; readonly advice: PublicAdvice }

/** A connection as a page receives it. Times are in milliseconds since the Unix epoch, by the bank's clock. */
export interface PublicConnection {
  readonly id: string
  readonly institution: {
    readonly id: string
    readonly name: string
    /** Average duration of each step in milliseconds, by title; unknown ones are absent. */
    readonly usualMs: Readonly<Record<string, number>>
  }
  readonly createdAt: number
  readonly updatedAt: number
  /** Whether it has been connected, so that it has accounts and can be refreshed. */
  readonly hasAccounts: boolean
  readonly view: PublicView
}

type AdvisedFailure = Parameters<typeof adviceFor>[0]

export const publicAdviceFor = (failure: AdvisedFailure): PublicAdvice => {
  const { text, actor, retry } = adviceFor(failure)
  return { text, actor, retry }
}

/** Selects the public members of a view; everything else stays on the server. */
export const publicViewOf = (view: KeptView): PublicView => {
  switch (view._tag) {
    case 'Preparing':
    case 'Creating':
    case 'Reconciling':
      return { tag: view._tag }
    case 'Collecting': {
      const { fields, incomplete, rejection, attemptsLeft } = view
      const refusal = rejection === null ? null : publicAdviceFor(rejection)
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
      const refusal = rejection === null ? null : publicAdviceFor(rejection)
      return { tag: 'Challenged', description, prompts, since, expiresAt, round, refusal, steps }
    }
    case 'Connected':
      return { tag: 'Connected' }
    case 'Failed':
      return { tag: 'Failed', advice: publicAdviceFor(view.failure), steps: view.steps }
  }
}

/** The average durations of an institution's steps, by title. */
export const averageStepMs = (institution: Institution | null): Readonly<Record<string, number>> => {
  const means = institution === null ? null : profileOf(institution).averages
  const usual = [
    ['verify-credentials', means?.verifyCredentials],
    ['retrieve-accounts', means?.retrieveAccounts],
    ['retrieve-transactions', means?.retrieveTransactions],
  ] as const
  return Object.fromEntries(usual.flatMap(([title, ms]) => (typeof ms === 'number' ? [[title, ms]] : [])))
}
