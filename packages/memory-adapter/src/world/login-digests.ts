import type { StepError } from '../errors/step-error.ts'
import { digest } from './hash.ts'
import { type BankLogin, type FailingStep, type LoginChallenge, oneTimeCode } from './logins.ts'

/** A challenge with digests of its right answers. Short answers can be guessed: see `World`. */
export interface KnownChallenge {
  readonly method: LoginChallenge['method']
  readonly description: string
  readonly prompts: readonly string[]
  /** Digests of the right answers, by index of the prompt. */
  readonly right: readonly (readonly string[])[]
  /** Indexes of the prompts that also accept the id of the institution. */
  readonly institutionAt: readonly number[]
}

/** A login with digests in place of secrets. Digests hide the text, but don't protect against guessing. */
export interface KnownLogin {
  /** Digest of the login or the user token. */
  readonly name: string
  /** Digest of the name's digest and the password; null for a user token. */
  readonly secret: string | null
  readonly holder: string
  /** null: no challenge. */
  readonly challenge: KnownChallenge | null
  readonly failure: (StepError & { readonly step: FailingStep }) | null
}

/** Digests of submitted credentials; `all` covers every member. */
export interface GivenCredentials {
  readonly name: string
  readonly secret: string | null
  readonly all: string
}

const INSTITUTION = '{institution}'

/** Replaces the secrets of a login by digests. Pure. */
export const knownLogin = (
  seed: number,
  { loginId, password, userToken, holder, challenge, failure }: BankLogin,
): KnownLogin => {
  const name = digestName(seed, loginId, userToken)
  return {
    name,
    secret: password === undefined ? null : digestSecret(seed, name, password),
    holder,
    challenge: challenge === null ? null : knownChallenge(seed, challenge),
    failure: failure === null ? null : { ...failure },
  }
}

/** The holder of scripted logins. Its name is empty, which no digest is, so that only a script matches it. Pure. */
export const scriptedLoginHolder = (seed: number): KnownLogin => ({
  name: '',
  secret: null,
  holder: 'Casey Script',
  challenge: knownChallenge(seed, oneTimeCode),
  failure: null,
})

/** Digest of a login or a user token. */
export const digestName = (seed: number, loginId: string | undefined, userToken: string | undefined): string =>
  loginId === undefined ? digest(seed, 'user-token', userToken ?? '') : digest(seed, 'login', loginId)

/** Digest of a password and the login that it belongs to. */
export const digestSecret = (seed: number, name: string, password: string): string =>
  digest(seed, 'password', name, password)

/** Index of the holder of scripted logins: the last one. */
export const scriptedIndex = (logins: readonly KnownLogin[]): number => logins.length - 1

/** Whether a known login has this login id or user token. */
export const isKnown = (logins: readonly KnownLogin[], given: GivenCredentials): boolean =>
  logins.some(({ name }) => name === given.name)

/** Index of the login that matches both digests; null when none does. */
export const findLogin = (logins: readonly KnownLogin[], given: GivenCredentials): number | null => {
  const found = logins.findIndex(({ name, secret }) => name === given.name && secret === given.secret)
  return found < 0 ? null : found
}

/**
 * Number of answers that a challenge needs: one per prompt, or one confirmation.
 *
 * @source Basiq API v2.1: a challenge approved in the bank's app is answered `["confirmed"]`
 */
export const answerCount = ({ prompts }: Pick<LoginChallenge, 'prompts'>): number => Math.max(1, prompts.length)

/** Whether every answer is right. */
export const answersRight = (
  seed: number,
  challenge: KnownChallenge,
  institutionId: string,
  answers: readonly string[],
): boolean =>
  answers.length === answerCount(challenge) &&
  answers.every(
    (answer, i) =>
      (challenge.right[i] ?? []).includes(digestAnswer(seed, answer)) ||
      (challenge.institutionAt.includes(i) && answer === institutionId),
  )

const digestAnswer = (seed: number, answer: string): string => digest(seed, 'answer', answer)

const knownChallenge = (
  seed: number,
  { method, description, prompts, answers, alsoRight }: LoginChallenge,
): KnownChallenge => ({
  method,
  description,
  prompts: [...prompts],
  right: Array.from({ length: answerCount({ prompts }) }, (_, i) =>
    [answers[i] ?? '', ...(alsoRight?.[i] ?? [])]
      .filter((text) => text !== INSTITUTION)
      .map((text) => digestAnswer(seed, text)),
  ),
  institutionAt: prompts.flatMap((_, i) => (alsoRight?.[i]?.includes(INSTITUTION) === true ? [i] : [])),
})
