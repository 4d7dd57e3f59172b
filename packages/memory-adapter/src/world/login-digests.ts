import type { StepError } from '../errors/step-error.ts'
import { digest } from './hash.ts'
import { type BankLogin, type FailingStep, type LoginChallenge, oneTimeCode } from './logins.ts'

/** A challenge whose right answers are kept as digests only; short ones can be found by guessing: see `World`. */
export interface KnownChallenge {
  readonly method: LoginChallenge['method']
  readonly description: string
  readonly prompts: readonly string[]
  /** Digests of the right answers, by the place of their prompt. */
  readonly right: readonly (readonly string[])[]
  /** Places of the prompts whose right answer is also the id of the institution. */
  readonly institutionAt: readonly number[]
}

/** A login as a world keeps it: what is secret is kept as digests, which hide it from the eye, not from guessing. */
export interface KnownLogin {
  /** Digest of the login or the user token. */
  readonly name: string
  /** Digest of the name's digest and the password; null for a user token. */
  readonly secret: string | null
  readonly holder: string
  /** null: never asked. */
  readonly challenge: KnownChallenge | null
  readonly failure: (StepError & { readonly step: FailingStep }) | null
}

/** What a user gave to log in, as digests; `all` covers every member. */
export interface GivenCredentials {
  readonly name: string
  readonly secret: string | null
  readonly all: string
}

const INSTITUTION = '{institution}'

/** Turns a login into what a world keeps of it. Pure. */
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

/** Who logs in by a scripted login: no digest is empty, so that no name fits but by its script. Pure. */
export const scriptedLoginHolder = (seed: number): KnownLogin => ({
  name: '',
  secret: null,
  holder: 'Casey Script',
  challenge: knownChallenge(seed, oneTimeCode),
  failure: null,
})

/** Digest of a login, or of a user token. */
export const digestName = (seed: number, loginId: string | undefined, userToken: string | undefined): string =>
  loginId === undefined ? digest(seed, 'user-token', userToken ?? '') : digest(seed, 'login', loginId)

/** Digest of a password together with the login that it belongs to. */
export const digestSecret = (seed: number, name: string, password: string): string =>
  digest(seed, 'password', name, password)

/** Index of the person of the scripted logins: the last one. */
export const scriptedIndex = (logins: readonly KnownLogin[]): number => logins.length - 1

/** Whether a login or a user token is known by its own name. */
export const isKnown = (logins: readonly KnownLogin[], given: GivenCredentials): boolean =>
  logins.some(({ name }) => name === given.name)

/** Index of the login that fits both digests; null when there is none. */
export const findLogin = (logins: readonly KnownLogin[], given: GivenCredentials): number | null => {
  const found = logins.findIndex(({ name, secret }) => name === given.name && secret === given.secret)
  return found < 0 ? null : found
}

/**
 * How many answers a challenge takes: one a prompt, or one confirmation.
 *
 * @source Basiq API v2.1: what is approved in the bank's app is answered `["confirmed"]`
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
