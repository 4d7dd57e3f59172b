import type { Challenge, Credentials } from '@bank-connection/core'
import type { Knowledge } from '@bank-connection/core/testing'
import { hash } from '../world/hash.ts'
import { type BankInstitution, isByToken, sandboxInstitutions } from '../world/institutions.ts'
import type { BankLogin } from '../world/logins.ts'
import type { Story, Visit } from './story.ts'

/** Credentials and answers of a visit, for the user and for the bank. */
export interface Visitor {
  readonly knowledge: Knowledge
  /** The login to add to the bank; `null` for a scripted login. */
  readonly login: BankLogin | null
  /** Texts that must occur only in request bodies. */
  readonly secrets: readonly string[]
}

/** Derives the credentials of a visit. Each secret is a unique text. Pure. */
export const visitorOf = ({ seed }: Story, visit: Visit, index: number): Visitor => {
  const secret = (name: string): string => `${name}~${hash(seed, 'secret', index, name).toString(36)}~${index}`
  const { login, institutionId } = visit
  const name = login.kind === 'scripted' ? login.name : secret('login')
  const right: Required<Credentials> = {
    loginId: name,
    secondaryLoginId: secret('second'),
    password: secret('password'),
    securityCode: secret('code'),
    userToken: login.kind === 'scripted' ? login.name : secret('token'),
  }
  const wrong = { ...right, password: secret('wrong'), userToken: secret('wrong-token') }
  const answer = login.kind === 'scripted' ? SCRIPTED_ANSWER : secret('answer')
  const answersTo = ({ prompts }: Challenge): readonly string[] =>
    prompts.length === 0 ? ['confirmed'] : prompts.map(() => answer)
  return {
    knowledge: { right, wrong, answersTo },
    login: login.kind === 'scripted' ? null : loginOf(institutionId, login, right, answer),
    secrets: [right, wrong]
      .flatMap((each) => Object.values(each))
      .concat(answer)
      .filter((text) => text.includes('~')),
  }
}

/** Answer to the challenge of a scripted login. */
const SCRIPTED_ANSWER = '1234'

const loginOf = (
  institutionId: string,
  { method, prompts }: Extract<Visit['login'], { readonly kind: 'own' }>,
  { loginId, password, userToken }: Required<Credentials>,
  answer: string,
): BankLogin => {
  const challenge =
    prompts === null
      ? null
      : {
          method,
          description: 'Please answer.',
          prompts: Array.from({ length: prompts }, (_, i) => `Question ${i + 1}`),
          answers: prompts === 0 ? ['confirmed'] : Array.from({ length: prompts }, () => answer),
        }
  const behaviour = { holder: 'Sam Visitor', challenge, failure: null }
  const institution: BankInstitution | undefined = sandboxInstitutions.find(({ id }) => id === institutionId)
  return institution !== undefined && isByToken(institution)
    ? { userToken, ...behaviour }
    : { loginId, password, ...behaviour }
}
