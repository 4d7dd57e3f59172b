import { accountLocked, type StepError, serviceUnavailable, userActionRequired } from '../errors/step-error.ts'

/** The steps at which a login may fail. */
export type FailingStep = 'verify-credentials' | 'retrieve-accounts' | 'retrieve-transactions'

/** Second factor of a login. */
export interface LoginChallenge {
  readonly method: 'token' | 'security-questions'
  readonly description: string
  /** Empty when the user approves in the bank's app. */
  readonly prompts: readonly string[]
  /** One answer per prompt, in order; `['confirmed']` when there are no prompts. */
  readonly answers: readonly string[]
  /** Other accepted answers, by index of the prompt; `{institution}` stands for the id of the institution. */
  readonly alsoRight?: readonly (readonly string[])[]
}

/** A login that the simulated institutions accept: login id and password, or a user token. */
export type BankLogin = LoginBehaviour &
  (
    | { readonly loginId: string; readonly password: string; readonly userToken?: never }
    | { readonly userToken: string; readonly loginId?: never; readonly password?: never }
  )

/** Holder of a login, and how its jobs go. */
interface LoginBehaviour {
  /** First and last name. */
  readonly holder: string
  /** null: no challenge; institutions with a second factor skip the step. */
  readonly challenge: LoginChallenge | null
  /** null: every step succeeds. */
  readonly failure: (StepError & { readonly step: FailingStep }) | null
}

const company: LoginChallenge = {
  method: 'security-questions',
  description: 'Please answer the following security question.',
  prompts: ["What's your first company?"],
  answers: ['Hooli'],
}

/** One page answers the question about the institution with AU00000, another with AU00002: both are accepted. */
const companyAndInstitution: LoginChallenge = {
  method: 'security-questions',
  description: 'Please answer the following security questions.',
  prompts: ["What's your favourite company?", "What's the ID of this institution?"],
  answers: ['Basiq', 'AU00000'],
  alsoRight: [[], ['AU00002', '{institution}']],
}

/** A code that is sent to the user. */
export const oneTimeCode: LoginChallenge = {
  method: 'token',
  description: 'Please enter the one-time password that was sent to you.',
  prompts: ['OTP Password'],
  answers: ['1234'],
}

const works = (loginId: string, password: string, holder: string, challenge: LoginChallenge): BankLogin => ({
  loginId,
  password,
  holder,
  challenge,
  failure: null,
})

const fails = (loginId: string, password: string, holder: string, problem: StepError): BankLogin => ({
  loginId,
  password,
  holder,
  challenge: null,
  failure: { step: 'verify-credentials', ...problem },
})

/**
 * The published logins of the sandbox, accepted at every institution. We chose the names of their holders, and the step
 * at which `erlich` and `jianYang` fail.
 *
 * @source Basiq API v2.1, Testing; the user token is the example of "Create a connection"
 */
export const sandboxLogins: readonly BankLogin[] = [
  works('Wentworth-Smith', 'whislter', 'Max Wentworth-Smith', companyAndInstitution),
  works('Whistler', 'ShowBox', 'Sam Whistler', companyAndInstitution),
  works('Gilfoyle', 'PiedPiper', 'Bertram Gilfoyle', company),
  works('gavinBelson', 'hooli2016', 'Gavin Belson', company),
  works('jared', 'django', 'Jared Dunn', oneTimeCode),
  works('richard', 'tabsnotspaces', 'Richard Hendricks', oneTimeCode),
  fails('bighead', 'password', 'Nelson Bighetti', accountLocked),
  fails('erlich', 'aviato', 'Erlich Bachman', userActionRequired),
  fails('jianYang', 'nothotdog', 'Jian Yang', serviceUnavailable),
  { userToken: 'token:PTln18RhwL', holder: 'Tess Okafor', challenge: null, failure: null },
]
