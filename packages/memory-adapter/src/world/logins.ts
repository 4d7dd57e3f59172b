import { accountLocked, type StepError, serviceUnavailable, userActionRequired } from '../errors/step-error.ts'

/** The steps at which a login may fail. */
export type FailingStep = 'verify-credentials' | 'retrieve-accounts' | 'retrieve-transactions'

/** What a user is asked at an institution with a second factor. */
export interface LoginChallenge {
  readonly method: 'token' | 'security-questions'
  readonly description: string
  /** Empty for what is approved in an app of the bank's. */
  readonly prompts: readonly string[]
  /** One answer a prompt, in the order of the prompts; `['confirmed']` where there is none. */
  readonly answers: readonly string[]
  /** Other answers that are right, by the place of their prompt; `{institution}` stands for the institution's own id. */
  readonly alsoRight?: readonly (readonly string[])[]
}

/** A person that the simulated institutions know: by a login with its password, or by a user token. */
export type BankLogin = LoginBehaviour &
  (
    | { readonly loginId: string; readonly password: string; readonly userToken?: never }
    | { readonly userToken: string; readonly loginId?: never; readonly password?: never }
  )

/** Who logs in, and how that goes. */
interface LoginBehaviour {
  /** First and last name. */
  readonly holder: string
  /** null: never asked; where an institution has a second factor, its step is skipped. */
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

/** The question about the institution is answered by AU00000 on one page, by AU00002 on another: both are right. */
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
 * The published logins of the sandbox, good at every institution of it. The names of their holders are ours, as is the
 * step at which `erlich` and `jianYang` fail.
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
