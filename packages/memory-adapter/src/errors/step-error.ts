/** Why a step failed, or why it waits. */
export interface StepError {
  readonly code: string
  readonly title: string
  readonly detail: string
}

/**
 * The bank does not know the login, or the password is not the login's.
 *
 * @source Basiq API v2.1, Errors: `invalid-credentials`, its four texts
 */
export const invalidCredentials: StepError = {
  code: 'invalid-credentials',
  title: 'Cannot login to target institution, check credentials.',
  detail: 'Cannot login to target institution using supplied credentials. Please check credentials and try again.',
}

/**
 * The bank knows the login and has locked its account.
 *
 * @source Basiq API v2.1, Errors and Testing; the detail is that of the sandbox, the title that of the locked account
 */
export const accountLocked: StepError = {
  code: 'invalid-credentials',
  title: 'Cannot login to target institution: this account is locked.',
  detail: 'Account is locked',
}

/**
 * The bank wants the user to do something on its own pages first.
 *
 * @source Basiq API v2.1, Testing; its title is ours
 */
export const userActionRequired: StepError = {
  code: 'account-not-accessible-requires-user-action',
  title: 'Account not accessible, requires user action',
  detail: 'An action is required from end-user before account details can be returned.',
}

/**
 * The bank is out of order, and the job is not tried again.
 *
 * @source Basiq API v2.1, Testing; its title is ours
 */
export const serviceUnavailable: StepError = {
  code: 'service-unavailable',
  title: 'Service unavailable',
  detail: 'Service is currently unavailable. Please try again later.',
}

/**
 * The institution is out of order, and the job is tried again every two hours.
 *
 * @source Basiq API v2.1, "Create a connection": what a queued job shows while its institution is out of order
 */
export const retryQueued: StepError = {
  code: 'temporary-unavailable-queued',
  title: 'Institution temporary unavailable, retry pending',
  detail: '3rd party service temporary unavailable. Job queued, retry in 2 hours.',
}

/**
 * The institution was out of order for seven days, and the job is given up.
 *
 * @source Basiq API v2.1, "Create a connection": what a queued job ends with after seven days
 */
export const retriesExhausted: StepError = {
  code: 'temporary-unavailable',
  title: 'Institution temporary unavailable',
  detail: '3rd party service temporary unavailable. Please try again later.',
}

/** The challenge expired without an answer. The code is that of the OpenAPI file; its texts are ours. */
export const challengeTimedOut: StepError = {
  code: 'job-timed-out',
  title: 'Job timed out',
  detail: 'The challenge was not answered in time.',
}
