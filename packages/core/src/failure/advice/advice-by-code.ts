import type { ErrorCode } from '../../codec/error-body.ts'
import type { UnknownValue } from '../../codec/open.ts'
import {
  type AdviceRule,
  bankActs,
  developerActs,
  isTemporary,
  never,
  supportActs,
  userActs,
} from './advice-messages.ts'

/** Codes of failed steps that are not error codes of requests. @source Basiq API v2.1, OpenAPI file, and "Events" */
export const STEP_CODES = [
  'user-action-required',
  'invalid-username-or-password',
  'locked-account',
  'multifactor-required',
  'system-unavailable',
  'maintenance',
  'connector-error',
  'institution-not-found',
  'institution-not-available',
  'institution-disabled',
  'invalid-field-value',
  'invalid-connection',
  'unknown-error',
  'job-timed-out',
  'authorization-failed',
  'invalid-csv-row',
  'row-count-exceeded',
  'account-data-differs',
  'empty-file',
  'bank-statement-invalid',
  'bank-statement-new-product',
  'bank-statement-parsing-error',
  'bank-statement-not-supported',
  'txn-after-last-updated-date',
] as const

/** Codes on other pages. @source Basiq API v3, "Errors" */
const LATER_CODES = ['path-parameter-not-valid'] as const

/** Every documented code. */
export type DocumentedCode =
  | Exclude<ErrorCode, UnknownValue>
  | (typeof STEP_CODES)[number]
  | (typeof LATER_CODES)[number]

/** Codes of statement uploads, which this library doesn't make. */
const upload = never('developer', 'our-fault')

/**
 * What to do about each documented code.
 *
 * @source Basiq API v2.1, "Codes" and "Handling jobs": what to do, and when to retry: 5 minutes after 500 and 503, 10
 * minutes after an unavailable institution
 * @internal
 */
export const adviceByCode: Readonly<Record<DocumentedCode, AdviceRule>> = {
  'access-denied': supportActs(),
  'account-data-differs': upload,
  'account-not-accessible-requires-user-action': userActs('do-at-bank'),
  'authorization-failed': userActs('do-at-bank'),
  'bank-statement-invalid': upload,
  'bank-statement-new-product': upload,
  'bank-statement-not-supported': upload,
  'bank-statement-parsing-error': upload,
  'connector-error': bankActs(10, 'bank-busy'),
  'empty-file': upload,
  'forbidden-access': developerActs(),
  'institution-disabled': never('support', 'not-available'),
  'institution-not-available': bankActs(10),
  'institution-not-found': developerActs('not-supported'),
  'institution-not-supported': never('support', 'not-available'),
  'internal-server-error': bankActs(5, 'bank-busy'),
  'invalid-authorization-request': developerActs(),
  'invalid-authorization-token': developerActs(),
  'invalid-connection': userActs('check-login'),
  'invalid-content': developerActs(),
  'invalid-credentials': userActs('check-login'),
  'invalid-csv-row': upload,
  'invalid-field-value': userActs('check-login'),
  'invalid-request-content': developerActs(),
  'invalid-username-or-password': userActs('check-login'),
  'job-timed-out': bankActs(10, 'bank-busy'),
  'locked-account': userActs('account-locked'),
  maintenance: bankActs(60),
  'maintenance-error': bankActs(60),
  'method-not-allowed': developerActs(),
  'missing-required-field': userActs('fields-missing'),
  'missing-required-field-value': userActs('fields-missing'),
  'multifactor-required': userActs('mfa-unsupported'),
  'no-production-access': supportActs(),
  'parameter-not-supplied': developerActs(),
  'parameter-not-valid': developerActs(),
  'path-parameter-not-valid': developerActs(),
  'request-not-valid': developerActs(),
  'resource-already-exists': never('nobody', 'already-connected'),
  'resource-no-longer-available': developerActs('not-found'),
  'resource-not-found': developerActs('not-found'),
  'row-count-exceeded': upload,
  'service-unavailable': bankActs(10),
  'system-unavailable': bankActs(10),
  'temporary-unavailable': bankActs(120),
  'temporary-unavailable-queued': bankActs(120, 'bank-queued'),
  'too-many-requests': isTemporary(60, 'too-many'),
  'too-many-sandbox-connections': developerActs('not-available'),
  'txn-after-last-updated-date': upload,
  'unauthorised-access': developerActs(),
  'unauthorized-access': developerActs(),
  'unknown-error': bankActs(10, 'bank-busy'),
  'unsupported-accept': developerActs(),
  'unsupported-content-type': developerActs(),
  'user-action-required': userActs('do-at-bank'),
}

/** The rule for a documented code; null for any other, which is judged by its status and step. */
export const counselOn = (code: string): AdviceRule | null =>
  Object.hasOwn(adviceByCode, code) ? adviceByCode[code as DocumentedCode] : null
