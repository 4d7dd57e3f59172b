/** Who must act on a failure. */
export type AdviceActor =
  /** The owner of the account. */
  | 'user'
  /** Whoever runs the service: its code, its options, its contract with the API. */
  | 'developer'
  /** The bank or the API: it must recover by itself. */
  | 'bank'
  /** The API's support. */
  | 'support'
  /** `nobody`: temporary, or requested by the user. */
  | 'nobody'

/** Whether and when to retry. */
export type AdviceRetry =
  /** Never: the same request fails the same way. */
  | { readonly when: 'never' }
  /** Immediately. */
  | { readonly when: 'now' }
  /** Once the actor has done what the message says. */
  | { readonly when: 'afterAction' }
  /** Automatically, after a delay. */
  | { readonly when: 'later'; readonly afterMs: number }
  /** Only after checking the user's jobs: the last attempt may have succeeded. */
  | { readonly when: 'afterLookup' }

/** Who acts, when to retry, and what to say. */
export interface AdviceRule {
  readonly actor: AdviceActor
  readonly retry: AdviceRetry
  readonly messageKey: MessageKey
}

/** Messages for end users, in English, by key for translation. None repeats the server's words. */
export const messages = {
  'account-locked': 'Your bank has locked this login. Unlock it with your bank, then connect again.',
  'already-connected': 'This account is already connected.',
  'answer-again': 'Your bank didn’t accept that answer. Check it and try again.',
  'answer-late': 'Your answer came too late. Connect again, and answer before the time runs out.',
  'answer-missing': 'Your bank asked for confirmation and got no answer. Connect again when you can respond.',
  'answer-wrong': 'Your bank didn’t accept the answer. Connect again with the right one.',
  'answers-refused':
    'Your bank didn’t accept the answers. Contact your bank before you connect again: more wrong answers may lock your account.',
  'bank-busy': 'Your bank isn’t responding right now. Try again in a few minutes.',
  'bank-down': 'We can’t reach your bank right now. Try again later.',
  'bank-queued': 'We can’t reach your bank right now. We’ll keep trying; you don’t need to do anything.',
  cancelled: 'The connection was cancelled.',
  'cancelled-unknown': 'The connection was cancelled, but it may have gone through. Check before you connect again.',
  'check-login': 'Your bank didn’t accept these login details. Check your login and password, then try again.',
  'continued-elsewhere': 'This connection is continuing in another window. Check there.',
  'do-at-bank':
    'Your bank needs you to do something first. Log in on your bank’s website, follow the steps there, then connect again.',
  'fields-missing': 'Some fields are missing. Fill in the marked fields, then try again.',
  'mfa-unsupported':
    'Your bank asks for a kind of confirmation that we don’t support. Check the security settings of your login.',
  'no-connection': 'We can’t reach the service right now. Try again in a moment.',
  'not-available': 'This bank can’t be connected right now. We’re looking into it.',
  'not-found': 'This no longer exists. Please start again.',
  'not-supported': 'This bank can’t be connected here.',
  'outcome-unknown':
    'We don’t know yet whether the connection went through. Check again in a moment before you connect again.',
  'our-fault': 'Something went wrong on our side. Trying again won’t help until we’ve fixed it.',
  'still-running': 'Your bank is taking longer than usual. The connection may still go through; check again later.',
  'too-many': 'Too many requests at once. Try again in a few minutes.',
} as const satisfies Readonly<Record<string, string>>

/** The key of a message. */
export type MessageKey = keyof typeof messages

const MINUTE_MS = 60_000

const rule = (actor: AdviceActor, retry: AdviceRetry, messageKey: MessageKey): AdviceRule => ({
  actor,
  retry,
  messageKey,
})

/** The user does something and retries. */
export const userActs = (messageKey: MessageKey): AdviceRule => rule('user', { when: 'afterAction' }, messageKey)

/** Whoever runs the service must fix something. */
export const developerActs = (messageKey: MessageKey = 'our-fault'): AdviceRule =>
  rule('developer', { when: 'afterAction' }, messageKey)

/** The API's support must enable or fix something. */
export const supportActs = (messageKey: MessageKey = 'our-fault'): AdviceRule =>
  rule('support', { when: 'afterAction' }, messageKey)

/** The bank recovers by itself. */
export const bankActs = (minutes: number, messageKey: MessageKey = 'bank-down'): AdviceRule =>
  rule('bank', { when: 'later', afterMs: minutes * MINUTE_MS }, messageKey)

/** The failure is temporary. */
export const isTemporary = (seconds: number, messageKey: MessageKey): AdviceRule =>
  rule('nobody', { when: 'later', afterMs: seconds * 1_000 }, messageKey)

/** The user's jobs must be checked before another attempt. */
export const checksJobs = (messageKey: MessageKey): AdviceRule => rule('nobody', { when: 'afterLookup' }, messageKey)

/** Nothing is wrong; a retry is possible at once. */
export const done = (messageKey: MessageKey): AdviceRule => rule('nobody', { when: 'now' }, messageKey)

/** No retry helps. */
export const never = (actor: AdviceActor, messageKey: MessageKey): AdviceRule =>
  rule(actor, { when: 'never' }, messageKey)
