/** Why a step failed or waits. */
export interface StepError {
  readonly code: string
  readonly title: string
  readonly detail: string
}

/**
 * The login does not exist, or the password is wrong.
 *
 * @source Basiq API v2.1, Errors: `invalid-credentials`, its four texts
 */
export const invalidCredentials: StepError = {
  code: 'invalid-credentials',
  title: 'Cannot login to target institution, check credentials.',
  detail: 'Cannot login to target institution using supplied credentials. Please check credentials and try again.',
}

/**
 * The bank has locked the account.
 *
 * @source Basiq API v2.1, Errors and Testing; the detail is from the sandbox, the title from the locked account
 */
export const accountLocked: StepError = {
  code: 'invalid-credentials',
  title: 'Cannot login to target institution: this account is locked.',
  detail: 'Account is locked',
}

/**
 * The user must first complete an action on the bank's website.
 *
 * @source Basiq API v2.1, Testing; we chose the title
 */
export const userActionRequired: StepError = {
  code: 'account-not-accessible-requires-user-action',
  title: 'Account not accessible, requires user action',
  detail: 'An action is required from end-user before account details can be returned.',
}

/**
 * The bank is unavailable, and the job is not retried.
 *
 * @source Basiq API v2.1, Testing; we chose the title
 */
export const serviceUnavailable: StepError = {
  code: 'service-unavailable',
  title: 'Service unavailable',
  detail: 'Service is currently unavailable. Please try again later.',
}

/**
 * The institution is unavailable, and the job is retried every two hours.
 *
 * @source Basiq API v2.1, "Create a connection": a queued job while its institution is unavailable
 */
export const retryQueued: StepError = {
  code: 'temporary-unavailable-queued',
  title: 'Institution temporary unavailable, retry pending',
  detail: '3rd party service temporary unavailable. Job queued, retry in 2 hours.',
}

/**
 * The institution was unavailable for seven days, and the job failed.
 *
 * @source Basiq API v2.1, "Create a connection": a queued job after seven days
 */
export const retriesExhausted: StepError = {
  code: 'temporary-unavailable',
  title: 'Institution temporary unavailable',
  detail: '3rd party service temporary unavailable. Please try again later.',
}

/** The challenge expired without an answer. The code is from the OpenAPI file; we chose the texts. */
export const challengeTimedOut: StepError = {
  code: 'job-timed-out',
  title: 'Job timed out',
  detail: 'The challenge was not answered in time.',
}
