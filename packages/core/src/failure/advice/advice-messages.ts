/** Who can do something about a failure. */
export type AdviceActor =
  /** The person whose account it is. */
  | 'user'
  /** Whoever runs the service: its code, its options, its contract. */
  | 'developer'
  /** The bank, or the API before it: it has to come back by itself. */
  | 'bank'
  /** The support of the API. */
  | 'support'
  /** Nobody has to: it passes, or it was wanted. */
  | 'nobody'

/** Whether trying again may help. */
export type AdviceRetry =
  /** The same again, or anything else, fails the same way. */
  | { readonly when: 'never' }
  /** At once. */
  | { readonly when: 'now' }
  /** Once the actor has done what the text says. */
  | { readonly when: 'afterAction' }
  /** After a while, by itself. */
  | { readonly when: 'later'; readonly afterMs: number }
  /** Only after a look at the user's jobs: the last try may have succeeded. */
  | { readonly when: 'afterPoll' }

/** Who acts, when to try again, and what to say. */
export interface AdviceRule {
  readonly actor: AdviceActor
  readonly retry: AdviceRetry
  readonly messageKey: MessageKey
}

/**
 * What an end user may be shown, in English, by keys for those who translate. None repeats a word of the server's.
 */
export const messages = {
  'account-locked': 'The bank has locked this login. Unlock it with the bank, then connect again.',
  'already-connected': 'This account is connected already.',
  'answer-again': 'The bank has not taken the answer. Check it, then answer again.',
  'answer-late': 'The answer came too late. Connect again, and answer while the bank waits.',
  'answer-missing': 'The bank asked for confirmation and got no answer. Connect again when you can answer.',
  'answer-wrong': 'The bank did not accept the answer. Connect again with the right one.',
  'answers-refused':
    'The bank did not accept the answers. Ask the bank before you connect again: more wrong ones may lock the account.',
  'bank-busy': 'The bank does not answer at the moment. Try again in a few minutes.',
  'bank-down': 'The bank cannot be reached at the moment. Try again later.',
  'bank-queued': 'The bank cannot be reached at the moment. We keep trying; you need not do anything.',
  cancelled: 'The connection was stopped.',
  'cancelled-unknown': 'The connection was stopped, but it may have been made already. Look before connecting again.',
  'check-login': 'The bank did not accept the login. Check it and the password, then try again.',
  'continued-elsewhere': 'This connection goes on elsewhere. Look there.',
  'do-at-bank':
    'The bank wants you to do something first. Log in at the bank’s own site, follow it there, then connect again.',
  'fields-missing': 'Something is missing in the form. Fill in what is marked, then try again.',
  'mfa-unsupported':
    'The bank asks for a confirmation that is not supported. Look at the security settings of your login.',
  'no-connection': 'There is no connection to the service at the moment. Try again in a moment.',
  'not-available': 'This bank cannot be connected at the moment. We have to look into it.',
  'not-found': 'What was asked for does not exist any more. Start again.',
  'not-supported': 'This bank cannot be connected here.',
  'outcome-unknown':
    'It is not known yet whether the connection was made. Look again in a moment before connecting again.',
  'our-fault': 'Something is wrong on our side. Trying again does not help before we have mended it.',
  'still-running': 'The bank takes longer than usual. The connection may still be made; look again later.',
  'too-many': 'Too much was asked for at once. Try again in a few minutes.',
} as const satisfies Readonly<Record<string, string>>

/** The name of a message. */
export type MessageKey = keyof typeof messages

const MINUTE_MS = 60_000

const rule = (actor: AdviceActor, retry: AdviceRetry, messageKey: MessageKey): AdviceRule => ({
  actor,
  retry,
  messageKey,
})

/** The user does something, and tries again. */
export const userActs = (messageKey: MessageKey): AdviceRule => rule('user', { when: 'afterAction' }, messageKey)

/** Those who run the service have something to mend. */
export const developerActs = (messageKey: MessageKey = 'our-fault'): AdviceRule =>
  rule('developer', { when: 'afterAction' }, messageKey)

/** The support of the API has something to switch on or to mend. */
export const supportActs = (messageKey: MessageKey = 'our-fault'): AdviceRule =>
  rule('support', { when: 'afterAction' }, messageKey)

/** The bank comes back by itself. */
export const bankActs = (minutes: number, messageKey: MessageKey = 'bank-down'): AdviceRule =>
  rule('bank', { when: 'later', afterMs: minutes * MINUTE_MS }, messageKey)

/** It passes by itself. */
export const passes = (seconds: number, messageKey: MessageKey): AdviceRule =>
  rule('nobody', { when: 'later', afterMs: seconds * 1_000 }, messageKey)

/** A look at the jobs comes before another try. */
export const looks = (messageKey: MessageKey): AdviceRule => rule('nobody', { when: 'afterPoll' }, messageKey)

/** It may be tried again at once, or not: nothing is wrong. */
export const done = (messageKey: MessageKey): AdviceRule => rule('nobody', { when: 'now' }, messageKey)

/** No try helps. */
export const hopeless = (actor: AdviceActor, messageKey: MessageKey): AdviceRule =>
  rule(actor, { when: 'never' }, messageKey)
